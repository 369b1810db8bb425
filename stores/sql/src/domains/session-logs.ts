/** Writing and reading logs of sessions. */
import {
  type GetLatestSessionLogsInput,
  type GetSessionLogTreeInput,
  MAX_TREE_LOGS,
  noSuchSession,
  noSuchSessionLog,
  type PreparedLog,
  type PreparedLogs,
  type PreparedLogUpdate,
  present,
  type SessionLog,
  type SessionLogNode,
  tooManyLogs,
  treeOf,
} from '@agent-versions/core';
import type { Sql } from 'sql-template-tag';
import { ConstraintError, type SqlDatabase, type SqlRow } from '../database';
import { jsonArrays } from '../json-batches';
import { readSessionLog, readSessionLogStamp } from '../rows-sessions';
import * as statements from '../statements/session-logs';

/**
 * Appends all of them, or none. Where a constraint refuses one, what is there now says which parent is missing. If none
 * is, the append is tried again, unless nobody wrote in between: then it was not about parents.
 */
export async function appendLogs(db: SqlDatabase, { sessionId, logs }: PreparedLogs): Promise<SessionLog[]> {
  if (logs.length === 0) return [];
  const inserts = insertsOf(db, { sessionId, logs });
  let refusedAt: number | undefined;
  for (;;) {
    try {
      const rows = (await db.write(...inserts)).flat();
      if (rows.length === 0) throw noSuchSession(sessionId);
      return logs.map((log, index) => appended(db, { sessionId, log, index, row: rows[index] ?? {} }));
    } catch (error) {
      if (!(error instanceof ConstraintError) || error.kind === 'unique') throw error;
      const lastLogId = await requireParents(db, { sessionId, logs });
      if (lastLogId === refusedAt) throw error;
      refusedAt = lastLogId;
    }
  }
}

/** As few statements as hold them, none with more than a database takes in one value. */
function insertsOf(db: SqlDatabase, { sessionId, logs }: PreparedLogs): Sql[] {
  const texts = logs.map(({ parentId = null, parentIndex, role, type, content, metadata }, index) => {
    const item: statements.SessionLogItem = {
      ...{ place: index + 1, parentId, parentPlace: parentIndex === undefined ? null : parentIndex + 1, role, type },
      ...{ content: content.canonical, metadata: metadata?.canonical ?? null },
    };
    return JSON.stringify(item);
  });
  return jsonArrays(texts).map((items) => statements.insertLogs(db.dialect, { sessionId, items }));
}

function appended(
  db: SqlDatabase,
  { sessionId, log, index, row }: { sessionId: string; log: PreparedLog; index: number; row: SqlRow },
): SessionLog {
  const { parentIndex, role, type, content, metadata } = log;
  const { id, createdAt } = readSessionLogStamp(db.dialect, { ...row, sessionId });
  const parentId = parentIndex === undefined ? log.parentId : id - index + parentIndex;
  const json = { content: content.value, metadata: metadata?.value };
  return present({ sessionId, id, parentId, role, type, ...json, createdAt, updatedAt: new Date(createdAt) });
}

/** Throws NotFoundError when the session or a parent is missing that the logs need; else returns its last log's id. */
async function requireParents(db: SqlDatabase, { sessionId, logs }: PreparedLogs): Promise<number> {
  const ids = logs.flatMap(({ parentId }) => (parentId === undefined ? [] : [{ id: parentId }]));
  const known = await db.read(statements.selectKnownLogs(db.dialect, { sessionId, ids: JSON.stringify(ids) }));
  if (known.length === 0) throw noSuchSession(sessionId);
  const there = new Set(known.map(({ id }) => id));
  for (const { id } of ids) if (!there.has(id)) throw noSuchSessionLog({ sessionId, id });
  return Number(known[0]?.lastLogId);
}

/** Replaces what is given. */
export async function updateLog(db: SqlDatabase, update: PreparedLogUpdate): Promise<SessionLog> {
  const { sessionId, id, content, metadata } = update;
  const json = {
    content: content?.canonical,
    metadata: metadata === null ? null : metadata?.canonical,
  };
  const [[row] = []] = await db.write(statements.updateLog(db.dialect, { sessionId, id, ...json }));
  if (!row) throw noSuchSessionLog({ sessionId, id });
  return readSessionLog(db.dialect, row);
}

/** The newest logs, the oldest of them first. */
export async function readLatestLogs(db: SqlDatabase, input: GetLatestSessionLogsInput): Promise<SessionLog[]> {
  const rows = await db.read(statements.selectLatestLogs(db.dialect, input));
  return rows.reverse().map((row) => readSessionLog(db.dialect, row));
}

/** The logs of a session as a tree, or one of them with what belongs under it: all of that has higher ids. */
export async function readLogTree(
  db: SqlDatabase,
  { sessionId, id }: GetSessionLogTreeInput,
): Promise<SessionLogNode[]> {
  const query = statements.selectAllLogs(db.dialect, { sessionId, from: id ?? 1, most: MAX_TREE_LOGS });
  const rows = await db.read(query);
  if (Number(rows[0]?.total ?? 0) > MAX_TREE_LOGS) throw tooManyLogs();
  const logs = rows.filter((row) => row.id !== null).map((row) => readSessionLog(db.dialect, row));
  return treeOf(logs, id);
}

/** Deletes all logs of a session. */
export async function clearLogs(db: SqlDatabase, sessionId: string): Promise<void> {
  await db.write(statements.lockSession(db.dialect, sessionId), statements.deleteLogs(db.dialect, sessionId));
}
