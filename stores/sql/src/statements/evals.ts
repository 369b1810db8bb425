/** The statements of the domain `evals`. */
import {
  EVAL_FILTERS,
  type EvalTexts,
  FIRST_TIME,
  type ListEvalsQuery,
  type PreparedEval,
  TABLE_EVALS,
} from '@agent-versions/core';
import sql, { join, raw, type Sql } from 'sql-template-tag';
import type { Dialect } from '../dialect';

const COLUMNS = raw(
  'e."id", e."agentId", e."versionId", e."runId", e."scorerId", e."score", e."reason", e."createdAt", e."input", ' +
    'e."output", e."testInfo", e."metadata"',
);
const FILTERS = {
  agentId: raw('e."agentId"'),
  versionId: raw('e."versionId"'),
  runId: raw('e."runId"'),
  scorerId: raw('e."scorerId"'),
} as const;
const DIRECTIONS = { ASC: raw('asc'), DESC: raw('desc') } as const;
/** The first moment that every database holds. */
const BEGINNING = new Date(FIRST_TIME);

const evals = (dialect: Dialect): Sql => dialect.table(TABLE_EVALS);

/** Which scores, and which of them. */
export type EvalPage = Pick<ListEvalsQuery, 'filters' | 'from' | 'to' | 'direction'> & {
  offset: number;
  limit: number;
};

/**
 * Stores scores in their order. Scores are bound as the doubles they are: SQLite's way from decimal text, in JSON too,
 * misses one double in some thousands by its last bit.
 */
export function insertEvals(dialect: Dialect, rows: readonly PreparedEval[]): Sql {
  return sql`
    insert into ${evals(dialect)} (
      "id", "agentId", "versionId", "runId", "scorerId", "score", "reason", "createdAt", "input", "output", "testInfo",
      "metadata"
    )
    values ${join(rows.map((row) => valuesOf(dialect, row)))}
    returning "id", "createdAt"`;
}

function valuesOf(dialect: Dialect, { given, texts }: PreparedEval): Sql {
  const document = (field: keyof EvalTexts) => dialect.json(texts[field] ?? null);
  return sql`(
      ${given.id},
      ${given.agentId ?? null},
      ${given.versionId ?? null},
      ${given.runId ?? null},
      ${given.scorerId},
      ${given.score},
      ${given.reason ?? null},
      coalesce(${dialect.time(given.createdAt ?? null)}, ${dialect.now}),
      ${document('input')},
      ${document('output')},
      ${document('testInfo')},
      ${document('metadata')}
    )`;
}

/** Those of the scores that are there. */
export function selectEvals(dialect: Dialect, ids: readonly string[]): Sql {
  return sql`
    select ${COLUMNS}
    from ${evals(dialect)} e
    where e."id" in (${dialect.textList(ids)})`;
}

/** One score. */
export function selectEval(dialect: Dialect, id: string): Sql {
  return sql`
    select ${COLUMNS}
    from ${evals(dialect)} e
    where e."id" = ${id}`;
}

/** A page of scores, each with the `total`; one row of nulls beside it where the page is empty. */
export function selectEvalPage(dialect: Dialect, page: EvalPage): Sql {
  const by = DIRECTIONS[page.direction];
  return sql`
    select counted."total", page.*
    from (
      select cast(count(*) as integer) as "total"
      from ${evals(dialect)} e
      where ${matching(dialect, page)}
    ) counted
    left join (
      select ${COLUMNS}
      from ${evals(dialect)} e
      where ${matching(dialect, page)}
      order by e."createdAt" ${by}, e."id" ${by}
      limit cast(${page.limit} as bigint)
      offset cast(${page.offset} as bigint)
    ) page on true
    order by page."createdAt" ${by}, page."id" ${by}`;
}

/** Always narrowed by time, so that there is an index to go along whatever else is asked. */
function matching(dialect: Dialect, { filters, from, to }: EvalPage): Sql {
  const asked = EVAL_FILTERS.filter((field) => filters[field] !== undefined);
  const conditions = asked.map((field) => sql`${FILTERS[field]} = ${filters[field]}`);
  conditions.push(sql`e."createdAt" >= ${dialect.time(from ?? BEGINNING)}`);
  if (to) conditions.push(sql`e."createdAt" < ${dialect.time(to)}`);
  return join(conditions, '\n        and ');
}
