/** Storing new spans: their rows, and those that lists find roots by, in one write. */
import { type PreparedSpan, requireSameSpan, type SpanRecord, spanKey } from '@agent-versions/core';
import type { Sql } from 'sql-template-tag';
import type { SqlDatabase } from '../database';
import type { Dialect } from '../dialect';
import { jsonArrays } from '../json-batches';
import { readSpanTimes, readStoredSpan, type StoredSpan } from '../rows-observability';
import * as statements from '../statements/observability';
import { insertOnce } from './insert-once';
import { inPartsOfLength } from './parts';

/** Characters that a span is taken to have when it is found: those that were given without documents may have some. */
const GROWN = 16_384;

/** What is needed of a span that is there already. */
type KnownSpan = Omit<StoredSpan, 'revision'>;

/**
 * Stores spans once, all of them or none, and returns them in their order.
 * @throws ConflictError when one of them is there, created otherwise
 */
export async function createSpans(db: SqlDatabase, spans: readonly PreparedSpan[]): Promise<SpanRecord[]> {
  const stored = await insertOnce<PreparedSpan, KnownSpan>(spans, {
    keyOf: ({ span }) => spanKey(span),
    insert: (missing) => insertSpans(db, missing),
    find: (missing) => findSpans(db, missing),
    check: requireSameSpan,
  });
  return stored.map(({ span }) => span);
}

async function insertSpans(db: SqlDatabase, spans: readonly PreparedSpan[]): Promise<KnownSpan[]> {
  const rows = spans.map(({ span, texts, creationHash }) => JSON.stringify({ ...span, ...texts, creationHash }));
  const inserts = jsonArrays(rows).map((array) => statements.insertSpans(db.dialect, array));
  const made = (await db.write(...inserts, ...insertAttributes(db.dialect, spans))).slice(0, inserts.length).flat();
  const times = new Map(made.map((row) => [rowKey(row), readSpanTimes(db.dialect, row)] as const));
  return spans.map(({ span, creationHash }) => {
    const { createdAt, updatedAt } = times.get(spanKey(span)) as Pick<SpanRecord, 'createdAt' | 'updatedAt'>;
    return { span: { ...span, createdAt, updatedAt }, creationHash };
  });
}

async function findSpans(db: SqlDatabase, spans: readonly PreparedSpan[]): Promise<KnownSpan[]> {
  const found: KnownSpan[] = [];
  for (const part of inPartsOfLength(spans, lengthOf)) {
    const keys = part.map(({ span: { traceId, spanId } }) => ({ traceId, spanId }));
    const rows = await db.read(statements.selectSpans(db.dialect, JSON.stringify(keys)));
    found.push(...rows.map((row) => readStoredSpan(db.dialect, row)));
  }
  return found;
}

/** Characters of its documents as they are given; updates may have made them longer since. */
function lengthOf({ texts }: PreparedSpan): number {
  return Object.values(texts).reduce((length, text) => length + text.length, GROWN);
}

function rowKey({ traceId, spanId }: Record<string, unknown>): string {
  return spanKey({ traceId: String(traceId), spanId: String(spanId) });
}

/** The statements that make roots known by their attributes; none where they have none. */
export function insertAttributes(
  dialect: Dialect,
  spans: readonly Pick<PreparedSpan, 'span' | 'attributeHashes'>[],
): Sql[] {
  const rows = spans.flatMap(({ span: { traceId, spanId, startedAt }, attributeHashes }) =>
    attributeHashes.map((hash) => JSON.stringify({ traceId, spanId, hash, startedAt })),
  );
  return jsonArrays(rows).map((array) => statements.insertSpanAttributes(dialect, array));
}
