/** Pages of rows in an order of time, with their total. */
import { FIRST_TIME } from '@agent-versions/core';
import sql, { raw, type Sql } from 'sql-template-tag';
import type { Dialect } from '../dialect';

const FIELDS = { createdAt: raw('"createdAt"'), updatedAt: raw('"updatedAt"') } as const;
const DIRECTIONS = { ASC: raw('asc'), DESC: raw('desc') } as const;
const ALIASES = { t: raw('t'), m: raw('m'), s: raw('s'), page: raw('page') } as const;

/** No time is earlier. */
const BEGINNING = new Date(FIRST_TIME);

/** Which rows of a list, in which order. */
export interface PageOfRows {
  offset: number;
  limit: number;
  field: 'createdAt' | 'updatedAt';
  direction: 'ASC' | 'DESC';
}

/** Each row with the `total`; one row of nulls beside it where the page is empty, none where there is no total. */
export function selectPage({ page, total, rows }: { page: PageOfRows; total: Sql; rows: Sql }): Sql {
  return sql`
    select counted."total", page.*
    from (${total}) counted
    left join (${rows}
    ) page on true
    order by ${pageOrder('page', page)}`;
}

/** By the field, ties by id in the same direction. */
export function pageOrder(alias: keyof typeof ALIASES, { field, direction }: PageOfRows): Sql {
  const by = DIRECTIONS[direction];
  return sql`${ALIASES[alias]}.${FIELDS[field]} ${by}, ${ALIASES[alias]}."id" ${by}`;
}

/** Holds for every row, and lets the count go along the index of the order. */
export function anyTime(dialect: Dialect, { field }: PageOfRows): Sql {
  return sql`${FIELDS[field]} >= ${dialect.time(BEGINNING)}`;
}

/** The rows of the page alone. */
export function pageBounds({ limit, offset }: PageOfRows): Sql {
  return sql`limit cast(${limit} as bigint)
      offset cast(${offset} as bigint)`;
}
