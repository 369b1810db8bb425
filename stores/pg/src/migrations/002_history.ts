/** Migration 002 for Postgres: the hash chain, what is left of deleted versions, and the outbox of events. Frozen. */
import type { Migration } from '@agent-versions/core';

const columns = [
  `alter table "mastra_agents"
    add column "versionNumber" integer check ("versionNumber" >= 1),
    add column "activeRevision" integer not null default 0 check ("activeRevision" >= 0)`,
  `update "mastra_agents" a
    set "activeRevision" = l."revision"
    from "mastra_agent_version_labels" l
    where l."agentId" = a."id"
      and l."label" = 'active'`,
  `alter table "mastra_agent_versions"
    add column "chainHash" text collate "C" check (length("chainHash") = 64),
    add column "redactedAt" timestamptz(3),
    add column "redactedBy" text collate "C",
    add column "redactionReason" text collate "C"`,
  `alter table "mastra_agent_version_heads"
    add column "chainHash" text collate "C" check (length("chainHash") = 64),
    add column "floorNumber" integer not null default 0 check ("floorNumber" between 0 and "lastNumber"),
    add column "floorHash" text collate "C" check (length("floorHash") = 64)`,
];

const tables = [
  `create table "mastra_agent_version_deletions" (
    "agentId" text collate "C" not null check (octet_length("agentId") between 1 and 255),
    "versionNumber" integer not null check ("versionNumber" >= 1),
    "versionId" text collate "C" not null check (octet_length("versionId") between 1 and 255),
    "contentHash" text collate "C" not null check (length("contentHash") = 64),
    "chainHash" text collate "C" check (length("chainHash") = 64),
    "changeMessage" text collate "C",
    "createdBy" text collate "C",
    "createdAt" timestamptz(3) not null,
    "deletedBy" text collate "C",
    "reason" text collate "C",
    "deletedAt" timestamptz(3) not null,
    primary key ("agentId", "versionNumber")
  )`,
  `create table "mastra_agent_version_events" (
    "position" bigint generated always as identity,
    "transactionId" bigint not null default pg_current_xact_id()::text::bigint,
    "type" text collate "C" not null,
    "agentId" text collate "C" not null check (octet_length("agentId") between 1 and 255),
    "at" timestamptz(3) not null,
    "payload" jsonb not null,
    primary key ("position")
  )`,
  `create index "mastra_agent_version_events_feed" on "mastra_agent_version_events" ("transactionId", "position")`,
  `create index "mastra_agent_version_events_agent"
    on "mastra_agent_version_events" ("agentId", "transactionId", "position")`,
];

const KEPT = `"id", "agentId", "versionNumber", "name", "changedFields", "changeMessage", "createdBy", "restoredFrom",
        "idempotencyKey", "contentHash", "createdAt", "chainHash"`;

/** The columns that a redaction leaves as they are, of one of the two rows. */
const kept = (row: 'old' | 'new') => KEPT.replaceAll(/"\w+"/g, (column) => `${row}.${column}`);

const guards = [
  `drop trigger "mastra_agent_versions_frozen" on "mastra_agent_versions"`,
  // a redaction is the one change there is, and there is one of it
  `create trigger "mastra_agent_versions_frozen" before update on "mastra_agent_versions"
    for each row
    when (
      old."redactedAt" is not null
      or new."redactedAt" is null
      or new."snapshot" is distinct from '{}'::jsonb
      or (${kept('old')}) is distinct from (${kept('new')})
    )
    execute function "agent_versions_refuse_change"()`,
  `create trigger "mastra_agent_version_deletions_frozen" before update on "mastra_agent_version_deletions"
    for each row execute function "agent_versions_refuse_change"()`,
  `create trigger "mastra_agent_version_events_frozen" before update on "mastra_agent_version_events"
    for each row execute function "agent_versions_refuse_change"()`,
];

// A transaction has its id before it waits for its turn at an agent, so the ids of one agent's writers may lie the other
// way round than their turns: an event goes no further ahead than behind the last one of its agent. Ids that this
// cluster has not given yet came from another one.
const order = [
  `create function "agent_versions_order_event"() returns trigger
    language plpgsql
    set search_path from current
    as $$
    begin
      new."transactionId" := greatest(new."transactionId", (
        select max(e."transactionId")
        from "mastra_agent_version_events" e
        where e."agentId" = new."agentId"
          and e."transactionId" < pg_snapshot_xmax(pg_current_snapshot())::text::bigint
      ));

      return new;
    end
    $$`,
  `create trigger "mastra_agent_version_events_order" before insert on "mastra_agent_version_events"
    for each row execute function "agent_versions_order_event"()`,
];

/** A trigger's function that tells of all rows of a statement, and the trigger. */
function teller(input: { name: string; table: string; when: 'insert' | 'update'; events: string }): string[] {
  const { name, table, when, events } = input;
  return [
    `create function "agent_versions_tell_${name}"() returns trigger
    language plpgsql
    set search_path from current
    as $$
    begin
      insert into "mastra_agent_version_events" ("type", "agentId", "at", "payload")
      ${events};

      return null;
    end
    $$`,
    `create trigger "mastra_${table}_tell_${name}" after ${when} on "mastra_${table}"
    referencing new table as changed
    for each statement execute function "agent_versions_tell_${name}"()`,
  ];
}

// the time is that of the telling: what is imported happened long ago, and is news nevertheless
const NOW = `date_trunc('milliseconds', clock_timestamp())`;

const events = [
  ...teller({
    name: 'created',
    table: 'agent_versions',
    when: 'insert',
    events: `select
        case when v."restoredFrom" is null then 'version.created' else 'version.restored' end,
        v."agentId",
        ${NOW},
        jsonb_strip_nulls(jsonb_build_object(
          'versionId', v."id",
          'versionNumber', v."versionNumber",
          'restoredFrom', v."restoredFrom",
          'createdBy', v."createdBy"
        ))
      from changed v
      order by v."agentId", v."versionNumber"`,
  }),
  ...teller({
    name: 'redacted',
    table: 'agent_versions',
    when: 'update',
    events: `select
        'version.redacted',
        v."agentId",
        ${NOW},
        jsonb_strip_nulls(jsonb_build_object(
          'versionId', v."id",
          'versionNumber', v."versionNumber",
          'redactedBy', v."redactedBy",
          'reason', v."redactionReason"
        ))
      from changed v
      order by v."agentId", v."versionNumber"`,
  }),
  // in the order of the insert: a clock set back must not turn the moves of a label round
  ...teller({
    name: 'moved',
    table: 'agent_version_label_moves',
    when: 'insert',
    events: `select
        'label.moved',
        m."agentId",
        ${NOW},
        jsonb_strip_nulls(jsonb_build_object(
          'label', m."label",
          'revision', m."revision",
          'from', m."fromTargets",
          'to', m."toTargets",
          'movedBy', m."movedBy",
          'reason', m."reason"
        ))
      from changed m`,
  }),
];

/** Names stand without a schema: the engine sets the search path. */
export const history: Migration = {
  id: '002',
  description: 'Hash chain, deletions and events',
  up: [...columns, ...tables, ...guards, ...order, ...events],
  down: [
    'drop trigger "mastra_agent_versions_tell_created" on "mastra_agent_versions"',
    'drop trigger "mastra_agent_versions_tell_redacted" on "mastra_agent_versions"',
    'drop trigger "mastra_agent_version_label_moves_tell_moved" on "mastra_agent_version_label_moves"',
    'drop function "agent_versions_tell_created"()',
    'drop function "agent_versions_tell_redacted"()',
    'drop function "agent_versions_tell_moved"()',
    'drop trigger "mastra_agent_versions_frozen" on "mastra_agent_versions"',
    `create trigger "mastra_agent_versions_frozen" before update on "mastra_agent_versions"
    for each row execute function "agent_versions_refuse_change"()`,
    'drop table "mastra_agent_version_events"',
    'drop function "agent_versions_order_event"()',
    'drop table "mastra_agent_version_deletions"',
    `alter table "mastra_agent_version_heads"
    drop column "chainHash", drop column "floorNumber", drop column "floorHash"`,
    `alter table "mastra_agent_versions"
    drop column "chainHash", drop column "redactedAt", drop column "redactedBy", drop column "redactionReason"`,
    'alter table "mastra_agents" drop column "versionNumber", drop column "activeRevision"',
  ],
  createdAt: new Date('2026-11-21T00:00:00.000Z'),
};
