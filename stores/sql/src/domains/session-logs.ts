/** Writing and reading logs of sessions. */
import {
  type GetLatestSessionLogsInput,
  type GetSessionLogTreeInput,
  MAX_TREE_LOGS,
  noSuchSession,
  noSuchSessionLog,
  type PreparedLogs,
  type PreparedLogUpdate,
  present,
  type SessionLog,
  type SessionLogNode,
  tooManyLogs,
  treeOf,
} from '@agent-versions/core';
import { ConstraintError, type SqlDatabase, type SqlRow } from '../database';
import { readSessionLog, readSessionLogStamp } from '../rows-sessions';
import * as statements from '../statements/session-logs';

/**
 * Appends all of them, or none. Where a constraint refuses one, what is there now says which parent is missing. If none
 * is, the append is tried again, unless nobody wrote in between: then it was not about parents.
 */
export async function appendLogs(db: SqlDatabase, { sessionId, logs }: PreparedLogs): Promise<SessionLog[]> {
  if (logs.length === 0) return [];
  const items = JSON.stringify(
    logs.map(({ parentId = null, role, type, content, metadata }, index): statements.SessionLogItem => {
      const json = { content: content.canonical, metadata: metadata?.canonical ?? null };
      return { place: index + 1, parentId, role, type, ...json };
    }),
  );
  const insert = statements.insertLogs(db.dialect, { sessionId, items });
  let refusedAt: number | undefined;
  for (;;) {
    try {
      const [rows = []] = await db.write(insert);
      if (rows.length === 0) throw noSuchSession(sessionId);
      return logs.map((log, index) => appended(db, { sessionId, log, row: rows[index] ?? {} }));
    } catch (error) {
      if (!(error instanceof ConstraintError) || error.kind === 'unique') throw error;
      const lastLogId = await requireParents(db, { sessionId, logs });
      if (lastLogId === refusedAt) throw error;
      refusedAt = lastLogId;
    }
  }
}

function appended(
  db: SqlDatabase,
  { sessionId, log, row }: { sessionId: string; log: PreparedLogs['logs'][number]; row: SqlRow },
): SessionLog {
  const { parentId, role, type, content, metadata } = log;
  const { id, createdAt } = readSessionLogStamp(db.dialect, { ...row, sessionId });
  const json = { content: content.value, metadata: metadata?.value };
  return present({ sessionId, id, parentId, role, type, ...json, createdAt, updatedAt: new Date(createdAt) });
}

/** Throws NotFoundError when the session or a parent is missing that the logs need; else returns its last log's id. */
async function requireParents(db: SqlDatabase, { sessionId, logs }: PreparedLogs): Promise<number> {
  const ids = logs.flatMap(({ parentId }) => (parentId === undefined ? [] : [{ id: parentId }]));
  const known = await db.read(statements.selectKnownLogs(db.dialect, { sessionId, ids: JSON.stringify(ids) }));
  if (known.length === 0) throw noSuchSession(sessionId);
  const lastLogId = Number(known[0]?.lastLogId);
  const first = lastLogId + 1;
  const there = new Set(known.map(({ id }) => id));
  for (const [index, { parentId }] of logs.entries()) {
    const isBefore = parentId !== undefined && parentId >= first && parentId < first + index;
    if (parentId !== undefined && !isBefore && !there.has(parentId)) {
      throw noSuchSessionLog({ sessionId, id: parentId });
    }
  }
  return lastLogId;
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
  const total = Number(rows[0]?.total ?? 0);
  if (total > MAX_TREE_LOGS) throw tooManyLogs(total);
  const logs = rows.filter((row) => row.id !== null).map((row) => readSessionLog(db.dialect, row));
  return treeOf(logs, id);
}

/** Deletes all logs of a session. */
export async function clearLogs(db: SqlDatabase, sessionId: string): Promise<void> {
  await db.write(statements.lockSession(db.dialect, sessionId), statements.deleteLogs(db.dialect, sessionId));
}
