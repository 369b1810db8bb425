/** What a ledger says when it is held against the migrations that the code knows. */
import { MigrationError, type MigrationReason } from '../errors';
import { chainChecksums, MANUAL_CHECKSUM } from './checksum';
import type { AppliedMigration, Migration } from './types';

/** One way in which the ledger and the code disagree. */
export interface HistoryFault {
  reason: MigrationReason;
  migrationId: string;
  message: string;
}

/** The migrations that the code knows and the rows of the ledger, each sorted by id. */
export interface History {
  known: readonly Migration[];
  applied: readonly AppliedMigration[];
}

/** The known migrations that the ledger does not hold. */
export function pendingMigrations({ known, applied }: History): Migration[] {
  const ids = new Set(applied.map(({ id }) => id));
  return known.filter(({ id }) => !ids.has(id));
}

/** The id applied last; null on a new database. */
export function lastId({ applied }: History): string | null {
  return applied.at(-1)?.id ?? null;
}

/** Every fault, the most telling first. The order and completeness of a history count before its checksums. */
export function findFaults(history: History, options: { validateChecksums: boolean }): HistoryFault[] {
  const faults = [...findUnknown(history), ...findOutOfOrder(history)];
  // checksums are chained: past a hole they say nothing
  const broken = faults.some(({ reason }) => reason !== 'newer_database');
  if (options.validateChecksums && !broken) faults.push(...findMismatch(history));
  return faults;
}

/** Throws the most telling fault. */
export function assertSound(history: History, options: { validateChecksums: boolean }): void {
  const [fault] = findFaults(history, options);
  if (fault) throw new MigrationError(fault);
}

function findUnknown({ known, applied }: History): HistoryFault[] {
  const ids = new Set(known.map(({ id }) => id));
  const newest = known.at(-1)?.id ?? '';
  const unknown = applied.filter(({ id }) => !ids.has(id)).map(({ id }) => id);
  const newer = unknown.filter((id) => id > newest);
  const missing = unknown.filter((id) => id < newest);
  return [
    ...newer.map(
      (id): HistoryFault => ({
        reason: 'newer_database',
        migrationId: id,
        message: `The database has migration "${id}", which is newer than this code: update the code, it must not run on a schema it does not know`,
      }),
    ),
    ...missing.map(
      (id): HistoryFault => ({
        reason: 'missing',
        migrationId: id,
        message: `Migration "${id}" was applied, but this code does not have it`,
      }),
    ),
  ];
}

function findOutOfOrder(history: History): HistoryFault[] {
  const last = history.applied.at(-1)?.id ?? '';
  const skipped = pendingMigrations(history).filter(({ id }) => id < last);
  return skipped.map(({ id }) => ({
    reason: 'out_of_order',
    migrationId: id,
    message: `Migration "${id}" is pending, but "${last}", which comes after it, was applied`,
  }));
}

/** The first applied migration that is not the one in the code. Those after it are chained to it, and tell nothing. */
function findMismatch({ known, applied }: History): HistoryFault[] {
  const checksums = chainChecksums(known);
  const edited = applied.find(
    ({ id, checksum }) => checksum !== MANUAL_CHECKSUM && checksums.has(id) && checksums.get(id) !== checksum,
  );
  if (!edited) return [];
  const message = `Migration "${edited.id}" was edited after it had been applied: write a new one instead`;
  return [{ reason: 'checksum_mismatch', migrationId: edited.id, message }];
}
