/** The tables of the domain `sessions`. */
import type { StorageColumn } from '../types';

export const TABLE_SESSIONS = 'mastra_sessions';
export const TABLE_SESSION_LOGS = 'mastra_session_logs';

export const SESSIONS_SCHEMA: Record<string, StorageColumn> = {
  id: { type: 'text', nullable: false, primaryKey: true },
  name: { type: 'text', nullable: true },
  mainAgentId: { type: 'text', nullable: false },
  agentVersionId: { type: 'text', nullable: true }, // the version that the session is pinned to
  subAgentIds: { type: 'jsonb', nullable: true },
  userGoal: { type: 'text', nullable: true },
  status: { type: 'text', nullable: false },
  externalSessionId: { type: 'text', nullable: true },
  revision: { type: 'integer', nullable: false }, // compare-and-swap of the record
  lastLogId: { type: 'integer', nullable: false }, // the highest id ever given to a log of the session
  logCount: { type: 'integer', nullable: false },
  createdAt: { type: 'timestamp', nullable: false },
  updatedAt: { type: 'timestamp', nullable: false },
  overrides: { type: 'jsonb', nullable: false }, // what differs from the agent's configuration
};

export const SESSION_LOGS_SCHEMA: Record<string, StorageColumn> = {
  sessionId: { type: 'text', nullable: false, primaryKey: true },
  id: { type: 'integer', nullable: false, primaryKey: true }, // 1, 2, 3 … within the session
  parentId: { type: 'integer', nullable: true },
  role: { type: 'text', nullable: false },
  type: { type: 'text', nullable: false },
  createdAt: { type: 'timestamp', nullable: false },
  updatedAt: { type: 'timestamp', nullable: false },
  content: { type: 'jsonb', nullable: false },
  metadata: { type: 'jsonb', nullable: true },
};

/** All tables of the domain. */
export const SESSIONS_TABLES = {
  [TABLE_SESSIONS]: SESSIONS_SCHEMA,
  [TABLE_SESSION_LOGS]: SESSION_LOGS_SCHEMA,
} as const;
