/** How rows of the domain `observability` become records. */
import { type OldTrace, present, type SpanRecord, TABLE_SPANS } from '@agent-versions/core';
import type { SqlRow } from './database';
import type { Dialect } from './dialect';
import { RowReader } from './rows';

/** A span with what its record does not show. */
export interface StoredSpan {
  span: SpanRecord;
  /** 1, and one more with each update. */
  revision: number;
  /** Of what it was created from. */
  creationHash: string;
}

/** A span. */
export function readSpan(dialect: Dialect, row: SqlRow): SpanRecord {
  const reader = readerOf(dialect, row);
  return present({
    traceId: reader.text('traceId'),
    spanId: reader.text('spanId'),
    parentSpanId: reader.optionalText('parentSpanId'),
    name: reader.text('name'),
    kind: reader.optionalText('kind'),
    status: reader.optionalText('status'),
    startedAt: reader.time('startedAt'),
    endedAt: reader.optionalTime('endedAt'),
    attributes: reader.optionalObject('attributes'),
    input: reader.optionalJson('input'),
    output: reader.optionalJson('output'),
    error: reader.optionalJson('error'),
    metadata: reader.optionalObject('metadata'),
    ...readSpanTimes(dialect, row),
  }) as SpanRecord; // JSON is what a document's text holds
}

/** When a span was stored and last changed. */
export function readSpanTimes(dialect: Dialect, row: SqlRow): Pick<SpanRecord, 'createdAt' | 'updatedAt'> {
  const reader = readerOf(dialect, row);
  return { createdAt: reader.time('createdAt'), updatedAt: reader.time('updatedAt') };
}

/** A span with its revision. */
export function readStoredSpan(dialect: Dialect, row: SqlRow): StoredSpan {
  const reader = readerOf(dialect, row);
  return {
    span: readSpan(dialect, row),
    revision: reader.integer('revision'),
    creationHash: reader.text('creationHash'),
  };
}

/** A trace that is to be pruned. */
export function readOldTrace(dialect: Dialect, row: SqlRow): OldTrace {
  const reader = readerOf(dialect, row);
  return { traceId: reader.text('traceId'), spans: reader.integer('spans') };
}

function readerOf(dialect: Dialect, row: SqlRow): RowReader {
  return new RowReader({ dialect, table: TABLE_SPANS, row, id: `${row.traceId}/${row.spanId}` });
}
