/** Migration 003 for Postgres: threads, messages and resources. Frozen. */
import type { Migration } from '@agent-versions/core';

const threads = [
  `create table "mastra_threads" (
    "id" text collate "C" not null check (octet_length("id") between 1 and 255),
    "resourceId" text collate "C" not null check (octet_length("resourceId") between 1 and 255),
    "title" text collate "C",
    "revision" integer not null check ("revision" >= 1),
    "messageCount" integer not null check ("messageCount" >= 0),
    "createdAt" timestamptz(3) not null,
    "updatedAt" timestamptz(3) not null,
    "metadata" jsonb,
    primary key ("id")
  )`,
  'create index "mastra_threads_created" on "mastra_threads" ("createdAt", "id")',
  'create index "mastra_threads_updated" on "mastra_threads" ("updatedAt", "id")',
  'create index "mastra_threads_resource_created" on "mastra_threads" ("resourceId", "createdAt", "id")',
  'create index "mastra_threads_resource_updated" on "mastra_threads" ("resourceId", "updatedAt", "id")',
];

const messages = [
  `create table "mastra_messages" (
    "id" text collate "C" not null check (octet_length("id") between 1 and 255),
    "threadId" text collate "C" not null references "mastra_threads" ("id") on delete cascade,
    "resourceId" text collate "C" check (octet_length("resourceId") between 1 and 255),
    "role" text collate "C" not null check ("role" in ('user', 'assistant', 'system', 'tool')),
    "type" text collate "C",
    "createdAt" timestamptz(3) not null,
    "content" jsonb not null,
    primary key ("id")
  )`,
  'create index "mastra_messages_thread" on "mastra_messages" ("threadId", "createdAt", "id")',
  // servers before 14, and those built without lz4, keep their default
  `do $$
  begin
    execute 'alter table "mastra_messages" alter column "content" set compression lz4';
  exception
    when syntax_error or feature_not_supported or invalid_parameter_value then
      null;
  end
  $$`,
];

// Keeps `messageCount` and `updatedAt` of threads along with their messages, whoever writes them. The locks come first,
// in one order for all, and in a statement of their own, so that the update sees what was committed while it waited.
const counters = [
  `create function "agent_versions_count_messages"() returns trigger
    language plpgsql
    set search_path from current
    as $$
    begin
      perform 1
      from "mastra_threads" t
      where t."id" in (select m."threadId" from changed m)
      order by t."id"
      for no key update;

      update "mastra_threads" t
      set "messageCount" = t."messageCount" + case tg_op when 'INSERT' then n."count" else -n."count" end,
        "updatedAt" = date_trunc('milliseconds', clock_timestamp())
      from (select m."threadId", count(*)::integer as "count" from changed m group by m."threadId") n
      where t."id" = n."threadId";

      return null;
    end
    $$`,
  `create trigger "mastra_messages_inserted" after insert on "mastra_messages"
    referencing new table as changed
    for each statement execute function "agent_versions_count_messages"()`,
  `create trigger "mastra_messages_deleted" after delete on "mastra_messages"
    referencing old table as changed
    for each statement execute function "agent_versions_count_messages"()`,
];

const resources = [
  `create table "mastra_resources" (
    "id" text collate "C" not null check (octet_length("id") between 1 and 255),
    "revision" integer not null check ("revision" >= 1),
    "createdAt" timestamptz(3) not null,
    "updatedAt" timestamptz(3) not null,
    "workingMemory" text collate "C",
    "metadata" jsonb,
    primary key ("id")
  )`,
];

/** Names stand without a schema: the engine sets the search path. */
export const memory: Migration = {
  id: '003',
  description: 'Threads, messages and resources',
  up: [...threads, ...messages, ...counters, ...resources],
  down: [
    'drop table "mastra_resources"',
    'drop table "mastra_messages"',
    'drop table "mastra_threads"',
    'drop function "agent_versions_count_messages"()',
  ],
  createdAt: new Date('2026-11-21T00:00:00.000Z'),
};
