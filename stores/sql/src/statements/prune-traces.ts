/** The statements that delete old traces of the domain `observability`. */
import { TABLE_SPANS } from '@agent-versions/core';
import sql, { type Sql } from 'sql-template-tag';
import type { Dialect } from '../dialect';

const spans = (dialect: Dialect): Sql => dialect.table(TABLE_SPANS);

/**
 * The traces of the `limit` oldest spans that started before a time, oldest first; `spans` counts theirs, up to one
 * more than the limit.
 */
export function selectOldTraces(dialect: Dialect, { before, limit }: { before: Date; limit: number }): Sql {
  return sql`
    select
      once."traceId",
      (
        select cast(count(*) as integer)
        from (
          select 1
          from ${spans(dialect)} s
          where s."traceId" = once."traceId"
          limit cast(${limit + 1} as bigint)
        ) counted
      ) as "spans"
    from (
      select page."traceId", min(page."startedAt") as "startedAt"
      from (
        select s."traceId", s."startedAt"
        from ${spans(dialect)} s
        where s."startedAt" < ${dialect.time(before)}
        order by s."startedAt", s."traceId", s."spanId"
        limit cast(${limit} as bigint)
      ) page
      group by page."traceId"
    ) once
    order by once."startedAt", once."traceId"`;
}

/** Deletes traces whole. */
export function deleteTraces(dialect: Dialect, traceIds: readonly string[]): Sql {
  return sql`
    delete from ${spans(dialect)}
    where "traceId" in (${dialect.textList(traceIds)})
    returning "traceId"`;
}

/** Deletes the last spans of a trace, but never its first. */
export function deleteLastSpans(dialect: Dialect, { traceId, limit }: { traceId: string; limit: number }): Sql {
  return sql`
    delete from ${spans(dialect)}
    where "traceId" = ${traceId}
      and "spanId" in (
        select s."spanId"
        from ${spans(dialect)} s
        where s."traceId" = ${traceId}
          and s."spanId" <> (
            select f."spanId"
            from ${spans(dialect)} f
            where f."traceId" = ${traceId}
            order by f."startedAt", f."spanId"
            limit 1
          )
        order by s."startedAt" desc, s."spanId" desc
        limit cast(${limit} as bigint)
      )
    returning "spanId"`;
}
