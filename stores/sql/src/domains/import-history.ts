/** Taking in another store's history: one atomic write, or none. */
import {
  CorruptRowError,
  type HistoryHead,
  headMovedOn,
  type ImportedVersion,
  idempotencyKeyReused,
  type PreparedHistory,
  TABLE_AGENT_VERSION_HEADS,
  versionIdTaken,
} from '@agent-versions/core';
import { ConstraintError, type SqlDatabase } from '../database';
import { jsonArrays } from '../json-batches';
import { readHistoryHead } from '../rows-history';
import { selectHead } from '../statements/history';
import * as statements from '../statements/import';

/** Appends entries as they are, and returns where the history stands then. */
export async function importHistory(db: SqlDatabase, history: PreparedHistory): Promise<HistoryHead> {
  const { dialect } = db;
  const { versions, deletions } = split(history);
  const queries = [
    statements.advanceHead(dialect, advanceOf(history, versions)),
    ...jsonArrays(versions.map(versionJson)).map((rows) => statements.insertVersions(dialect, rows)),
    ...jsonArrays(deletions.map((row) => JSON.stringify(row))).map((rows) =>
      statements.insertImportedDeletions(dialect, rows),
    ),
    selectHead(dialect, history.agentId),
  ];
  for (;;) {
    try {
      const [row = {}] = (await db.write(...queries)).at(-1) ?? [];
      return readHistoryHead(dialect, row);
    } catch (error) {
      if (!(error instanceof ConstraintError)) throw error;
      await refuse(db, { history, versions, cause: error }); // or what stood in the way is gone
    }
  }
}

function split({ entries }: PreparedHistory) {
  return {
    versions: entries.flatMap((entry) => (entry.kind === 'version' ? [entry.version] : [])),
    deletions: entries.flatMap((entry) => (entry.kind === 'deletion' ? [entry.deletion] : [])),
  };
}

function advanceOf(history: PreparedHistory, versions: readonly ImportedVersion[]): statements.HeadAdvance {
  const { agentId, expected, firstNumber, floorHash, entries } = history;
  const last = entries.at(-1);
  const lastLink = last?.kind === 'version' ? last.version.chainHash : last?.deletion.chainHash;
  return {
    agentId,
    expected,
    lastNumber: firstNumber + entries.length - 1,
    headNumber: versions.at(-1)?.versionNumber ?? null,
    versionCount: versions.length,
    chainHash: lastLink ?? null,
    floorNumber: firstNumber - 1, // looked at only where there is no head yet
    floorHash: floorHash ?? null,
  };
}

/** What is JSON already goes in as it is. */
function versionJson({ snapshot: _, canonical, ...fields }: ImportedVersion): string {
  return `${JSON.stringify(fields).slice(0, -1)},"snapshot":${canonical}}`;
}

/** Throws what stands in the way. */
async function refuse(
  db: SqlDatabase,
  input: { history: PreparedHistory; versions: readonly ImportedVersion[]; cause: ConstraintError },
): Promise<void> {
  const { history, versions, cause } = input;
  const { agentId, expected } = history;
  const claims = {
    agentId,
    ids: versions.map(({ id }) => id),
    idempotencyKeys: versions.flatMap(({ idempotencyKey }) => idempotencyKey ?? []),
  };
  const [row = {}] = await db.read(statements.selectImportObstacles(db.dialect, claims));
  const actual = Number(row.lastNumber ?? 0);
  if (actual !== expected) throw headMovedOn({ agentId, expected, actual }, { cause });
  if (typeof row.takenId === 'string') {
    throw versionIdTaken({ id: row.takenId, versionNumber: Number(row.takenNumber) }, { cause });
  }
  if (typeof row.idempotencyKey === 'string') {
    const { idempotencyKey, keyedHash } = row;
    const claimed = versions.find((version) => version.idempotencyKey === idempotencyKey)?.contentHash ?? '';
    throw idempotencyKeyReused({ idempotencyKey, expected: claimed, actual: String(keyedHash) }, { cause });
  }
  if (Math.max(Number(row.maxNumber ?? 0), Number(row.maxDeleted ?? 0)) > expected) {
    // somebody inserted past the head row: going on would try the same numbers for ever
    throw new CorruptRowError({ table: TABLE_AGENT_VERSION_HEADS, id: agentId, column: 'lastNumber' }, { cause });
  }
}
