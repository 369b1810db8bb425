/** The statements of the domain `observability`. */
import {
  FIRST_TIME,
  type ListTracesQuery,
  type NewSpan,
  type SpanKey,
  type SpanTexts,
  TABLE_SPAN_ATTRIBUTES,
  TABLE_SPANS,
  type TimeRange,
} from '@agent-versions/core';
import sql, { empty, join, raw, type Sql } from 'sql-template-tag';
import type { Dialect } from '../dialect';

const COLUMNS = raw(
  [
    ...['traceId', 'spanId', 'parentSpanId', 'name', 'kind', 'status', 'revision', 'creationHash'],
    ...['startedAt', 'endedAt', 'createdAt', 'updatedAt'],
    ...['attributes', 'input', 'output', 'error', 'metadata'],
  ]
    .map((column) => `s."${column}"`)
    .join(', '),
);
const DIRECTIONS = { ASC: raw('asc'), DESC: raw('desc') } as const;

/** No time is before it: with it, every list goes along an index by a range, and no end is not any end. */
const BEGINNING = new Date(FIRST_TIME);

const spans = (dialect: Dialect): Sql => dialect.table(TABLE_SPANS);
const spanAttributes = (dialect: Dialect): Sql => dialect.table(TABLE_SPAN_ATTRIBUTES);
const field = (name: keyof NewSpan | 'creationHash' | 'hash'): Sql => raw(`item.value ->> '${name}'`);
const isSpan = ({ traceId, spanId }: SpanKey): Sql => sql`"traceId" = ${traceId}
      and "spanId" = ${spanId}`;

/**
 * Inserts spans at revision 1; `rows` is a JSON array of their columns, in which the documents are texts: so they are
 * stored as they are, to the byte and however deep.
 */
export function insertSpans(dialect: Dialect, rows: string): Sql {
  const time = (name: 'startedAt' | 'endedAt') => dialect.typed(field(name), 'timestamp');
  const document = (name: keyof SpanTexts) => dialect.typed(field(name), 'jsonb');
  return sql`
    insert into ${spans(dialect)} (
      "traceId", "spanId", "parentSpanId", "name", "kind", "status", "revision", "creationHash", "startedAt", "endedAt",
      "createdAt", "updatedAt", "attributes", "input", "output", "error", "metadata"
    )
    select
      ${field('traceId')},
      ${field('spanId')},
      ${field('parentSpanId')},
      ${field('name')},
      ${field('kind')},
      ${field('status')},
      1,
      ${field('creationHash')},
      ${time('startedAt')},
      ${time('endedAt')},
      clock."at",
      clock."at",
      ${document('attributes')},
      ${document('input')},
      ${document('output')},
      ${document('error')},
      ${document('metadata')}
    from (select ${dialect.now} as "at") clock
    cross join ${dialect.items(dialect.json(rows))}
    returning "traceId", "spanId", "createdAt", "updatedAt"`;
}

/** Inserts attributes of roots; `rows` is a JSON array of their columns. */
export function insertSpanAttributes(dialect: Dialect, rows: string): Sql {
  return sql`
    insert into ${spanAttributes(dialect)} ("traceId", "spanId", "hash", "startedAt")
    select
      ${field('traceId')},
      ${field('spanId')},
      ${field('hash')},
      ${dialect.typed(field('startedAt'), 'timestamp')}
    from ${dialect.items(dialect.json(rows))}`;
}

/** Deletes attributes of a root. */
export function deleteSpanAttributes(dialect: Dialect, input: SpanKey & { hashes: readonly string[] }): Sql {
  return sql`
    delete from ${spanAttributes(dialect)}
    where ${isSpan(input)}
      and "hash" in (${dialect.textList(input.hashes)})`;
}

/** A span as it is to be, over the revision it was made from. */
export interface SpanChange {
  span: NewSpan;
  /** Documents that are to be replaced. */
  texts: SpanTexts;
  revision: number;
  /** Violate a constraint where the span has another revision: other statements follow in the same write. */
  strict: boolean;
}

/** Changes a span, if it is still at that revision. */
export function updateSpan(dialect: Dialect, { span, texts, revision, strict }: SpanChange): Sql {
  const document = (name: keyof SpanTexts) => sql`coalesce(${dialect.json(texts[name] ?? null)}, ${raw(`"${name}"`)})`;
  const seen = sql`"revision" = cast(${revision} as integer)`;
  return sql`
    update ${spans(dialect)}
    set
      "name" = ${span.name},
      "kind" = cast(${span.kind ?? null} as text),
      "status" = cast(${span.status ?? null} as text),
      "endedAt" = ${dialect.time(span.endedAt ?? null)},
      "attributes" = ${document('attributes')},
      "input" = ${document('input')},
      "output" = ${document('output')},
      "error" = ${document('error')},
      "metadata" = ${document('metadata')},
      "revision" = ${strict ? sql`case when ${seen} then "revision" + 1 else 0 end` : raw('"revision" + 1')},
      "updatedAt" = ${dialect.now}
    where ${isSpan(span)}${strict ? empty : sql`\n      and ${seen}`}
    returning "traceId", "spanId", "createdAt", "updatedAt"`;
}

/** One span. */
export function selectSpan(dialect: Dialect, key: SpanKey): Sql {
  return sql`
    select ${COLUMNS}
    from ${spans(dialect)} s
    where ${isSpan(key)}`;
}

/** Several spans; `keys` is a JSON array of what names them. */
export function selectSpans(dialect: Dialect, keys: string): Sql {
  return sql`
    select ${COLUMNS}
    from ${dialect.items(dialect.json(keys))}
    join ${spans(dialect)} s on s."traceId" = ${field('traceId')} and s."spanId" = ${field('spanId')}`;
}

/** The spans of a trace, oldest first. */
export function selectTrace(dialect: Dialect, traceId: string): Sql {
  return sql`
    select ${COLUMNS}
    from ${spans(dialect)} s
    where s."traceId" = ${traceId}
    order by s."startedAt", s."spanId"`;
}

/** What a page of traces is made of. */
export interface TracePage extends Omit<ListTracesQuery, 'page' | 'perPage'> {
  offset: number;
  limit: number;
}

/** A page of roots, each with the `total`; one row of nulls beside it where the page is empty. */
export function selectTracePage(dialect: Dialect, page: TracePage): Sql {
  const found = fromRoots(dialect, page);
  const by = DIRECTIONS[page.direction];
  const ordered = raw(page.attributeHashes.length > 0 ? 'a0' : 's'); // both have the same, and an index in that order
  return sql`
    select counted."total", page.*
    from (select cast(count(*) as integer) as "total" ${found}) counted
    left join (
      select ${COLUMNS}
      ${found}
      order by ${ordered}."startedAt" ${by}, ${ordered}."traceId" ${by}, ${ordered}."spanId" ${by}
      limit cast(${page.limit} as bigint)
      offset cast(${page.offset} as bigint)
    ) page on true
    order by page."startedAt" ${by}, page."traceId" ${by}, page."spanId" ${by}`;
}

/** The roots that pass all filters: each attribute is a join, so that the rarest of all filters can come first. */
function fromRoots(dialect: Dialect, page: TracePage): Sql {
  const aliases = page.attributeHashes.map((_, index) => raw(`a${index}`));
  const joins = aliases.map(
    (a) => sql`join ${spanAttributes(dialect)} ${a} on ${a}."traceId" = s."traceId" and ${a}."spanId" = s."spanId"`,
  );
  const conditions = [
    sql`s."parentSpanId" is null`,
    ...within(dialect, raw('s."startedAt"'), page.startedAt),
    ...aliases.slice(0, 1).flatMap((a) => within(dialect, sql`${a}."startedAt"`, page.startedAt)),
    ...aliases.map((a, index) => sql`${a}."hash" = ${page.attributeHashes[index]}`),
    ...(page.endedAt ? within(dialect, raw('s."endedAt"'), page.endedAt) : []),
    ...(page.name === undefined ? [] : [sql`s."name" = ${page.name}`]),
    ...(page.kind === undefined ? [] : [sql`s."kind" = ${page.kind}`]),
    ...(page.status === undefined ? [] : [sql`s."status" = ${page.status}`]),
  ];
  return sql`from ${spans(dialect)} s
      ${joins.length > 0 ? join(joins, '\n      ') : empty}
      where ${join(conditions, '\n        and ')}`;
}

function within(dialect: Dialect, column: Sql, { from = BEGINNING, to }: TimeRange): Sql[] {
  const since = sql`${column} >= ${dialect.time(from)}`;
  return to ? [since, sql`${column} < ${dialect.time(to)}`] : [since];
}
