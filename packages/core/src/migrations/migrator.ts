/** The migration engine: brings a database from any point of its history to the one that the code needs. */
import { MigrationError, ValidationError } from '../errors';
import { chainChecksums, MANUAL_CHECKSUM } from './checksum';
import { assertSound, findFaults, type History, lastId, pendingMigrations } from './history';
import { orFail, preview, timed } from './outcome';
import type {
  LedgerChange,
  LedgerOptions,
  Migration,
  MigrationDatabase,
  MigrationOptions,
  MigrationResult,
  MigrationSummary,
  ValidationResult,
} from './types';

/** Ids sort alike in every database and here: printable ASCII without spaces. */
const MIGRATION_ID = /^[\x21-\x7e]{1,255}$/;

/**
 * Applies migrations in the order of their ids, each once, however many processes try at the same time: each step
 * runs only while the ledger is as this process has read it, and is read again where another was faster.
 *
 * Nothing fails in silence: a migration that does not go through is a MigrationError whose `cause` is the database's
 * own error. It leaves nothing behind; those before it stay applied, as {@link Migrator.getMigrationSummary} tells.
 * Hence the results of {@link Migrator.migrate} only ever report success.
 *
 * Every method that touches the database may also throw UnavailableError, and OutcomeUnknownError where the reply to
 * a step was lost: calling again is always safe.
 */
export class Migrator {
  readonly #database: MigrationDatabase;
  #known: Migration[] = [];

  constructor(database: MigrationDatabase) {
    this.#database = database;
  }

  /**
   * Registers a migration, in any order.
   * @throws MigrationError `duplicate_id`
   * @throws ValidationError when the id is not 1 to 255 printable ASCII characters
   */
  addMigration(migration: Migration): void {
    const { id } = migration;
    if (!MIGRATION_ID.test(id)) {
      throw new ValidationError([{ path: 'id', message: 'must be 1 to 255 printable ASCII characters, no spaces' }]);
    }
    if (this.#known.some((known) => known.id === id)) {
      throw new MigrationError({
        migrationId: id,
        reason: 'duplicate_id',
        message: `There are two migrations "${id}"`,
      });
    }
    this.#known = [...this.#known, migration].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Registers several. */
  addMigrations(migrations: readonly Migration[]): void {
    for (const migration of migrations) this.addMigration(migration);
  }

  /**
   * Creates the ledger where it is missing; {@link Migrator.migrate} does so by itself.
   * @throws MigrationError `foreign_tables` when the namespace is somebody else's
   */
  async initialize(): Promise<void> {
    await this.#createLedger();
  }

  /**
   * Applies what is pending, in order, and returns what it applied: nothing where nothing was pending, or where
   * another process did it first. A dry run returns what it would apply, with an `executionTime` of 0.
   * @throws MigrationError `failed`, `foreign_tables`, `newer_database`, `missing`, `out_of_order`, `checksum_mismatch`
   */
  async migrate(options: MigrationOptions = {}): Promise<MigrationResult[]> {
    const { useTransaction = true, validateChecksums = true, dryRun = false } = options;
    const limit = checkLimit(options.limit);
    // held against the code first: a newer database may well have tables that this code takes for foreign ones
    let history = await this.#readSound({ validateChecksums });
    await this.#createLedger({ dryRun });
    if (dryRun) return pendingMigrations(history).slice(0, limit).map(preview);
    const results: MigrationResult[] = [];
    while (results.length < limit) {
      const [next] = pendingMigrations(history);
      if (!next) break;
      const result = await this.#apply(next, { last: lastId(history), transaction: useTransaction });
      if (result) results.push(result);
      history = await this.#readSound({ validateChecksums });
    }
    return results;
  }

  /**
   * Undoes the migration applied last. Null where none is applied, or where another process undid it first.
   * @throws MigrationError `no_down`, or as {@link Migrator.migrate}
   */
  async rollbackLast(): Promise<MigrationResult | null> {
    const history = await this.#readSound({ validateChecksums: true });
    const last = lastId(history);
    if (last === null) return null;
    const result = await this.#revert(this.#require(last));
    if (!result) await this.#assertGone(last);
    return result;
  }

  /**
   * Undoes all that was applied after the migration `id`, newest first; after null: everything. Returns what it
   * undid. Where one of them has no `down`, none is undone.
   * @throws MigrationError `unknown_id` when it is not applied, `no_down`, or as {@link Migrator.migrate}
   */
  async rollbackTo(id: string | null): Promise<MigrationResult[]> {
    const results: MigrationResult[] = [];
    for (;;) {
      const { applied } = await this.#readSound({ validateChecksums: true });
      if (id !== null && !applied.some((row) => row.id === id)) throw unknownId(id, 'is not applied');
      const surplus = applied.filter((row) => id === null || row.id > id).map((row) => this.#require(row.id));
      for (const migration of surplus) requireDown(migration);
      const last = surplus.at(-1);
      if (!last) return results;
      const result = await this.#revert(last);
      if (result) results.push(result);
    }
  }

  /** How far the database is. Writes nothing. */
  async getMigrationSummary(): Promise<MigrationSummary> {
    const history = await this.#read();
    const pending = pendingMigrations(history);
    const currentVersion = lastId(history);
    return {
      totalMigrations: history.known.length,
      appliedMigrations: history.applied.length,
      pendingMigrations: pending.length,
      pendingMigrationIds: pending.map(({ id }) => id),
      ...(currentVersion === null ? {} : { currentVersion }),
    };
  }

  /** Everything that is wrong with the history, instead of throwing the first of it. Writes nothing. */
  async validateMigrations(): Promise<ValidationResult> {
    const history = await this.#read();
    const errors = findFaults(history, { validateChecksums: true }).map(({ message }) => message);
    const manual = history.applied.filter(({ checksum }) => checksum === MANUAL_CHECKSUM);
    const warnings = manual.map(({ id }) => `The row of migration "${id}" was written by hand: \`repair\` mends it`);
    return { isValid: errors.length === 0, errors, warnings };
  }

  /**
   * Gives rows that were written by hand (checksum `manual`) the checksum of their migration, and returns their ids.
   * A migration that was edited stays an error: only its author can tell which of the two is right.
   * @throws MigrationError `newer_database`, `missing`, `out_of_order`, `checksum_mismatch`
   */
  async repair(): Promise<string[]> {
    const repaired: string[] = [];
    for (;;) {
      const history = await this.#readSound({ validateChecksums: true });
      const row = history.applied.find(({ checksum }) => checksum === MANUAL_CHECKSUM);
      if (!row) return repaired;
      const change: LedgerChange = { kind: 'checksum', id: row.id, checksum: this.#checksum(row.id) };
      if (await this.#record(change, lastId(history))) repaired.push(row.id);
    }
  }

  /**
   * Marks the migrations up to `id` as applied without running them, for a schema that is there already but has no
   * ledger. Returns the ids it marked.
   * @throws MigrationError `unknown_id`, `foreign_tables` where the tables are not such, or as {@link Migrator.migrate}
   */
  async baseline(id: string): Promise<string[]> {
    this.#require(id);
    let history = await this.#readSound({ validateChecksums: true });
    await this.#createLedger({ adopt: true });
    const marked: string[] = [];
    for (;;) {
      const [next] = pendingMigrations(history);
      if (!next || next.id > id) return marked;
      const row = { id: next.id, description: next.description, checksum: this.#checksum(next.id) };
      if (await this.#record({ kind: 'apply', row }, lastId(history))) marked.push(next.id);
      history = await this.#readSound({ validateChecksums: true });
    }
  }

  async #createLedger(options?: LedgerOptions): Promise<void> {
    await orFail({ name: 'Creating the ledger' }, () => this.#database.createLedger(options));
  }

  async #read(): Promise<History> {
    const applied = await orFail({ name: 'Reading the ledger' }, () => this.#database.readLedger());
    return { known: this.#known, applied };
  }

  async #readSound(options: { validateChecksums: boolean }): Promise<History> {
    const history = await this.#read();
    assertSound(history, options);
    return history;
  }

  #require(id: string): Migration {
    const migration = this.#known.find((known) => known.id === id);
    if (!migration) throw unknownId(id, 'is not among the migrations of this code');
    return migration;
  }

  #checksum(id: string): string {
    return chainChecksums(this.#known).get(id) as string; // every known id has one
  }

  #apply(migration: Migration, state: { last: string | null; transaction: boolean }): Promise<MigrationResult | null> {
    const { id, description, up: statements } = migration;
    const change: LedgerChange = { kind: 'apply', row: { id, description, checksum: this.#checksum(id) } };
    const { last: expectedLast, transaction } = state;
    return timed(migration, () => this.#database.run({ statements, change, expectedLast, transaction }));
  }

  #revert(migration: Migration): Promise<MigrationResult | null> {
    const { id } = migration;
    const step = { statements: requireDown(migration), expectedLast: id, transaction: true };
    return timed(migration, () => this.#database.run({ ...step, change: { kind: 'revert', id } }));
  }

  #record(change: LedgerChange, expectedLast: string | null): Promise<boolean> {
    const step = { statements: [], change, expectedLast, transaction: true };
    return orFail({ name: 'Changing the ledger' }, () => this.#database.run(step));
  }

  async #assertGone(id: string): Promise<void> {
    const { applied } = await this.#read();
    if (!applied.some((row) => row.id === id)) return;
    const message = `Migration "${id}" was not undone: another was applied after it in the meantime`;
    throw new MigrationError({ migrationId: id, reason: 'out_of_order', message });
  }
}

function requireDown({ id, down }: Migration): string[] {
  if (down) return down;
  throw new MigrationError({ migrationId: id, reason: 'no_down', message: `Migration "${id}" cannot be undone` });
}

function unknownId(id: string, what: string): MigrationError {
  return new MigrationError({ migrationId: id, reason: 'unknown_id', message: `Migration "${id}" ${what}` });
}

function checkLimit(limit = Number.POSITIVE_INFINITY): number {
  if (limit === Number.POSITIVE_INFINITY || (Number.isSafeInteger(limit) && limit >= 0)) return limit;
  throw new ValidationError([{ path: 'limit', message: 'must be a whole number, 0 or more' }]);
}
