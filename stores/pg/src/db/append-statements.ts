/** The statements that allocate numbers and insert versions, in one step. */
import type { NewVersionRow } from '@agent-versions/sql';
import sql, { type Sql } from 'sql-template-tag';

/** What the statements take from the dialect. */
export interface AppendSpelling {
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

const COLUMNS = sql`
      "id", "agentId", "versionNumber", "name", "changedFields", "changeMessage", "createdBy",
      "restoredFrom", "idempotencyKey", "contentHash", "createdAt", "snapshot"`;

/**
 * Appends one version, or none where `expected` or the number does not hold.
 *
 * The head row's lock is what orders appends: a second one waits in `on conflict` until the first has committed or
 * gone, and then sees its numbers. A unique violation of the version undoes the head's step as well. The clock is
 * read under that lock, so times rise with numbers.
 */
export function appendOne(spelling: AppendSpelling, row: NewVersionRow): Sql {
  const { versions, now, json, time } = spelling;
  return sql`
    with head as (
      ${nextNumber(spelling, row)}
    )
    insert into ${versions} (${COLUMNS}
    )
    select
      ${row.id},
      ${row.agentId},
      head."lastNumber",
      cast(${row.name} as text),
      ${json(row.changedFields)},
      cast(${row.changeMessage} as text),
      cast(${row.createdBy} as text),
      cast(${row.restoredFrom} as text),
      cast(${row.idempotencyKey} as text),
      ${row.contentHash},
      coalesce(${time(row.createdAt)}, ${now}),
      ${json(row.snapshot)}
    from head
    returning "id", "versionNumber", "createdAt"`;
}

/** Steps the head row where `expected` and the number hold, and makes it for the first version. */
function nextNumber({ heads }: AppendSpelling, { agentId, expected, versionNumber }: NewVersionRow): Sql {
  return sql`insert into ${heads} as h ("agentId", "lastNumber", "headNumber", "versionCount")
      select ${agentId}, 1, 1, 1
      where (coalesce(cast(${expected} as integer), 0) = 0 and coalesce(cast(${versionNumber} as integer), 1) = 1)
        or exists (select 1 from ${heads} where "agentId" = ${agentId})
      on conflict ("agentId") do update set
        "lastNumber" = h."lastNumber" + 1,
        "headNumber" = h."lastNumber" + 1,
        "versionCount" = h."versionCount" + 1
      where h."headNumber" = coalesce(cast(${expected} as integer), h."headNumber")
        and h."lastNumber" + 1 = coalesce(cast(${versionNumber} as integer), h."lastNumber" + 1)
      returning h."lastNumber"`;
}

/**
 * Appends several versions of one agent in their order, none of them with an expectation. They travel as one JSON
 * array, so that the text is the same however many they are.
 */
export function appendSeveral({ versions, heads, now, json }: AppendSpelling, rows: readonly NewVersionRow[]): Sql {
  return sql`
    with given as materialized (
      select item.n, item.value, count(*) over () as "count"
      from jsonb_array_elements(${json(toJsonArray(rows))}) with ordinality as item(value, n)
    ), head as (
      insert into ${heads} as h ("agentId", "lastNumber", "headNumber", "versionCount")
      select ${rows[0]?.agentId}, g."count", g."count", g."count"
      from given g
      where g.n = 1
      on conflict ("agentId") do update set
        "lastNumber" = h."lastNumber" + excluded."lastNumber",
        "headNumber" = h."lastNumber" + excluded."lastNumber",
        "versionCount" = h."versionCount" + excluded."versionCount"
      returning h."agentId", h."lastNumber"
    )
    insert into ${versions} (${COLUMNS}
    )
    select
      g.value ->> 'id',
      head."agentId",
      head."lastNumber" - g."count" + g.n,
      g.value ->> 'name',
      nullif(g.value -> 'changedFields', 'null'),
      g.value ->> 'changeMessage',
      g.value ->> 'createdBy',
      g.value ->> 'restoredFrom',
      g.value ->> 'idempotencyKey',
      g.value ->> 'contentHash',
      coalesce(cast(g.value ->> 'createdAt' as timestamptz), ${now}),
      g.value -> 'snapshot'
    from head, given g
    order by g.n
    returning "id", "versionNumber", "createdAt"`;
}

/** The rows as JSON; what is JSON already goes in as it is. */
function toJsonArray(rows: readonly NewVersionRow[]): string {
  const items = rows.map(({ snapshot, changedFields, ...fields }) => {
    const start = JSON.stringify(fields).slice(0, -1);
    return `${start},"changedFields":${changedFields ?? 'null'},"snapshot":${snapshot}}`;
  });
  return `[${items.join(',')}]`;
}
