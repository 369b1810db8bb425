/** Rows and statements of the domain `observability`, for the tests that look at a database's plans. */
import { TABLE_SPAN_ATTRIBUTES, TABLE_SPANS } from '@agent-versions/core';
import sql, { raw, type Sql } from 'sql-template-tag';
import type { Dialect } from '../../src/dialect';
import * as observability from '../../src/statements/observability';
import * as pruning from '../../src/statements/prune-traces';

const ROWS = raw(`
  with recursive counted("row") as (select 0 union all select "row" + 1 from counted where "row" < 9999)`);
const HASH = '0'.repeat(58);
const COLUMNS = raw(
  [
    ...['traceId', 'spanId', 'parentSpanId', 'name', 'kind', 'status', 'revision', 'creationHash'],
    ...['startedAt', 'endedAt', 'createdAt', 'updatedAt', 'attributes'],
  ]
    .map((column) => `"${column}"`)
    .join(),
);

/** Ten thousand rows in every table: 2,000 traces of a root and four more spans, five attributes each. */
export function observabilityRows(dialect: Dialect): Sql[] {
  const { now } = dialect;
  const time = dialect.typed(
    raw(`'2026-01-' || (10 + "row" % 20) || 'T' || (10 + "row" % 14) || ':' || (10 + "row" % 50) || ':00.000Z'`),
    'timestamp',
  );
  const attributes = dialect.json(JSON.stringify({ user: 'u', note: 'Answer briefly. '.repeat(60) }));
  return [
    sql`insert into ${dialect.table(TABLE_SPANS)} (${COLUMNS}) ${ROWS}
      select
        'trace-' || ("row" / 5), 'span-' || ("row" % 5), case when "row" % 5 > 0 then 'span-0' end, 'name-' || ("row" % 100),
        'kind-' || ("row" % 50), 'status-' || ("row" % 50), 1, ${`${HASH}000000`}, ${time}, ${time}, ${now}, ${now},
        ${attributes}
      from counted`,
    sql`insert into ${dialect.table(TABLE_SPAN_ATTRIBUTES)} ("traceId", "spanId", "hash", "startedAt") ${ROWS}
      select 'trace-' || ("row" / 5), 'span-0', ${HASH} || (100000 + "row" % 5 + "row" / 100 * 5), ${time}
      from counted`,
  ];
}

const FIRST = { offset: 40, limit: 20, direction: 'DESC', startedAt: {}, attributeHashes: [] } as const;
const day = (date: number) => new Date(Date.UTC(2026, 0, date));

/** What a list can be asked for, each alone and those together that matter. */
const FILTERS: Record<string, Partial<observability.TracePage>> = {
  'no filter': {},
  'oldest first': { direction: 'ASC' },
  started: { startedAt: { from: day(12), to: day(14) } },
  'started before': { startedAt: { to: day(14) } },
  ended: { endedAt: {} },
  'ended between': { endedAt: { from: day(12), to: day(14) } },
  name: { name: 'name-5' },
  'name, oldest first': { name: 'name-5', direction: 'ASC' },
  kind: { kind: 'kind-5' },
  status: { status: 'status-5' },
  attribute: { attributeHashes: [`${HASH}100005`] },
  'two attributes': { attributeHashes: [`${HASH}100005`, `${HASH}100006`] },
  'ten attributes': { attributeHashes: Array.from({ length: 10 }, (_, index) => `${HASH}${100005 + index}`) },
  'name and time': { name: 'name-5', startedAt: { from: day(12), to: day(14) } },
  'status and kind': { status: 'status-5', kind: 'kind-5' },
  'status, started and ended': { status: 'status-5', startedAt: { from: day(12) }, endedAt: { to: day(14) } },
  'attribute and time': { attributeHashes: [`${HASH}100005`], startedAt: { from: day(12), to: day(14) } },
  'attribute and name': { attributeHashes: [`${HASH}100005`], name: 'name-5' },
  everything: {
    name: 'name-5',
    kind: 'kind-5',
    status: 'status-5',
    startedAt: { from: day(12), to: day(14) },
    endedAt: { from: day(12), to: day(14) },
    attributeHashes: [`${HASH}100005`, `${HASH}100006`],
  },
};

/** All statements, by name. */
export function observabilityStatements(dialect: Dialect): Record<string, Sql> {
  const key = { traceId: 'trace-50', spanId: 'span-0' };
  const page = { name: undefined, kind: undefined, status: undefined, endedAt: undefined, ...FIRST };
  const lists = Object.entries(FILTERS).map(
    ([name, filters]) =>
      [
        `selectTracePage, ${name}`,
        observability.selectTracePage(dialect, { ...page, attributeHashes: [], ...filters }),
      ] as const,
  );
  const startedAt = day(12).toISOString();
  const hash = `${HASH}999999`;
  const row = { ...key, spanId: 'span-9', name: 'new', creationHash: hash, startedAt };
  const change = { span: { ...key, name: 'n', startedAt: day(12) }, texts: { attributes: '{}' }, revision: 1 };
  return {
    insertSpans: observability.insertSpans(dialect, JSON.stringify([row])),
    insertSpanAttributes: observability.insertSpanAttributes(dialect, JSON.stringify([{ ...key, hash, startedAt }])),
    deleteSpanAttributes: observability.deleteSpanAttributes(dialect, { ...key, hashes: [`${HASH}100005`, hash] }),
    updateSpan: observability.updateSpan(dialect, { ...change, strict: false }),
    'updateSpan, with others after it': observability.updateSpan(dialect, { ...change, strict: true }),
    selectSpan: observability.selectSpan(dialect, key),
    selectSpans: observability.selectSpans(dialect, JSON.stringify([key, { ...key, spanId: 'span-1' }])),
    selectTrace: observability.selectTrace(dialect, key.traceId),
    ...Object.fromEntries(lists),
    selectOldTraces: pruning.selectOldTraces(dialect, { before: day(15), limit: 1000 }),
    deleteTraces: pruning.deleteTraces(dialect, [key.traceId, 'trace-51']),
    deleteLastSpans: pruning.deleteLastSpans(dialect, { traceId: key.traceId, limit: 2 }),
  };
}
