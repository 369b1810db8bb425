/** Migration 001 for SQLite: agents, their versions, and the labels that point at them. Frozen. */
import type { Migration } from '@agent-versions/core';

const agents = [
  `create table "{prefix}mastra_agents" (
    "id" text primary key not null check (length(cast("id" as blob)) between 1 and 255),
    "activeVersionId" text,
    "revision" integer not null check ("revision" >= 1),
    "createdAt" text not null,
    "updatedAt" text not null,
    "config" text not null
  ) strict`,
  'create index "{prefix}mastra_agents_created" on "{prefix}mastra_agents" ("createdAt", "id")',
  'create index "{prefix}mastra_agents_updated" on "{prefix}mastra_agents" ("updatedAt", "id")',
];

const heads = [
  `create table "{prefix}mastra_agent_version_heads" (
    "agentId" text primary key not null,
    "lastNumber" integer not null check ("lastNumber" >= 1),
    "headNumber" integer not null check ("headNumber" between 0 and "lastNumber"),
    "versionCount" integer not null check ("versionCount" between 0 and "lastNumber")
  ) strict, without rowid`,
];

const versions = [
  `create table "{prefix}mastra_agent_versions" (
    "id" text primary key not null check (length(cast("id" as blob)) between 1 and 255),
    "agentId" text not null check (length(cast("agentId" as blob)) between 1 and 255),
    "versionNumber" integer not null check ("versionNumber" >= 1),
    "name" text,
    "changedFields" text,
    "changeMessage" text,
    "createdBy" text,
    "restoredFrom" text,
    "idempotencyKey" text,
    "contentHash" text not null check (length("contentHash") = 64),
    "createdAt" text not null,
    "snapshot" text not null
  ) strict`,
  `create unique index "{prefix}mastra_agent_versions_number"
    on "{prefix}mastra_agent_versions" ("agentId", "versionNumber")`,
  `create unique index "{prefix}mastra_agent_versions_key"
    on "{prefix}mastra_agent_versions" ("agentId", "idempotencyKey")
    where "idempotencyKey" is not null`,
  `create index "{prefix}mastra_agent_versions_created"
    on "{prefix}mastra_agent_versions" ("agentId", "createdAt", "id")`,
];

const versionTriggers = [
  `create trigger "{prefix}mastra_agent_versions_frozen"
    before update on "{prefix}mastra_agent_versions"
    begin
      select raise(abort, 'versions are immutable: update refused');
    end`,
  // `insert or replace` would delete the row in its way without a word to any other trigger
  `create trigger "{prefix}mastra_agent_versions_not_replaced"
    before insert on "{prefix}mastra_agent_versions"
    when exists (select 1 from "{prefix}mastra_agent_versions" where "id" = new."id")
      or exists (
        select 1 from "{prefix}mastra_agent_versions"
        where "agentId" = new."agentId" and "versionNumber" = new."versionNumber"
      )
      or exists (
        select 1 from "{prefix}mastra_agent_versions"
        where "agentId" = new."agentId" and "idempotencyKey" = new."idempotencyKey"
      )
    begin
      select raise(abort, 'UNIQUE constraint failed: versions are immutable, none is ever replaced');
    end`,
  `create trigger "{prefix}mastra_agent_versions_inserted"
    after insert on "{prefix}mastra_agent_versions"
    begin
      insert into "{prefix}mastra_agent_version_heads" ("agentId", "lastNumber", "headNumber", "versionCount")
      values (new."agentId", new."versionNumber", new."versionNumber", 1)
      on conflict ("agentId") do update set
        "lastNumber" = max("lastNumber", excluded."lastNumber"),
        "headNumber" = max("headNumber", excluded."headNumber"),
        "versionCount" = "versionCount" + 1;
    end`,
  `create trigger "{prefix}mastra_agent_versions_deleted"
    after delete on "{prefix}mastra_agent_versions"
    begin
      update "{prefix}mastra_agent_version_heads"
      set "versionCount" = "versionCount" - 1,
        "headNumber" = coalesce((
          select max("versionNumber") from "{prefix}mastra_agent_versions" where "agentId" = old."agentId"
        ), 0)
      where "agentId" = old."agentId";
    end`,
];

const labels = [
  `create table "{prefix}mastra_agent_version_labels" (
    "agentId" text not null check (length(cast("agentId" as blob)) between 1 and 255),
    "label" text not null,
    "revision" integer not null check ("revision" >= 1),
    "updatedAt" text not null,
    "updatedBy" text,
    primary key ("agentId", "label")
  ) strict, without rowid`,
  `create table "{prefix}mastra_agent_version_label_targets" (
    "agentId" text not null,
    "label" text not null,
    "versionId" text not null references "{prefix}mastra_agent_versions" ("id") on delete restrict,
    "weight" integer not null check ("weight" between 1 and 10000),
    primary key ("agentId", "label", "versionId"),
    foreign key ("agentId", "label")
      references "{prefix}mastra_agent_version_labels" ("agentId", "label") on delete cascade
  ) strict, without rowid`,
  `create index "{prefix}mastra_agent_version_label_targets_version"
    on "{prefix}mastra_agent_version_label_targets" ("versionId")`,
];

const labelMoves = [
  `create table "{prefix}mastra_agent_version_label_moves" (
    "id" text primary key not null check (length(cast("id" as blob)) between 1 and 255),
    "agentId" text not null check (length(cast("agentId" as blob)) between 1 and 255),
    "label" text not null,
    "revision" integer not null check ("revision" >= 1),
    "fromTargets" text,
    "toTargets" text,
    "movedBy" text,
    "reason" text,
    "movedAt" text not null
  ) strict`,
  `create unique index "{prefix}mastra_agent_version_label_moves_revision"
    on "{prefix}mastra_agent_version_label_moves" ("agentId", "label", "revision")`,
  `create index "{prefix}mastra_agent_version_label_moves_moved"
    on "{prefix}mastra_agent_version_label_moves" ("agentId", "movedAt", "revision", "id")`,
  `create trigger "{prefix}mastra_agent_version_label_moves_frozen"
    before update on "{prefix}mastra_agent_version_label_moves"
    begin
      select raise(abort, 'label moves are immutable: update refused');
    end`,
  `create trigger "{prefix}mastra_agent_version_label_moves_not_replaced"
    before insert on "{prefix}mastra_agent_version_label_moves"
    when exists (select 1 from "{prefix}mastra_agent_version_label_moves" where "id" = new."id")
      or exists (
        select 1 from "{prefix}mastra_agent_version_label_moves"
        where "agentId" = new."agentId" and "label" = new."label" and "revision" = new."revision"
      )
    begin
      select raise(abort, 'UNIQUE constraint failed: label moves are immutable, none is ever replaced');
    end`,
];

/** `{prefix}` stands for the option `tablePrefix`. */
export const initial: Migration = {
  id: '001',
  description: 'Agents, versions and labels',
  up: [...agents, ...heads, ...versions, ...versionTriggers, ...labels, ...labelMoves],
  down: [
    'drop table "{prefix}mastra_agent_version_label_moves"',
    'drop table "{prefix}mastra_agent_version_label_targets"',
    'drop table "{prefix}mastra_agent_version_labels"',
    'drop table "{prefix}mastra_agent_versions"',
    'drop table "{prefix}mastra_agent_version_heads"',
    'drop table "{prefix}mastra_agents"',
  ],
  createdAt: new Date('2026-11-21T00:00:00.000Z'),
};
