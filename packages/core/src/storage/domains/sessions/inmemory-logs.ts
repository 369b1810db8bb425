/** Writing and reading logs of sessions in memory. */
import type { InMemoryDatabase } from '../../inmemory-database';
import { MAX_TREE_LOGS, noSuchSession, noSuchSessionLog, tooManyLogs } from './conflicts';
import { readSessionLogRow, type SessionLogRow } from './inmemory-tables';
import type { PreparedLogs, PreparedLogUpdate } from './input-logs';
import { treeOf } from './log-tree';
import type { GetSessionLogTreeInput, SessionLog, SessionLogNode } from './records-logs';

/** Appends all of them, or none. */
export function appendLogs(db: InMemoryDatabase, { sessionId, logs }: PreparedLogs): SessionLog[] {
  if (logs.length === 0) return [];
  const own = db.sessions.logs(sessionId);
  if (!own) throw noSuchSession(sessionId);
  const now = Date.now();
  const first = own.lastId + 1;
  const rows = logs.map(({ parentId: given, parentIndex, role, type, content, metadata }, index): SessionLogRow => {
    if (given !== undefined && !own.get(given)) throw noSuchSessionLog({ sessionId, id: given });
    const parentId = parentIndex === undefined ? given : first + parentIndex;
    const times = { createdAt: now, updatedAt: now };
    const json = { content: content.canonical, metadata: metadata?.canonical };
    return { sessionId, id: first + index, parentId, role, type, ...json, ...times };
  });
  for (const row of rows) own.add(row);
  return rows.map(readSessionLogRow);
}

/** Replaces what is given. */
export function updateLog(db: InMemoryDatabase, update: PreparedLogUpdate): SessionLog {
  const { sessionId, id, content, metadata } = update;
  const own = db.sessions.logs(sessionId);
  const row = own?.get(id);
  if (!own || !row) throw noSuchSessionLog({ sessionId, id });
  const changed: SessionLogRow = {
    ...row,
    content: content?.canonical ?? row.content,
    metadata: metadata === undefined ? row.metadata : metadata?.canonical,
    updatedAt: Date.now(),
  };
  own.replace(changed);
  return readSessionLogRow(changed);
}

/** The logs of a session as a tree, or one of them with what belongs under it. */
export function readLogTree(db: InMemoryDatabase, { sessionId, id }: GetSessionLogTreeInput): SessionLogNode[] {
  const own = db.sessions.logs(sessionId);
  if (!own) return [];
  const rows = own.from(id ?? 1);
  if (rows.length > MAX_TREE_LOGS) throw tooManyLogs();
  return treeOf(rows.map(readSessionLogRow), id);
}
