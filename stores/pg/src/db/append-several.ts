/** The statement that appends several versions of one agent. */
import type { NewVersionRow } from '@agent-versions/sql';
import sql, { type Sql } from 'sql-template-tag';
import { type AppendSpelling, hashed, milliseconds, STEP_HEAD, VERSION_COLUMNS } from './append-statements';

/**
 * Appends several versions of one agent in their order, none of them with an expectation. They travel as one JSON
 * array, so that the text is the same however many they are; all of them have one reading of the clock. Returns no row
 * where somebody else began the history meanwhile.
 */
export function appendSeveral(spelling: AppendSpelling, rows: readonly NewVersionRow[]): Sql {
  const { versions, heads, now, json } = spelling;
  const agentId = rows[0]?.agentId;
  return sql`
    with recursive given as materialized (
      select item.n, item.value
      from jsonb_array_elements(${json(toJsonArray(rows))}) with ordinality as item(value, n)
    ), old as materialized (
      select h."lastNumber", h."chainHash"
      from ${heads} h
      where h."agentId" = ${agentId}
      for no key update
    ), start as materialized (
      select coalesce(old."lastNumber", 0) as "lastNumber", coalesce(old."chainHash", '') as "chainHash", ${now} as "clock"
      from (select 1) once
      left join old on true
    ), placed as materialized (
      select
        g.n,
        cast(start."lastNumber" + g.n as integer) as "number",
        coalesce(cast(g.value ->> 'createdAt' as timestamptz), start."clock") as "at",
        g.value ->> 'entryHash' as "entryHash"
      from start, given g
    ), told as materialized (
      select array_agg(
        ':' || placed."number" || ':' || ${milliseconds(sql`placed."at"`)} || ':' || placed."entryHash" order by placed.n
      ) as "entries"
      from placed
    ), chain(n, "link") as (
      select cast(0 as bigint), start."chainHash"
      from start
      union all
      select chain.n + 1, ${hashed(sql`chain."link" || told."entries"[chain.n + 1]`)}
      from chain, told
      where chain.n < cardinality(told."entries")
    ), linked as materialized (
      select placed.n, placed."number", placed."at", chain."link"
      from placed
      join chain on chain.n = placed.n
    ), head as (
      insert into ${heads} as h ("agentId", "lastNumber", "headNumber", "versionCount", "chainHash")
      select ${agentId}, last."number", last."number", last.n, last."link"
      from (select * from linked order by n desc limit 1) last
      ${STEP_HEAD}
    )
    insert into ${versions} (${VERSION_COLUMNS}
    )
    select
      g.value ->> 'id',
      head."agentId",
      linked."number",
      g.value ->> 'name',
      nullif(g.value -> 'changedFields', 'null'),
      g.value ->> 'changeMessage',
      g.value ->> 'createdBy',
      g.value ->> 'restoredFrom',
      g.value ->> 'idempotencyKey',
      g.value ->> 'contentHash',
      linked."at",
      linked."link",
      g.value -> 'snapshot'
    from head, linked
    join given g on g.n = linked.n
    order by linked.n
    returning "id", "versionNumber", "createdAt", "chainHash"`;
}

/** The rows as JSON; what is JSON already goes in as it is. */
function toJsonArray(rows: readonly NewVersionRow[]): string {
  const items = rows.map(({ snapshot, changedFields, ...fields }) => {
    const start = JSON.stringify(fields).slice(0, -1);
    return `${start},"changedFields":${changedFields ?? 'null'},"snapshot":${snapshot}}`;
  });
  return `[${items.join(',')}]`;
}
