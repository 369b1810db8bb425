/** Migration 007 for SQLite: sessions and their logs. Frozen. */
import type { Migration } from '@agent-versions/core';

const sessionTables = [
  // no foreign key to the pinned version: it may be deleted, and then the session says so
  `create table "{prefix}mastra_sessions" (
    "id" text primary key not null check (length(cast("id" as blob)) between 1 and 255),
    "name" text,
    "mainAgentId" text not null references "{prefix}mastra_agents" ("id") on delete cascade,
    "agentVersionId" text,
    "subAgentIds" text,
    "userGoal" text,
    "status" text not null check ("status" in ('idle', 'running', 'completed', 'failed', 'stopped')),
    "externalSessionId" text,
    "revision" integer not null default 1 check ("revision" >= 1),
    "lastLogId" integer not null default 0 check ("lastLogId" >= 0),
    "logCount" integer not null default 0 check ("logCount" between 0 and "lastLogId"),
    "createdAt" text not null,
    "updatedAt" text not null,
    "overrides" text not null default '{}'
  ) strict`,
  'create index "{prefix}mastra_sessions_created" on "{prefix}mastra_sessions" ("createdAt", "id")',
  'create index "{prefix}mastra_sessions_updated" on "{prefix}mastra_sessions" ("updatedAt", "id")',
  `create index "{prefix}mastra_sessions_agent"
    on "{prefix}mastra_sessions" ("mainAgentId", "createdAt", "id")`,
  `create index "{prefix}mastra_sessions_status"
    on "{prefix}mastra_sessions" ("status", "createdAt", "id")`,
  `create index "{prefix}mastra_sessions_external"
    on "{prefix}mastra_sessions" ("externalSessionId", "createdAt", "id")
    where "externalSessionId" is not null`,
];

const logTables = [
  `create table "{prefix}mastra_session_logs" (
    "sessionId" text not null references "{prefix}mastra_sessions" ("id") on delete cascade,
    "id" integer not null check ("id" >= 1),
    "parentId" integer check ("parentId" < "id"),
    "role" text not null check ("role" in ('user', 'agent', 'system', 'tool')),
    "type" text not null check ("type" in ('message', 'thought', 'action', 'observation')),
    "createdAt" text not null,
    "updatedAt" text not null,
    "content" text not null,
    "metadata" text,
    primary key ("sessionId", "id"),
    foreign key ("sessionId", "parentId") references "{prefix}mastra_session_logs" ("sessionId", "id")
  ) strict`,
  `create index "{prefix}mastra_session_logs_parent"
    on "{prefix}mastra_session_logs" ("sessionId", "parentId")
    where "parentId" is not null`,
];

// Whoever inserts a log names its id, which is the session's "lastLogId" + 1: one write at a time makes that safe. The
// triggers refuse any other id, so that none is used again, and keep both counters on every insert and delete.
const logTriggers = [
  `create trigger "{prefix}mastra_session_logs_in_order"
    before insert on "{prefix}mastra_session_logs"
    when new."id" <> (select "lastLogId" + 1 from "{prefix}mastra_sessions" where "id" = new."sessionId")
    begin
      select raise(abort, 'UNIQUE constraint failed: the id of a log is one more than its session''s lastLogId');
    end`,
  `create trigger "{prefix}mastra_session_logs_inserted"
    after insert on "{prefix}mastra_session_logs"
    begin
      update "{prefix}mastra_sessions"
      set "lastLogId" = new."id",
        "logCount" = "logCount" + 1
      where "id" = new."sessionId";
    end`,
  `create trigger "{prefix}mastra_session_logs_deleted"
    after delete on "{prefix}mastra_session_logs"
    begin
      update "{prefix}mastra_sessions"
      set "logCount" = "logCount" - 1
      where "id" = old."sessionId";
    end`,
  `create trigger "{prefix}mastra_session_logs_stay"
    before update on "{prefix}mastra_session_logs"
    when (new."sessionId", new."id") is not (old."sessionId", old."id")
    begin
      select raise(abort, 'a log keeps its session and its id: update refused');
    end`,
];

/** `{prefix}` stands for the option `tablePrefix`. */
export const sessions: Migration = {
  id: '007',
  description: 'Sessions and their logs',
  up: [...sessionTables, ...logTables, ...logTriggers],
  down: ['drop table "{prefix}mastra_session_logs"', 'drop table "{prefix}mastra_sessions"'],
  createdAt: new Date('2026-11-21T00:00:00.000Z'),
};
