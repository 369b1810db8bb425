/** Whole histories: where they stand, what they hold, their end, and the blanking of versions in them. */
import {
  type AgentVersion,
  agentMovedOn,
  type DeleteHistoryCommand,
  type HistoryEntry,
  type HistoryHead,
  headMovedOn,
  type ListHeadsQuery,
  type ListHistoryQuery,
  NotFoundError,
  type RedactVersionCommand,
  VersionInUseError,
} from '@agent-versions/core';
import sql from 'sql-template-tag';
import type { SqlDatabase } from '../database';
import { readVersion } from '../rows';
import { readHistoryEntry, readHistoryHead } from '../rows-history';
import * as statements from '../statements/history';
import { selectHoldingLabels } from '../statements/labels';
import { selectVersion } from '../statements/versions';

/** Where an agent's history stands. */
export async function getHead(db: SqlDatabase, agentId: string): Promise<HistoryHead | null> {
  const [row] = await db.read(statements.selectHead(db.dialect, agentId));
  return row ? readHistoryHead(db.dialect, row) : null;
}

/** Where the histories stand, by agent id. */
export async function listHeads(db: SqlDatabase, { after = '', limit }: ListHeadsQuery): Promise<HistoryHead[]> {
  const rows = await db.read(statements.selectHeads(db.dialect, { after, limit })); // no id is empty
  return rows.map((row) => readHistoryHead(db.dialect, row));
}

/** What became of the numbers after one. */
export async function listHistory(db: SqlDatabase, query: ListHistoryQuery): Promise<HistoryEntry[]> {
  const rows = await db.read(statements.selectHistory(db.dialect, query));
  return rows.map((row) => readHistoryEntry(db.dialect, row));
}

/** Deletes everything of an agent but its head; returns how many versions went. */
export async function deleteHistory(db: SqlDatabase, command: DeleteHistoryCommand): Promise<number> {
  const { dialect } = db;
  const { agentId, record, lastNumber } = command;
  const expected = record?.expected;
  const deletion = { agentId, expected, lastNumber, withRecord: record !== undefined };
  const note = { deletedBy: command.deletedBy ?? null, reason: command.reason ?? null };
  const locks = [dialect.lockAgent(sql`${agentId}`), dialect.lockHead(sql`${agentId}`)].filter((lock) => lock !== null);
  const results = await db.write(
    ...locks,
    statements.selectRecordRevision(dialect, agentId),
    statements.selectHead(dialect, agentId),
    statements.insertAgentDeletedEvent(dialect, deletion, note),
    ...statements.deleteHistory(dialect, deletion),
    statements.raiseFloor(dialect, deletion),
    record ? statements.deleteRecord(dialect, deletion) : statements.forgetActiveVersion(dialect, deletion),
  );
  const [agentRows, headRows] = results.slice(locks.length);
  const actual = Number(headRows?.[0]?.lastNumber ?? 0);
  if (lastNumber !== undefined && lastNumber !== actual) throw headMovedOn({ agentId, expected: lastNumber, actual });
  const revision = Number(agentRows?.[0]?.revision ?? 0);
  if (expected !== undefined && expected !== revision) throw agentMovedOn({ id: agentId, expected, actual: revision });
  return Number(headRows?.[0]?.versionCount ?? 0);
}

/** Blanks a version's snapshot and returns the version. */
export async function redactVersion(db: SqlDatabase, command: RedactVersionCommand): Promise<AgentVersion> {
  const { dialect } = db;
  const { agentId, versionId, redactedBy = null, reason = null } = command;
  const lock = dialect.lockHead(sql`${agentId}`);
  const results = await db.write(
    ...(lock ? [lock] : []),
    statements.redactVersion(dialect, { agentId, versionId, redactedBy, reason }),
    selectVersion(dialect, versionId),
    selectHoldingLabels(dialect, { versionId }),
  );
  const [found, holders = []] = results.slice(-2);
  const version = found?.[0] && readVersion(dialect, found[0]);
  if (version?.agentId !== agentId) throw new NotFoundError({ entity: 'version', id: versionId });
  if (version.redactedAt === undefined) {
    throw new VersionInUseError({ versionId, labels: holders.map((row) => String(row.label)) });
  }
  return version;
}
