/** Appending a version: one statement where nothing stands in the way, and the reason where something does. */
import {
  type AgentVersion,
  CorruptRowError,
  headMovedOn,
  idempotencyKeyReused,
  OutcomeUnknownError,
  type PreparedVersion,
  present,
  TABLE_AGENT_VERSION_HEADS,
  versionIdTaken,
  versionNumberNotNext,
} from '@agent-versions/core';
import type { Sql } from 'sql-template-tag';
import { ConstraintError, type SqlDatabase, type SqlRow } from '../database';
import type { NewVersionRow } from '../dialect';
import { readVersion } from '../rows';
import { selectAppendObstacles } from '../statements/versions';

/** Appends a checked version. Tries again only where what stood in the way is gone when it looks. */
export async function appendVersion(db: SqlDatabase, version: PreparedVersion): Promise<AgentVersion> {
  const append = db.dialect.appendVersion(toRow(version));
  for (;;) {
    const { row, refusal } = await tryAppend(db, append, version.idempotencyKey);
    if (row) {
      const { canonical: _, expected: __, ...rest } = version;
      const createdAt = db.dialect.readTime(row.createdAt);
      return present({ ...rest, versionNumber: Number(row.versionNumber), createdAt });
    }
    const first = await findObstacle(db, version, refusal);
    if (first) return first;
  }
}

async function tryAppend(
  db: SqlDatabase,
  append: Sql,
  idempotencyKey: string | undefined,
): Promise<{ row?: SqlRow; refusal?: ConstraintError }> {
  try {
    const [rows] = await db.write(append);
    return { row: rows?.[0] };
  } catch (error) {
    if (error instanceof ConstraintError) return { refusal: error };
    if (error instanceof OutcomeUnknownError) {
      throw new OutcomeUnknownError({ message: error.message, idempotencyKey }, { cause: error.cause });
    }
    throw error;
  }
}

/** Throws what stands in the way; returns the version that the same call made before, or null where the way is free. */
async function findObstacle(
  db: SqlDatabase,
  version: PreparedVersion,
  cause: ConstraintError | undefined,
): Promise<AgentVersion | null> {
  const { agentId, id, idempotencyKey, expected, versionNumber, contentHash } = version;
  const query = selectAppendObstacles(db.dialect, { agentId, id, idempotencyKey: idempotencyKey ?? null });
  const [row = {}] = await db.read(query);
  if (idempotencyKey !== undefined && row.id != null) {
    const first = readVersion(db.dialect, row);
    if (first.contentHash === contentHash) return first;
    throw idempotencyKeyReused({ idempotencyKey, expected: contentHash, actual: first.contentHash }, { cause });
  }
  const actual = Number(row.headNumber ?? 0);
  if (expected !== undefined && expected !== actual) throw headMovedOn({ agentId, expected, actual }, { cause });
  const last = Number(row.lastNumber ?? 0);
  if (versionNumber !== undefined && versionNumber !== last + 1) {
    throw versionNumberNotNext({ agentId, versionNumber, next: last + 1 }, { cause });
  }
  if (row.takenNumber != null) throw versionIdTaken({ id, versionNumber: Number(row.takenNumber) }, { cause });
  if (Number(row.maxNumber ?? 0) > last) {
    // somebody inserted past the head row: going on would try the same number for ever
    throw new CorruptRowError({ table: TABLE_AGENT_VERSION_HEADS, id: agentId, column: 'lastNumber' }, { cause });
  }
  return null;
}

function toRow(version: PreparedVersion): NewVersionRow {
  return {
    id: version.id,
    agentId: version.agentId,
    versionNumber: version.versionNumber ?? null,
    expected: version.expected ?? null,
    name: version.name ?? null,
    changedFields: version.changedFields ? JSON.stringify(version.changedFields) : null,
    changeMessage: version.changeMessage ?? null,
    createdBy: version.createdBy ?? null,
    restoredFrom: version.restoredFrom ?? null,
    idempotencyKey: version.idempotencyKey ?? null,
    contentHash: version.contentHash,
    createdAt: version.createdAt ?? null,
    snapshot: version.canonical,
  };
}
