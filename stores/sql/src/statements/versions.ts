/** The statements of `agentVersions` that read and delete versions; the append is the dialect's. */
import {
  TABLE_AGENT_VERSION_HEADS,
  TABLE_AGENT_VERSION_LABEL_TARGETS,
  TABLE_AGENT_VERSIONS,
  TABLE_AGENTS,
} from '@agent-versions/core';
import sql, { empty, raw, type Sql } from 'sql-template-tag';
import type { Dialect } from '../dialect';

/** The columns of a version `v` without its snapshot. */
export const SUMMARY = raw(
  `v."id", v."agentId", v."versionNumber", v."name", v."changedFields", v."changeMessage", v."createdBy",
  v."restoredFrom", v."idempotencyKey", v."contentHash", v."createdAt", v."chainHash", v."redactedAt", v."redactedBy",
  v."redactionReason"`,
);
const WHOLE = sql`${SUMMARY}, v."snapshot"`;
const V = raw('v');
const PAGE = raw('page');
const DIRECTIONS = { ASC: raw('asc'), DESC: raw('desc') } as const;

const versions = (dialect: Dialect): Sql => dialect.table(TABLE_AGENT_VERSIONS);
const heads = (dialect: Dialect): Sql => dialect.table(TABLE_AGENT_VERSION_HEADS);
const bigint = (value: number): Sql => sql`cast(${value} as bigint)`;

/** One version by id. */
export function selectVersion(dialect: Dialect, id: string): Sql {
  return sql`
    select ${WHOLE}
    from ${versions(dialect)} v
    where v."id" = ${id}`;
}

/** Several versions by id, in no order. */
export function selectVersions(dialect: Dialect, ids: readonly string[]): Sql {
  return sql`
    select ${WHOLE}
    from ${versions(dialect)} v
    where v."id" in (${dialect.textList(ids)})`;
}

/** One version by its number. */
export function selectVersionByNumber(dialect: Dialect, input: { agentId: string; versionNumber: number }): Sql {
  return sql`
    select ${WHOLE}
    from ${versions(dialect)} v
    where v."agentId" = ${input.agentId}
      and v."versionNumber" = cast(${input.versionNumber} as integer)`;
}

/** The existing version of the highest number. */
export function selectLatestVersion(dialect: Dialect, agentId: string): Sql {
  return sql`
    select ${WHOLE}
    from ${versions(dialect)} v
    where v."agentId" = ${agentId}
    order by v."versionNumber" desc
    limit 1`;
}

/** The version that a label gives most weight. */
export function selectVersionByLabel(dialect: Dialect, input: { agentId: string; label: string }): Sql {
  return sql`
    select ${WHOLE}
    from ${dialect.table(TABLE_AGENT_VERSION_LABEL_TARGETS)} t
    join ${versions(dialect)} v on v."id" = t."versionId"
    where t."agentId" = ${input.agentId}
      and t."label" = ${input.label}
    order by t."weight" desc, t."versionId"
    limit 1`;
}

/** How many versions an agent has, in constant time. */
export function selectVersionCount(dialect: Dialect, agentId: string): Sql {
  return sql`
    select h."versionCount"
    from ${heads(dialect)} h
    where h."agentId" = ${agentId}`;
}

/** A page of an agent's versions, fully said. */
export interface VersionPage {
  agentId: string;
  offset: number;
  limit: number;
  /** Only numbers below this one; implies number order, newest first. */
  before?: number;
  field: 'versionNumber' | 'createdAt';
  direction: 'ASC' | 'DESC';
  includeSnapshot: boolean;
}

/**
 * The rows of a page, each with the `total` of the same moment; one row of nulls beside the total where the page is
 * empty, no row where the agent never had a version.
 */
export function selectVersionPage(dialect: Dialect, page: VersionPage): Sql {
  const { head, bound, offset } = pageWindow(dialect, page);
  return sql`
    with head as (${head}
    )
    select head."versionCount" as "total", page.*
    from head
    left join (
      select ${page.includeSnapshot ? WHOLE : SUMMARY}
      from ${versions(dialect)} v
      where v."agentId" = ${page.agentId}${bound}
      ${pageOrder(page, V)}
      limit ${bigint(page.limit)}
      offset ${offset}
    ) page on true
    ${pageOrder(page, PAGE)}`;
}

function pageOrder({ field, direction }: VersionPage, rows: Sql): Sql {
  const by = DIRECTIONS[direction];
  return field === 'createdAt'
    ? sql`order by ${rows}."createdAt" ${by}, ${rows}."id" ${by}`
    : sql`order by ${rows}."versionNumber" ${by}`;
}

/** Where a page begins: what must be known of the history, what bounds its numbers, and how many rows are passed. */
interface PageWindow {
  head: Sql;
  bound: Sql;
  offset: Sql;
}

function pageWindow(dialect: Dialect, page: VersionPage): PageWindow {
  if (page.field === 'versionNumber' && page.offset > 0) return numberWindow(dialect, page);
  const { agentId, before, offset } = page;
  return {
    head: sql`
      select h."versionCount"
      from ${heads(dialect)} h
      where h."agentId" = ${agentId}`,
    bound: before === undefined ? empty : sql`\n        and v."versionNumber" < ${bigint(before)}`,
    offset: bigint(offset),
  };
}

/**
 * Where a history has no holes, the page's first number is arithmetic, so that the last page costs what the first
 * does; only where versions were deleted from the middle are rows counted off.
 */
function numberWindow(dialect: Dialect, { agentId, offset, direction }: VersionPage): PageWindow {
  const first =
    direction === 'DESC'
      ? sql`v."versionNumber" <= (select h."headNumber" - h."passed" from head h)`
      : sql`v."versionNumber" >= (select h."firstNumber" + h."passed" from head h)`;
  return {
    // the first number stands in the select list: as a join, SQLite would read the whole history to find it
    head: sql`
      select h.*, case when h."headNumber" - h."firstNumber" + 1 = h."versionCount" then ${bigint(offset)} else 0 end as "passed"
      from (
        select h."versionCount", h."headNumber", (
          select min(v."versionNumber")
          from ${versions(dialect)} v
          where v."agentId" = ${agentId}
        ) as "firstNumber"
        from ${heads(dialect)} h
        where h."agentId" = ${agentId}
      ) h`,
    bound: sql`\n        and ${first}`,
    offset: sql`(select ${bigint(offset)} - h."passed" from head h)`,
  };
}

/** Where an append goes on: no row where the agent never had a version. */
export function selectAppendHead(dialect: Dialect, agentId: string): Sql {
  return sql`
    select h."lastNumber", h."chainHash"
    from ${heads(dialect)} h
    where h."agentId" = ${agentId}`;
}

/**
 * What stands in the way of an append: the head's numbers, who has the id, the revision of the agent's record, and the
 * version made under the key.
 */
export function selectAppendObstacles(
  dialect: Dialect,
  input: { agentId: string; id: string; idempotencyKey: string | null },
): Sql {
  return sql`
    select
      h."headNumber", h."lastNumber", highest."maxNumber", taken."versionNumber" as "takenNumber",
      a."revision" as "recordRevision", ${WHOLE}
    from (
      select max(v."versionNumber") as "maxNumber"
      from ${versions(dialect)} v
      where v."agentId" = ${input.agentId}
    ) highest
    left join ${heads(dialect)} h on h."agentId" = ${input.agentId}
    left join ${versions(dialect)} taken on taken."id" = ${input.id}
    left join ${dialect.table(TABLE_AGENTS)} a on a."id" = ${input.agentId}
    left join ${versions(dialect)} v on v."agentId" = ${input.agentId} and v."idempotencyKey" = ${input.idempotencyKey}`;
}

/** The agent that a version belongs to, as an expression. */
export function agentOfVersion(dialect: Dialect, id: string): Sql {
  return sql`(select v."agentId" from ${versions(dialect)} v where v."id" = ${id})`;
}
