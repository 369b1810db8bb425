/** Migration 001 for Postgres: agents, their versions, and the labels that point at them. Frozen. */
import type { Migration } from '@agent-versions/core';

const agents = [
  `create table "mastra_agents" (
    "id" text collate "C" not null check (octet_length("id") between 1 and 255),
    "activeVersionId" text collate "C",
    "revision" integer not null check ("revision" >= 1),
    "createdAt" timestamptz(3) not null,
    "updatedAt" timestamptz(3) not null,
    "config" jsonb not null,
    primary key ("id")
  )`,
  'create index "mastra_agents_created" on "mastra_agents" ("createdAt", "id")',
  'create index "mastra_agents_updated" on "mastra_agents" ("updatedAt", "id")',
];

const heads = [
  // small rows that every append rewrites: room on the page keeps the rewrites in place
  `create table "mastra_agent_version_heads" (
    "agentId" text collate "C" not null,
    "lastNumber" integer not null check ("lastNumber" >= 1),
    "headNumber" integer not null check ("headNumber" between 0 and "lastNumber"),
    "versionCount" integer not null check ("versionCount" between 0 and "lastNumber"),
    primary key ("agentId")
  ) with (fillfactor = 50)`,
];

const versions = [
  `create table "mastra_agent_versions" (
    "id" text collate "C" not null check (octet_length("id") between 1 and 255),
    "agentId" text collate "C" not null check (octet_length("agentId") between 1 and 255),
    "versionNumber" integer not null check ("versionNumber" >= 1),
    "name" text collate "C",
    "changedFields" jsonb,
    "changeMessage" text collate "C",
    "createdBy" text collate "C",
    "restoredFrom" text collate "C",
    "idempotencyKey" text collate "C",
    "contentHash" text collate "C" not null check (length("contentHash") = 64),
    "createdAt" timestamptz(3) not null,
    "snapshot" jsonb not null,
    primary key ("id")
  )`,
  'create unique index "mastra_agent_versions_number" on "mastra_agent_versions" ("agentId", "versionNumber")',
  `create unique index "mastra_agent_versions_key" on "mastra_agent_versions" ("agentId", "idempotencyKey")
    where "idempotencyKey" is not null`,
  'create index "mastra_agent_versions_created" on "mastra_agent_versions" ("agentId", "createdAt", "id")',
];

const labels = [
  `create table "mastra_agent_version_labels" (
    "agentId" text collate "C" not null check (octet_length("agentId") between 1 and 255),
    "label" text collate "C" not null,
    "revision" integer not null check ("revision" >= 1),
    "updatedAt" timestamptz(3) not null,
    "updatedBy" text collate "C",
    primary key ("agentId", "label")
  )`,
  `create table "mastra_agent_version_label_targets" (
    "agentId" text collate "C" not null,
    "label" text collate "C" not null,
    "versionId" text collate "C" not null references "mastra_agent_versions" ("id") on delete restrict,
    "weight" integer not null check ("weight" between 1 and 10000),
    primary key ("agentId", "label", "versionId"),
    foreign key ("agentId", "label") references "mastra_agent_version_labels" ("agentId", "label") on delete cascade
  )`,
  'create index "mastra_agent_version_label_targets_version" on "mastra_agent_version_label_targets" ("versionId")',
];

const labelMoves = [
  `create table "mastra_agent_version_label_moves" (
    "id" text collate "C" not null check (octet_length("id") between 1 and 255),
    "agentId" text collate "C" not null check (octet_length("agentId") between 1 and 255),
    "label" text collate "C" not null,
    "revision" integer not null check ("revision" >= 1),
    "fromTargets" jsonb,
    "toTargets" jsonb,
    "movedBy" text collate "C",
    "reason" text collate "C",
    "movedAt" timestamptz(3) not null,
    primary key ("id")
  )`,
  `create unique index "mastra_agent_version_label_moves_revision"
    on "mastra_agent_version_label_moves" ("agentId", "label", "revision")`,
  `create index "mastra_agent_version_label_moves_moved"
    on "mastra_agent_version_label_moves" ("agentId", "movedAt", "revision", "id")`,
];

const compression = [
  // servers before 14, and those built without lz4, keep their default
  `do $$
  begin
    execute 'alter table "mastra_agents" alter column "config" set compression lz4';
    execute 'alter table "mastra_agent_versions" alter column "snapshot" set compression lz4';
  exception
    when syntax_error or feature_not_supported or invalid_parameter_value then
      null;
  end
  $$`,
];

const triggers = [
  `create function "agent_versions_refuse_change"() returns trigger
    language plpgsql
    set search_path from current
    as $$
    begin
      raise exception '% is append-only: % refused', tg_table_name, lower(tg_op)
        using errcode = 'integrity_constraint_violation';
    end
    $$`,
  `create trigger "mastra_agent_versions_frozen" before update on "mastra_agent_versions"
    for each row execute function "agent_versions_refuse_change"()`,
  // truncate tells no other trigger which rows are gone: the heads would be left wrong
  `create trigger "mastra_agent_versions_not_truncated" before truncate on "mastra_agent_versions"
    for each statement execute function "agent_versions_refuse_change"()`,
  `create trigger "mastra_agent_version_label_moves_frozen" before update on "mastra_agent_version_label_moves"
    for each row execute function "agent_versions_refuse_change"()`,
  // the lock is a statement of its own, so that the update after it sees what was committed while it waited
  `create function "agent_versions_count_deleted"() returns trigger
    language plpgsql
    set search_path from current
    as $$
    begin
      perform 1
      from "mastra_agent_version_heads" h
      where h."agentId" in (select d."agentId" from deleted d)
      order by h."agentId"
      for update;

      update "mastra_agent_version_heads" h
      set "versionCount" = h."versionCount" - gone."count",
        "headNumber" = coalesce((
          select max(v."versionNumber") from "mastra_agent_versions" v where v."agentId" = h."agentId"
        ), 0)
      from (select d."agentId", count(*)::integer as "count" from deleted d group by d."agentId") gone
      where h."agentId" = gone."agentId";

      return null;
    end
    $$`,
  `create trigger "mastra_agent_versions_deleted" after delete on "mastra_agent_versions"
    referencing old table as deleted
    for each statement execute function "agent_versions_count_deleted"()`,
];

/** Names stand without a schema: the engine sets the search path. */
export const initial: Migration = {
  id: '001',
  description: 'Agents, versions and labels',
  up: [...agents, ...heads, ...versions, ...labels, ...labelMoves, ...compression, ...triggers],
  down: [
    'drop table "mastra_agent_version_label_moves"',
    'drop table "mastra_agent_version_label_targets"',
    'drop table "mastra_agent_version_labels"',
    'drop table "mastra_agent_versions"',
    'drop table "mastra_agent_version_heads"',
    'drop table "mastra_agents"',
    'drop function "agent_versions_count_deleted"()',
    'drop function "agent_versions_refuse_change"()',
  ],
  createdAt: new Date('2026-11-21T00:00:00.000Z'),
};
