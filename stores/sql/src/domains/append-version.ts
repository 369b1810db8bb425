/** Appending a version: one statement where nothing stands in the way, and the reason where something does. */
import {
  type AgentVersion,
  agentMovedOn,
  CorruptRowError,
  chainLink,
  headMovedOn,
  idempotencyKeyReused,
  OutcomeUnknownError,
  type PreparedVersion,
  present,
  TABLE_AGENT_VERSION_HEADS,
  versionIdTaken,
  versionNumberNotNext,
} from '@agent-versions/core';
import { ConstraintError, type SqlDatabase, type SqlRow } from '../database';
import type { AppendPlace, NewVersionRow } from '../dialect';
import { readVersion } from '../rows';
import { selectAppendHead, selectAppendObstacles } from '../statements/versions';
import { appendStatements } from './append-statements';

/** Appends a checked version. Tries again only where what stood in the way is gone when it looks. */
export async function appendVersion(db: SqlDatabase, version: PreparedVersion): Promise<AgentVersion> {
  const row = toRow(version);
  for (;;) {
    const { made, refusal } = await tryAppend(db, version, row);
    if (made) return readAppended(db, version, made);
    const first = await findObstacle(db, version, refusal);
    if (first) return first;
  }
}

async function tryAppend(
  db: SqlDatabase,
  version: PreparedVersion,
  row: NewVersionRow,
): Promise<{ made?: SqlRow; refusal?: ConstraintError }> {
  const { dialect } = db;
  const { labels, idempotencyKey } = version;
  try {
    if (dialect.makesLinks) {
      const { position, queries } = appendStatements(dialect, { row, place: null, labels });
      return { made: (await db.write(...queries))[position]?.[0] };
    }
    const results = await db.writeAfter(selectAppendHead(dialect, row.agentId), ([head = {}]) => {
      return appendStatements(dialect, { row, place: placeAfter(head, version), labels }).queries;
    });
    return { made: results[0]?.[0] };
  } catch (error) {
    if (error instanceof ConstraintError) return { refusal: error };
    if (error instanceof OutcomeUnknownError) {
      throw new OutcomeUnknownError({ message: error.message, idempotencyKey }, { cause: error.cause });
    }
    throw error;
  }
}

function placeAfter(head: SqlRow, { createdAt = new Date(), entryHash }: PreparedVersion): AppendPlace {
  const versionNumber = Number(head.lastNumber ?? 0) + 1;
  const previous = typeof head.chainHash === 'string' ? head.chainHash : undefined;
  const chainHash = chainLink({ previous, versionNumber, createdAt, entryHash });
  return { versionNumber, previous: previous ?? null, chainHash, createdAt };
}

function readAppended({ dialect }: SqlDatabase, version: PreparedVersion, made: SqlRow): AgentVersion {
  const { canonical: _, expected: __, entryHash: ___, labels: ____, record: _____, ...rest } = version;
  return present({
    ...rest,
    versionNumber: Number(made.versionNumber),
    createdAt: dialect.readTime(made.createdAt),
    chainHash: String(made.chainHash),
  });
}

/** Throws what stands in the way; returns the version that the same call made before, or null where the way is free. */
async function findObstacle(
  db: SqlDatabase,
  version: PreparedVersion,
  cause: ConstraintError | undefined,
): Promise<AgentVersion | null> {
  const { agentId, id, idempotencyKey, expected, versionNumber, contentHash, record } = version;
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
  const revision = Number(row.recordRevision ?? 0);
  if (record !== undefined && record !== revision) {
    throw agentMovedOn({ id: agentId, expected: record, actual: revision }, { cause });
  }
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
    entryHash: version.entryHash,
    createdAt: version.createdAt ?? null,
    snapshot: version.canonical,
    record: version.record ?? null,
  };
}
