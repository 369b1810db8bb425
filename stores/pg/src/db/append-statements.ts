/** The statement that allocates a number, makes the link, inserts a version and takes the record along, in one step. */
import type { NewVersionRow } from '@agent-versions/sql';
import sql, { empty, type Sql } from 'sql-template-tag';

/** What the statements take from the dialect. */
export interface AppendSpelling {
  /** The table of agents, quoted. */
  agents: Sql;
  /** The table of versions, quoted. */
  versions: Sql;
  /** The table of heads, quoted. */
  heads: Sql;
  /** The clock. */
  now: Sql;
  /** Binds JSON. */
  json(text: string | null): Sql;
  /** Binds a time. */
  time(value: Date | null): Sql;
}

/** The columns of a version, in the order in which the statements have them. */
export const VERSION_COLUMNS = sql`
      "id", "agentId", "versionNumber", "name", "changedFields", "changeMessage", "createdBy",
      "restoredFrom", "idempotencyKey", "contentHash", "createdAt", "chainHash", "snapshot"`;

/** A time, in whole milliseconds since 1970, as an expression. */
export function milliseconds(time: Sql): Sql {
  return sql`cast(round(extract(epoch from ${time}) * 1000) as bigint)`;
}

/** The link that a text stands for, as an expression. */
export function hashed(text: Sql): Sql {
  return sql`encode(sha256(convert_to(${text}, 'UTF8')), 'hex')`;
}

/** Stores where a history stands, over the head that was read or where there was none; no row if it is another by now. */
export const STEP_HEAD = sql`on conflict ("agentId") do update set
        "lastNumber" = excluded."lastNumber",
        "headNumber" = excluded."headNumber",
        "versionCount" = h."versionCount" + excluded."versionCount",
        "chainHash" = excluded."chainHash"
      where h."lastNumber" = excluded."lastNumber" - excluded."versionCount"
      returning h."agentId"`;

/**
 * Appends one version, or none where the row's expectations do not hold: then it returns no row or, if `strict`, leaves
 * the version without a number, which its column refuses.
 *
 * The head row's lock is what orders appends: a second one waits for it until the first has committed or gone, and then
 * sees its numbers. The clock is read under that lock, so times rise with numbers. Where there is no head row to lock,
 * the second of two finds the first one's head in its way. A unique violation of the version undoes all else as well.
 */
export function appendOne(spelling: AppendSpelling, row: NewVersionRow, strict: boolean): Sql {
  const { versions, json } = spelling;
  return sql`
    with ${linked(spelling, row)}, head as (
      insert into ${spelling.heads} as h ("agentId", "lastNumber", "headNumber", "versionCount", "chainHash")
      select ${row.agentId}, linked."number", linked."number", 1, linked."link"
      from linked
      ${STEP_HEAD}
    ), made as (
      select linked.*
      from linked, head
    )${savedRecord(spelling, row)}
    insert into ${versions} (${VERSION_COLUMNS}
    )
    select
      ${row.id},
      ${row.agentId},
      made."number",
      cast(${row.name} as text),
      ${json(row.changedFields)},
      cast(${row.changeMessage} as text),
      cast(${row.createdBy} as text),
      cast(${row.restoredFrom} as text),
      cast(${row.idempotencyKey} as text),
      ${row.contentHash},
      made."at",
      made."link",
      ${row.record === null ? json(row.snapshot) : sql`given."snapshot"`}
    from ${strict ? sql`(select 1) once left join made on true` : sql`made`}${row.record === null ? empty : sql`, given`}
    returning "id", "versionNumber", "createdAt", "chainHash"`;
}

/** Where the history stands, locked, and the number, time and link that come next; no row where nothing may. */
function linked({ heads, agents, now, json, time }: AppendSpelling, row: NewVersionRow): Sql {
  const { agentId, expected, versionNumber, record } = row;
  const isThere = sql`coalesce((select t."revision" from taken t), 0) = cast(${record} as integer)`;
  const link = sql`linked."previous" || ':' || linked."number" || ':' || ${milliseconds(sql`linked."at"`)} || ':'
          || cast(${row.entryHash} as text)`;
  return sql`${
    record === null
      ? empty
      : sql`given as materialized (
      select ${json(row.snapshot)} as "snapshot"
    ), taken as materialized (
      select a."revision"
      from ${agents} a
      where a."id" = ${agentId}
      for no key update
    ), `
  }old as materialized (
      select h."lastNumber", h."headNumber", h."chainHash"
      from ${heads} h
      where h."agentId" = ${agentId}${record === null ? empty : sql`\n        and ${isThere}`}
      for no key update
    ), next as materialized (
      select coalesce(old."lastNumber", 0) + 1 as "number", coalesce(old."chainHash", '') as "previous", ${now} as "clock"
      from (select 1) once
      left join old on true
      where coalesce(old."headNumber", 0) = coalesce(cast(${expected} as integer), old."headNumber", 0)
        and coalesce(old."lastNumber", 0) + 1
          = coalesce(cast(${versionNumber} as integer), old."lastNumber" + 1, 1)${
            record === null ? empty : sql`\n        and ${isThere}`
          }
    ), linked as materialized (
      select linked.*, ${hashed(link)} as "link"
      from (select next.*, coalesce(${time(row.createdAt)}, next."clock") as "at" from next) linked
    )`;
}

/** Makes the snapshot the configuration of the agent's record, a new one where there was none. */
function savedRecord({ agents }: AppendSpelling, { agentId, record }: NewVersionRow): Sql {
  if (record === null) return empty;
  return record === 0
    ? sql`, saved as (
      insert into ${agents} ("id", "revision", "createdAt", "updatedAt", "config", "versionNumber")
      select ${agentId}, 1, made."clock", made."clock", given."snapshot", made."number"
      from made, given
    )`
    : sql`, saved as (
      update ${agents} a
      set
        "config" = given."snapshot",
        "revision" = a."revision" + 1,
        "updatedAt" = made."clock",
        "versionNumber" = made."number"
      from made, given
      where a."id" = ${agentId}
    )`;
}
