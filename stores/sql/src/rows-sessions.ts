/** How rows of the domain `sessions` become records. */
import {
  type AgentConfig,
  type JsonObject,
  type JsonValue,
  present,
  type SessionLog,
  type SessionLogRole,
  type SessionLogType,
  type SessionStatus,
  type StorageSession,
  TABLE_AGENT_VERSIONS,
  TABLE_SESSION_LOGS,
  TABLE_SESSIONS,
} from '@agent-versions/core';
import type { SqlRow } from './database';
import type { Dialect } from './dialect';
import { RowReader } from './rows';

/** A session. */
export function readSession(dialect: Dialect, row: SqlRow): StorageSession {
  const reader = new RowReader({ dialect, table: TABLE_SESSIONS, row });
  return present({
    id: reader.text('id'),
    name: reader.optionalText('name'),
    mainAgentId: reader.text('mainAgentId'),
    agentVersionId: reader.optionalText('agentVersionId'),
    subAgentIds: reader.optionalArray<string>('subAgentIds') ?? [],
    userGoal: reader.optionalText('userGoal'),
    status: reader.text('status') as SessionStatus, // the column refuses any other
    externalSessionId: reader.optionalText('externalSessionId'),
    overrides: reader.object('overrides'),
    revision: reader.integer('revision'),
    createdAt: reader.time('createdAt'),
    updatedAt: reader.time('updatedAt'),
  });
}

/** What the database made of a session when it was written. */
export function readSessionStamp(
  dialect: Dialect,
  row: SqlRow,
): Pick<StorageSession, 'revision' | 'createdAt' | 'updatedAt'> {
  const reader = new RowReader({ dialect, table: TABLE_SESSIONS, row });
  return {
    revision: reader.integer('revision'),
    createdAt: reader.time('createdAt'),
    updatedAt: reader.time('updatedAt'),
  };
}

/** The row of the agent beside a session. */
export function agentRowOf(row: SqlRow): SqlRow {
  return {
    id: row.mainAgentId,
    activeVersionId: row.agentActiveVersionId,
    versionNumber: row.agentVersionNumber,
    revision: row.agentRevision,
    createdAt: row.agentCreatedAt,
    updatedAt: row.agentUpdatedAt,
    config: row.agentConfig,
  };
}

/** The snapshot beside a session; undefined where the version that it is pinned to is not there, or it is to none. */
export function readPinnedSnapshot(dialect: Dialect, row: SqlRow): AgentConfig | undefined {
  const id = String(row.agentVersionId);
  return new RowReader({ dialect, table: TABLE_AGENT_VERSIONS, row, id }).optionalObject('snapshot');
}

/** A log. */
export function readSessionLog(dialect: Dialect, row: SqlRow): SessionLog {
  const reader = readerOfLog(dialect, row);
  return present({
    sessionId: reader.text('sessionId'),
    id: reader.integer('id'),
    parentId: reader.optionalInteger('parentId'),
    role: reader.text('role') as SessionLogRole, // the column refuses any other
    type: reader.text('type') as SessionLogType, // likewise
    content: reader.json('content') as JsonValue,
    metadata: reader.optionalObject('metadata') as JsonObject | undefined,
    createdAt: reader.time('createdAt'),
    updatedAt: reader.time('updatedAt'),
  });
}

/** What the database made of a log when it was appended. */
export function readSessionLogStamp(dialect: Dialect, row: SqlRow): Pick<SessionLog, 'id' | 'createdAt'> {
  const reader = readerOfLog(dialect, row);
  return { id: reader.integer('id'), createdAt: reader.time('createdAt') };
}

function readerOfLog(dialect: Dialect, row: SqlRow): RowReader {
  return new RowReader({ dialect, table: TABLE_SESSION_LOGS, row, id: `${row.sessionId}/${row.id}` });
}
