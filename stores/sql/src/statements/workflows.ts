/** The statements of the domain `workflows`. */
import {
  type ListWorkflowRunsQuery,
  TABLE_WORKFLOW_SNAPSHOT,
  type WorkflowRunFields,
  type WorkflowRunKey,
} from '@agent-versions/core';
import sql, { empty, join, raw, type Sql } from 'sql-template-tag';
import type { Dialect } from '../dialect';

const MADE = raw('"resourceId", "status", "revision", "createdAt", "updatedAt"');
const COLUMNS = raw(
  'r."workflowId", r."runId", r."resourceId", r."status", r."revision", r."createdAt", r."updatedAt", r."snapshot"',
);
const FILTERS = { workflowId: raw('r."workflowId"'), status: raw('r."status"'), resourceId: raw('r."resourceId"') };
const FILTER_NAMES = ['workflowId', 'status', 'resourceId'] as const;

const runs = (dialect: Dialect): Sql => dialect.table(TABLE_WORKFLOW_SNAPSHOT);

/** A run as it is to be written. */
export interface RunRow extends WorkflowRunFields {
  /** Canonical JSON. */
  snapshot: string;
}

/** Which run a snapshot is written over. */
export interface RunSeen {
  revision: number;
  /** As the row has it. Undefined: whenever it was begun. */
  createdAt?: unknown;
}

/** Which runs a page is of. */
export type RunFilter = Omit<ListWorkflowRunsQuery, 'page' | 'perPage'>;

/** Begins a run at revision 1; returns nothing where it is there already. */
export function insertRun(dialect: Dialect, { workflowId, runId, resourceId, status, snapshot }: RunRow): Sql {
  return sql`
    insert into ${runs(dialect)} (
      "workflowId", "runId", "resourceId", "status", "revision", "createdAt", "updatedAt", "snapshot"
    )
    select
      ${workflowId},
      ${runId},
      cast(${resourceId ?? null} as text),
      cast(${status ?? null} as text),
      1,
      clock."at",
      clock."at",
      ${dialect.json(snapshot)}
    from (select ${dialect.now} as "at") clock
    where true
    on conflict ("workflowId", "runId") do nothing
    returning ${MADE}`;
}

/**
 * Replaces a snapshot, if the run is still the one that was seen, at that revision: one that was deleted and begun anew
 * counts from 1 again.
 */
export function updateRun(dialect: Dialect, input: RunRow & RunSeen): Sql {
  const begun = input.createdAt ? sql`and "createdAt" = ${dialect.timeOf(input.createdAt)}` : empty;
  return sql`
    update ${runs(dialect)}
    set
      "resourceId" = coalesce(cast(${input.resourceId ?? null} as text), "resourceId"),
      "status" = coalesce(cast(${input.status ?? null} as text), "status"),
      "revision" = "revision" + 1,
      "updatedAt" = ${dialect.now},
      "snapshot" = ${dialect.json(input.snapshot)}
    where "workflowId" = ${input.workflowId}
      and "runId" = ${input.runId}
      and "revision" = cast(${input.revision} as integer)
      ${begun}
    returning ${MADE}`;
}

/** One run by its ids. */
export function selectRun(dialect: Dialect, { workflowId, runId }: WorkflowRunKey): Sql {
  return sql`
    select ${COLUMNS}
    from ${runs(dialect)} r
    where r."workflowId" = ${workflowId}
      and r."runId" = ${runId}`;
}

/** Deletes a run. */
export function deleteRun(dialect: Dialect, { workflowId, runId }: WorkflowRunKey): Sql {
  return sql`
    delete from ${runs(dialect)}
    where "workflowId" = ${workflowId}
      and "runId" = ${runId}`;
}

/** A page of runs, each with the `total`; one row of nulls beside it where the page is empty. */
export function selectRunPage(dialect: Dialect, filter: RunFilter, page: { offset: number; limit: number }): Sql {
  const where = matching(dialect, filter);
  return sql`
    select counted."total", page.*
    from (select cast(count(*) as integer) as "total" from ${runs(dialect)} r where ${where}) counted
    left join (
      select ${COLUMNS}
      from ${runs(dialect)} r
      where ${where}
      order by r."createdAt" desc, r."workflowId" desc, r."runId" desc
      limit cast(${page.limit} as bigint)
      offset cast(${page.offset} as bigint)
    ) page on true
    order by page."createdAt" desc, page."workflowId" desc, page."runId" desc`;
}

/** Always between two times, so that every filter has an index to go along. */
function matching(dialect: Dialect, filter: RunFilter): Sql {
  const equal = FILTER_NAMES.flatMap((name) => {
    const value = filter[name];
    return value === undefined ? [] : [sql`${FILTERS[name]} = ${value}`];
  });
  const between = [
    sql`r."createdAt" >= ${dialect.time(filter.fromDate)}`,
    sql`r."createdAt" < ${dialect.time(filter.toDate)}`,
  ];
  return join([...equal, ...between], ' and ');
}
