/** Migration 002 for SQLite: the hash chain, what is left of deleted versions, and the outbox of events. Frozen. */
import type { Migration } from '@agent-versions/core';

const columns = [
  `alter table "{prefix}mastra_agents" add column "versionNumber" integer check ("versionNumber" >= 1)`,
  `alter table "{prefix}mastra_agents"
    add column "activeRevision" integer not null default 0 check ("activeRevision" >= 0)`,
  `update "{prefix}mastra_agents"
    set "activeRevision" = l."revision"
    from "{prefix}mastra_agent_version_labels" l
    where l."agentId" = "{prefix}mastra_agents"."id"
      and l."label" = 'active'`,
  `alter table "{prefix}mastra_agent_versions" add column "chainHash" text check (length("chainHash") = 64)`,
  `alter table "{prefix}mastra_agent_versions" add column "redactedAt" text`,
  `alter table "{prefix}mastra_agent_versions" add column "redactedBy" text`,
  `alter table "{prefix}mastra_agent_versions" add column "redactionReason" text`,
  `alter table "{prefix}mastra_agent_version_heads" add column "chainHash" text check (length("chainHash") = 64)`,
  `alter table "{prefix}mastra_agent_version_heads"
    add column "floorNumber" integer not null default 0 check ("floorNumber" between 0 and "lastNumber")`,
  `alter table "{prefix}mastra_agent_version_heads" add column "floorHash" text check (length("floorHash") = 64)`,
];

const deletions = [
  `create table "{prefix}mastra_agent_version_deletions" (
    "agentId" text not null check (length(cast("agentId" as blob)) between 1 and 255),
    "versionNumber" integer not null check ("versionNumber" >= 1),
    "versionId" text not null check (length(cast("versionId" as blob)) between 1 and 255),
    "contentHash" text not null check (length("contentHash") = 64),
    "chainHash" text check (length("chainHash") = 64),
    "changeMessage" text,
    "createdBy" text,
    "createdAt" text not null,
    "deletedBy" text,
    "reason" text,
    "deletedAt" text not null,
    primary key ("agentId", "versionNumber")
  ) strict, without rowid`,
  `create trigger "{prefix}mastra_agent_version_deletions_frozen"
    before update on "{prefix}mastra_agent_version_deletions"
    begin
      select raise(abort, 'deletions are immutable: update refused');
    end`,
  `create trigger "{prefix}mastra_agent_version_deletions_not_replaced"
    before insert on "{prefix}mastra_agent_version_deletions"
    when exists (
      select 1 from "{prefix}mastra_agent_version_deletions"
      where "agentId" = new."agentId" and "versionNumber" = new."versionNumber"
    )
    begin
      select raise(abort, 'UNIQUE constraint failed: deletions are immutable, none is ever replaced');
    end`,
];

const events = [
  // autoincrement: a position is never used again, not even when the newest events are forgotten
  `create table "{prefix}mastra_agent_version_events" (
    "position" integer primary key autoincrement not null,
    "transactionId" integer not null default 0,
    "type" text not null,
    "agentId" text not null check (length(cast("agentId" as blob)) between 1 and 255),
    "at" text not null,
    "payload" text not null
  ) strict`,
  `create index "{prefix}mastra_agent_version_events_agent"
    on "{prefix}mastra_agent_version_events" ("agentId", "transactionId", "position")`,
  `create index "{prefix}mastra_agent_version_events_feed"
    on "{prefix}mastra_agent_version_events" ("transactionId", "position")`,
  `create trigger "{prefix}mastra_agent_version_events_frozen"
    before update on "{prefix}mastra_agent_version_events"
    begin
      select raise(abort, 'events are immutable: update refused');
    end`,
  `create trigger "{prefix}mastra_agent_version_events_not_replaced"
    before insert on "{prefix}mastra_agent_version_events"
    when exists (select 1 from "{prefix}mastra_agent_version_events" where "position" = new."position")
    begin
      select raise(abort, 'UNIQUE constraint failed: events are immutable, none is ever replaced');
    end`,
];

const KEPT = [
  ...['rowid', 'id', 'agentId', 'versionNumber', 'name', 'changedFields', 'changeMessage', 'createdBy', 'restoredFrom'],
  ...['idempotencyKey', 'contentHash', 'createdAt', 'chainHash'],
];
/** What each row has, one after the other, that a redaction leaves as it is. */
const kept = (row: 'old' | 'new') => KEPT.map((column) => `${row}."${column}"`).join(', ');

const versionTriggers = [
  'drop trigger "{prefix}mastra_agent_versions_frozen"',
  // a redaction is the one change there is, and there is one of it
  `create trigger "{prefix}mastra_agent_versions_frozen"
    before update on "{prefix}mastra_agent_versions"
    when old."redactedAt" is not null
      or new."redactedAt" is null
      or new."snapshot" is not '{}'
      or (${kept('old')}) is not (${kept('new')})
    begin
      select raise(abort, 'versions are immutable: update refused');
    end`,
  'drop trigger "{prefix}mastra_agent_versions_inserted"',
  `create trigger "{prefix}mastra_agent_versions_inserted"
    after insert on "{prefix}mastra_agent_versions"
    begin
      insert into "{prefix}mastra_agent_version_heads" (
        "agentId", "lastNumber", "headNumber", "versionCount", "chainHash"
      )
      values (new."agentId", new."versionNumber", new."versionNumber", 1, new."chainHash")
      on conflict ("agentId") do update set
        "lastNumber" = max("lastNumber", excluded."lastNumber"),
        "headNumber" = max("headNumber", excluded."headNumber"),
        "versionCount" = "versionCount" + 1,
        "chainHash" = iif(excluded."lastNumber" > "lastNumber", excluded."chainHash", "chainHash");
    end`,
];

// the time is that of the telling: what is imported happened long ago, and is news nevertheless
const NOW = `strftime('%Y-%m-%dT%H:%M:%fZ', 'now')`;

/** A trigger that tells of a row; the patch leaves out what is null. */
function teller(input: { name: string; after: string; table: string; type: string; payload: string }): string {
  const { name, after, table, type, payload } = input;
  return `create trigger "{prefix}mastra_${table}_tell_${name}"
    after ${after} on "{prefix}mastra_${table}"
    begin
      insert into "{prefix}mastra_agent_version_events" ("type", "agentId", "at", "payload")
      values (
        ${type},
        new."agentId",
        ${NOW},
        json_patch('{}', json_object(
          ${payload}
        ))
      );
    end`;
}

const tellers = [
  teller({
    name: 'created',
    after: 'insert',
    table: 'agent_versions',
    type: `iif(new."restoredFrom" is null, 'version.created', 'version.restored')`,
    payload: `'versionId', new."id",
          'versionNumber', new."versionNumber",
          'restoredFrom', new."restoredFrom",
          'createdBy', new."createdBy"`,
  }),
  teller({
    name: 'redacted',
    after: 'update',
    table: 'agent_versions',
    type: `'version.redacted'`,
    payload: `'versionId', new."id",
          'versionNumber', new."versionNumber",
          'redactedBy', new."redactedBy",
          'reason', new."redactionReason"`,
  }),
  teller({
    name: 'moved',
    after: 'insert',
    table: 'agent_version_label_moves',
    type: `'label.moved'`,
    payload: `'label', new."label",
          'revision', new."revision",
          'from', json(new."fromTargets"),
          'to', json(new."toTargets"),
          'movedBy', new."movedBy",
          'reason', new."reason"`,
  }),
];

/** What migration 001 had in their place. */
const oldVersionTriggers = [
  `create trigger "{prefix}mastra_agent_versions_frozen"
    before update on "{prefix}mastra_agent_versions"
    begin
      select raise(abort, 'versions are immutable: update refused');
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
];

const dropColumns = (table: string, names: readonly string[]) =>
  names.map((name) => `alter table "{prefix}mastra_${table}" drop column "${name}"`);

/** `{prefix}` stands for the option `tablePrefix`. */
export const history: Migration = {
  id: '002',
  description: 'Hash chain, deletions and events',
  up: [...columns, ...deletions, ...events, ...versionTriggers, ...tellers],
  down: [
    'drop trigger "{prefix}mastra_agent_versions_tell_created"',
    'drop trigger "{prefix}mastra_agent_versions_tell_redacted"',
    'drop trigger "{prefix}mastra_agent_version_label_moves_tell_moved"',
    'drop trigger "{prefix}mastra_agent_versions_frozen"',
    'drop trigger "{prefix}mastra_agent_versions_inserted"',
    'drop table "{prefix}mastra_agent_version_events"',
    'drop table "{prefix}mastra_agent_version_deletions"',
    ...dropColumns('agent_version_heads', ['chainHash', 'floorNumber', 'floorHash']),
    ...dropColumns('agent_versions', ['chainHash', 'redactedAt', 'redactedBy', 'redactionReason']),
    ...dropColumns('agents', ['versionNumber', 'activeRevision']),
    ...oldVersionTriggers,
  ],
  createdAt: new Date('2026-11-21T00:00:00.000Z'),
};
