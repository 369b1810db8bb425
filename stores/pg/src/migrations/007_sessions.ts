/** Migration 007 for Postgres: sessions and their logs. Frozen. */
import type { Migration } from '@agent-versions/core';

const sessionTables = [
  // no foreign key to the pinned version: it may be deleted, and then the session says so; every append rewrites the
  // counters, and room on the page keeps the rewrites in place
  `create table "mastra_sessions" (
    "id" text collate "C" not null check (octet_length("id") between 1 and 255),
    "name" text collate "C",
    "mainAgentId" text collate "C" not null references "mastra_agents" ("id") on delete cascade,
    "agentVersionId" text collate "C",
    "subAgentIds" jsonb,
    "userGoal" text collate "C",
    "status" text collate "C" not null
      check ("status" in ('idle', 'running', 'completed', 'failed', 'stopped')),
    "externalSessionId" text collate "C",
    "revision" integer not null default 1 check ("revision" >= 1),
    "lastLogId" integer not null default 0 check ("lastLogId" >= 0),
    "logCount" integer not null default 0 check ("logCount" between 0 and "lastLogId"),
    "createdAt" timestamptz(3) not null,
    "updatedAt" timestamptz(3) not null,
    "overrides" jsonb not null default '{}',
    primary key ("id")
  ) with (fillfactor = 70)`,
  'create index "mastra_sessions_created" on "mastra_sessions" ("createdAt", "id")',
  'create index "mastra_sessions_updated" on "mastra_sessions" ("updatedAt", "id")',
  'create index "mastra_sessions_agent" on "mastra_sessions" ("mainAgentId", "createdAt", "id")',
  'create index "mastra_sessions_status" on "mastra_sessions" ("status", "createdAt", "id")',
  `create index "mastra_sessions_external" on "mastra_sessions" ("externalSessionId", "createdAt", "id")
    where "externalSessionId" is not null`,
];

const logTables = [
  `create table "mastra_session_logs" (
    "sessionId" text collate "C" not null references "mastra_sessions" ("id") on delete cascade,
    "id" integer not null check ("id" >= 1),
    "parentId" integer check ("parentId" < "id"),
    "role" text collate "C" not null check ("role" in ('user', 'agent', 'system', 'tool')),
    "type" text collate "C" not null check ("type" in ('message', 'thought', 'action', 'observation')),
    "createdAt" timestamptz(3) not null,
    "updatedAt" timestamptz(3) not null,
    "content" jsonb not null,
    "metadata" jsonb,
    primary key ("sessionId", "id"),
    foreign key ("sessionId", "parentId") references "mastra_session_logs" ("sessionId", "id")
  )`,
  `create index "mastra_session_logs_parent" on "mastra_session_logs" ("sessionId", "parentId")
    where "parentId" is not null`,
];

// The id of a log is the database's to give: whatever an insert names, this trigger takes the next one from the
// session's row, whose lock it then holds until the insert is committed. So ids are gapless however many insert at
// once, and statements may name "lastLogId" + 1, as SQLite needs it. An absent session is the foreign key's affair.
const numbering = [
  `create function "agent_versions_number_session_log"() returns trigger
    language plpgsql
    set search_path from current
    as $$
    begin
      update "mastra_sessions" s
      set "lastLogId" = s."lastLogId" + 1,
        "logCount" = s."logCount" + 1
      where s."id" = new."sessionId"
      returning s."lastLogId" into new."id";

      new."id" := coalesce(new."id", 1);

      return new;
    end
    $$`,
  `create trigger "mastra_session_logs_numbered" before insert on "mastra_session_logs"
    for each row execute function "agent_versions_number_session_log"()`,
];

// The lock is a statement of its own, so that the update after it sees what was committed while it waited.
const counting = [
  `create function "agent_versions_count_deleted_session_logs"() returns trigger
    language plpgsql
    set search_path from current
    as $$
    begin
      perform 1
      from "mastra_sessions" s
      where s."id" in (select d."sessionId" from deleted d)
      order by s."id"
      for no key update;

      update "mastra_sessions" s
      set "logCount" = s."logCount" - gone."count"
      from (select d."sessionId", count(*)::integer as "count" from deleted d group by d."sessionId") gone
      where s."id" = gone."sessionId";

      return null;
    end
    $$`,
  `create trigger "mastra_session_logs_deleted" after delete on "mastra_session_logs"
    referencing old table as deleted
    for each statement execute function "agent_versions_count_deleted_session_logs"()`,
  // truncate tells no other trigger which rows are gone: the counters would be left wrong
  `create trigger "mastra_session_logs_not_truncated" before truncate on "mastra_session_logs"
    for each statement execute function "agent_versions_refuse_change"()`,
  `create trigger "mastra_session_logs_stay" before update on "mastra_session_logs"
    for each row
    when ((new."sessionId", new."id") is distinct from (old."sessionId", old."id"))
    execute function "agent_versions_refuse_change"()`,
];

const compression = [
  // servers before 14, and those built without lz4, keep their default
  `do $$
  begin
    execute 'alter table "mastra_session_logs" alter column "content" set compression lz4';
  exception
    when syntax_error or feature_not_supported or invalid_parameter_value then
      null;
  end
  $$`,
];

/** Names stand without a schema: the engine sets the search path. */
export const sessions: Migration = {
  id: '007',
  description: 'Sessions and their logs',
  up: [...sessionTables, ...logTables, ...numbering, ...counting, ...compression],
  down: [
    'drop table "mastra_session_logs"',
    'drop table "mastra_sessions"',
    'drop function "agent_versions_count_deleted_session_logs"()',
    'drop function "agent_versions_number_session_log"()',
  ],
  createdAt: new Date('2026-11-21T00:00:00.000Z'),
};
