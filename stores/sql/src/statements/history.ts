/** The statements that look at whole histories, delete them, and blank versions in them. */
import {
  TABLE_AGENT_VERSION_DELETIONS,
  TABLE_AGENT_VERSION_EVENTS,
  TABLE_AGENT_VERSION_HEADS,
  TABLE_AGENT_VERSION_LABEL_MOVES,
  TABLE_AGENT_VERSION_LABEL_TARGETS,
  TABLE_AGENT_VERSION_LABELS,
  TABLE_AGENT_VERSIONS,
  TABLE_AGENTS,
} from '@agent-versions/core';
import sql, { empty, raw, type Sql } from 'sql-template-tag';
import type { Dialect } from '../dialect';
import { type DeletionNoteRow, noteTail } from './deletions';

const HEAD = raw(
  'h."agentId", h."lastNumber", h."headNumber", h."versionCount", h."chainHash", h."floorNumber", h."floorHash"',
);

const versions = (dialect: Dialect): Sql => dialect.table(TABLE_AGENT_VERSIONS);
const heads = (dialect: Dialect): Sql => dialect.table(TABLE_AGENT_VERSION_HEADS);
const deletions = (dialect: Dialect): Sql => dialect.table(TABLE_AGENT_VERSION_DELETIONS);
const agents = (dialect: Dialect): Sql => dialect.table(TABLE_AGENTS);

/** Where a history stands. */
export function selectHead(dialect: Dialect, agentId: string): Sql {
  return sql`
    select ${HEAD}
    from ${heads(dialect)} h
    where h."agentId" = ${agentId}`;
}

/** Where the histories of the agents after one stand. */
export function selectHeads(dialect: Dialect, { after, limit }: { after: string; limit: number }): Sql {
  return sql`
    select ${HEAD}
    from ${heads(dialect)} h
    where h."agentId" > ${after}
    order by h."agentId"
    limit cast(${limit} as bigint)`;
}

/**
 * What became of the numbers after one: a row is a version where its `id` is there, else what is left of one. The
 * numbers come first, so that no more snapshots are read than are returned.
 */
export function selectHistory(
  dialect: Dialect,
  { agentId, after, limit }: { agentId: string; after: number; limit: number },
): Sql {
  const numbers = (table: Sql) => sql`
        select n."versionNumber"
        from (
          select x."versionNumber"
          from ${table} x
          where x."agentId" = ${agentId}
            and x."versionNumber" > cast(${after} as integer)
          order by x."versionNumber"
          limit cast(${limit} as bigint)
        ) n`;
  return sql`
    select
      page."versionNumber",
      v."id",
      d."versionId",
      coalesce(v."agentId", d."agentId") as "agentId",
      coalesce(v."contentHash", d."contentHash") as "contentHash",
      coalesce(v."chainHash", d."chainHash") as "chainHash",
      coalesce(v."changeMessage", d."changeMessage") as "changeMessage",
      coalesce(v."createdBy", d."createdBy") as "createdBy",
      coalesce(v."createdAt", d."createdAt") as "createdAt",
      v."name",
      v."changedFields",
      v."restoredFrom",
      v."idempotencyKey",
      v."redactedAt",
      v."redactedBy",
      v."redactionReason",
      d."deletedBy",
      d."reason",
      d."deletedAt",
      v."snapshot"
    from (
      select u."versionNumber"
      from (${numbers(versions(dialect))}
        union${numbers(deletions(dialect))}
      ) u
      order by u."versionNumber"
      limit cast(${limit} as bigint)
    ) page
    left join ${versions(dialect)} v on v."agentId" = ${agentId} and v."versionNumber" = page."versionNumber"
    left join ${deletions(dialect)} d
      on v."id" is null and d."agentId" = ${agentId} and d."versionNumber" = page."versionNumber"
    order by page."versionNumber"`;
}

/** Whose history goes, and where it and the record must stand; undefined: anywhere, or the record is another's. */
export interface HistoryDeletion {
  agentId: string;
  /** The record's revision. */
  expected: number | undefined;
  /** The number that was given last. */
  lastNumber: number | undefined;
}

/** Where both stand must not change before the end of the write; what comes after asks it again. */
function ifExpected(dialect: Dialect, { agentId, expected, lastNumber }: HistoryDeletion): Sql {
  const record = sql`
      and exists (
        select 1
        from ${agents(dialect)} a
        where a."id" = ${agentId}
          and a."revision" = cast(${expected ?? 0} as integer)
      )`;
  const head = sql`
      and exists (
        select 1
        from ${heads(dialect)} e
        where e."agentId" = ${agentId}
          and e."lastNumber" = cast(${lastNumber ?? 0} as integer)
      )`;
  return sql`${expected === undefined ? empty : record}${lastNumber === undefined ? empty : head}`;
}

/** Tells that a history is about to go, if anything of it is there, or of the record where that goes too. */
export function insertAgentDeletedEvent(
  dialect: Dialect,
  deletion: HistoryDeletion & { withRecord: boolean },
  note: DeletionNoteRow,
): Sql {
  const { agentId, withRecord } = deletion;
  const payload = sql`'{"versionCount":' || coalesce(h."versionCount", 0) || cast(${noteTail(note)} as text)`;
  return sql`
    insert into ${dialect.table(TABLE_AGENT_VERSION_EVENTS)} ("type", "agentId", "at", "payload")
    select 'agent.deleted', cast(${agentId} as text), ${dialect.now}, ${dialect.typed(payload, 'jsonb')}
    from (select 1 as "one") once
    left join ${heads(dialect)} h on h."agentId" = ${agentId}
    where (
        h."lastNumber" > h."floorNumber"${
          withRecord ? sql`\n        or exists (select 1 from ${agents(dialect)} a where a."id" = ${agentId})` : empty
        }
      )${ifExpected(dialect, deletion)}`;
}

/** The revision of an agent's record. */
export function selectRecordRevision(dialect: Dialect, agentId: string): Sql {
  return sql`
    select a."revision"
    from ${agents(dialect)} a
    where a."id" = ${agentId}`;
}

/** The statements that take all of a history away, its labels first: they would hold its versions. */
export function deleteHistory(dialect: Dialect, deletion: HistoryDeletion): Sql[] {
  const tables = [
    TABLE_AGENT_VERSION_LABEL_TARGETS,
    TABLE_AGENT_VERSION_LABELS,
    TABLE_AGENT_VERSION_LABEL_MOVES,
    TABLE_AGENT_VERSIONS,
    TABLE_AGENT_VERSION_DELETIONS,
  ] as const;
  return tables.map(
    (name) => sql`
    delete from ${dialect.table(name)}
    where "agentId" = ${deletion.agentId}${ifExpected(dialect, deletion)}`,
  );
}

/** Raises the floor of an emptied history to its last number. */
export function raiseFloor(dialect: Dialect, deletion: HistoryDeletion): Sql {
  return sql`
    update ${heads(dialect)}
    set
      "headNumber" = 0,
      "versionCount" = 0,
      "floorNumber" = "lastNumber",
      "floorHash" = "chainHash"
    where "agentId" = ${deletion.agentId}${ifExpected(dialect, deletion)}`;
}

/** Deletes the record of a history that is deleted. */
export function deleteRecord(dialect: Dialect, deletion: HistoryDeletion): Sql {
  return sql`
    delete from ${agents(dialect)}
    where "id" = ${deletion.agentId}${ifExpected(dialect, deletion)}`;
}

/** The record follows no label any more. */
export function forgetActiveVersion(dialect: Dialect, deletion: HistoryDeletion): Sql {
  return sql`
    update ${agents(dialect)}
    set
      "activeVersionId" = null,
      "activeRevision" = 0
    where "id" = ${deletion.agentId}${ifExpected(dialect, deletion)}`;
}

/** Blanks a version, unless that was done before, a label points at it, or the agent has no such version. */
export function redactVersion(
  dialect: Dialect,
  input: { agentId: string; versionId: string; redactedBy: string | null; reason: string | null },
): Sql {
  return sql`
    update ${versions(dialect)}
    set
      "snapshot" = ${dialect.json('{}')},
      "redactedAt" = ${dialect.now},
      "redactedBy" = cast(${input.redactedBy} as text),
      "redactionReason" = cast(${input.reason} as text)
    where "id" = ${input.versionId}
      and "agentId" = ${input.agentId}
      and "redactedAt" is null
      and not exists (
        select 1
        from ${dialect.table(TABLE_AGENT_VERSION_LABEL_TARGETS)} t
        where t."versionId" = ${input.versionId}
      )`;
}
