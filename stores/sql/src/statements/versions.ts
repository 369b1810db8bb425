/** The statements of `agentVersions` that read and delete versions; the append is the dialect's. */
import {
  TABLE_AGENT_VERSION_HEADS,
  TABLE_AGENT_VERSION_LABEL_TARGETS,
  TABLE_AGENT_VERSIONS,
} from '@agent-versions/core';
import sql, { empty, raw, type Sql } from 'sql-template-tag';
import type { Dialect } from '../dialect';

const SUMMARY = raw(
  `v."id", v."agentId", v."versionNumber", v."name", v."changedFields", v."changeMessage", v."createdBy",
  v."restoredFrom", v."idempotencyKey", v."contentHash", v."createdAt"`,
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
  const [bound, offset] = page.field === 'createdAt' ? [empty, bigint(page.offset)] : numberWindow(page);
  return sql`
    with head as (
      select h."versionCount", h."headNumber", first."firstNumber",
        h."headNumber" - first."firstNumber" + 1 = h."versionCount" as "dense"
      from ${heads(dialect)} h
      left join (
        select min(v."versionNumber") as "firstNumber"
        from ${versions(dialect)} v
        where v."agentId" = ${page.agentId}
      ) first on true
      where h."agentId" = ${page.agentId}
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

/**
 * Where a history has no holes, the page's first number is arithmetic, so that the last page costs what the first
 * does; only where versions were deleted from the middle are rows counted off.
 */
function numberWindow({ offset, before, direction }: VersionPage): [bound: Sql, offset: Sql] {
  if (before !== undefined) return [sql`\n        and v."versionNumber" < ${bigint(before)}`, bigint(0)];
  const first =
    direction === 'DESC'
      ? sql`v."versionNumber" <= (select head."headNumber" - case when head."dense" then ${bigint(offset)} else 0 end from head)`
      : sql`v."versionNumber" >= (select head."firstNumber" + case when head."dense" then ${bigint(offset)} else 0 end from head)`;
  return [
    sql`\n        and ${first}`,
    sql`(select case when head."dense" then 0 else ${bigint(offset)} end from head)`,
  ];
}

/** What stands in the way of an append: the head's numbers, who has the id, and the version made under the key. */
export function selectAppendObstacles(
  dialect: Dialect,
  input: { agentId: string; id: string; idempotencyKey: string | null },
): Sql {
  return sql`
    select h."headNumber", h."lastNumber", highest."maxNumber", taken."versionNumber" as "takenNumber", ${WHOLE}
    from (
      select max(v."versionNumber") as "maxNumber"
      from ${versions(dialect)} v
      where v."agentId" = ${input.agentId}
    ) highest
    left join ${heads(dialect)} h on h."agentId" = ${input.agentId}
    left join ${versions(dialect)} taken on taken."id" = ${input.id}
    left join ${versions(dialect)} v on v."agentId" = ${input.agentId} and v."idempotencyKey" = ${input.idempotencyKey}`;
}

/** The agent that a version belongs to, as an expression. */
export function agentOfVersion(dialect: Dialect, id: string): Sql {
  return sql`(select v."agentId" from ${versions(dialect)} v where v."id" = ${id})`;
}

/** Deletes one version; the database refuses while a label points at it. */
export function deleteVersion(dialect: Dialect, id: string): Sql {
  return sql`
    delete from ${versions(dialect)}
    where "id" = ${id}`;
}

/** Deletes all versions of an agent; the database refuses while a label points at one. */
export function deleteAgentVersions(dialect: Dialect, agentId: string): Sql {
  return sql`
    delete from ${versions(dialect)}
    where "agentId" = ${agentId}`;
}
