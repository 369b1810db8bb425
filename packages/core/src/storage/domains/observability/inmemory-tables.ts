/** What an in-memory database holds of the domain `observability`. */
import { compareText, SortedList } from '../../order';
import { present } from '../../present';
import type { SpanKey } from './base';
import { type NewSpan, SPAN_DOCUMENTS, type SpanDocument, type SpanRecord, type SpanTexts, spanKey } from './records';

/** A span as kept: texts and numbers only, so that nothing can be shared with a caller. */
export interface SpanRow extends Omit<NewSpan, SpanDocument | 'startedAt' | 'endedAt'> {
  readonly texts: Readonly<SpanTexts>;
  readonly creationHash: string;
  /** Of a root's attributes. */
  readonly attributeHashes: readonly string[];
  /** Milliseconds, as all times here. */
  readonly startedAt: number;
  readonly endedAt: number | undefined;
  readonly createdAt: number;
  readonly updatedAt: number;
}

function compareRows(a: SpanRow, b: SpanRow): number {
  return a.startedAt - b.startedAt || compareText(a.traceId, b.traceId) || compareText(a.spanId, b.spanId);
}

/** Its rows, with the orders they are listed in. Rows are never changed, only replaced. */
export class InMemoryObservabilityTables {
  readonly #spans = new Map<string, SpanRow>();
  readonly #traces = new Map<string, SortedList<SpanRow>>();
  readonly #roots = new SortedList<SpanRow>(compareRows);
  readonly #all = new SortedList<SpanRow>(compareRows);

  /** The span of that key. */
  get(key: SpanKey): SpanRow | undefined {
    return this.#spans.get(spanKey(key));
  }

  /** Adds a span, or replaces the one of that key, which began at the same time under the same parent. */
  set(row: SpanRow): void {
    const key = spanKey(row);
    const change = this.#spans.has(key) ? 'replace' : 'add';
    this.#spans.set(key, row);
    this.#trace(row.traceId)[change](row);
    this.#all[change](row);
    if (row.parentSpanId === undefined) this.#roots[change](row);
  }

  /** Takes a span away; it must be there. */
  delete(row: SpanRow): void {
    this.#spans.delete(spanKey(row));
    this.#all.delete(row);
    if (row.parentSpanId === undefined) this.#roots.delete(row);
    const trace = this.#trace(row.traceId);
    trace.delete(row);
    if (trace.size === 0) this.#traces.delete(row.traceId);
  }

  /** The spans of a trace, oldest first; only the last `limit` of them where that is given. */
  trace(traceId: string, limit = Number.MAX_SAFE_INTEGER): SpanRow[] {
    const spans = this.#traces.get(traceId);
    return spans ? spans.slice({ offset: 0, limit, direction: 'DESC' }).reverse() : [];
  }

  /** How many spans a trace has. */
  countTrace(traceId: string): number {
    return this.#traces.get(traceId)?.size ?? 0;
  }

  /** All roots. */
  roots(direction: 'ASC' | 'DESC'): SpanRow[] {
    return this.#roots.slice({ offset: 0, limit: this.#roots.size, direction });
  }

  /** The oldest spans. */
  oldest(limit: number): SpanRow[] {
    return this.#all.slice({ offset: 0, limit, direction: 'ASC' });
  }

  #trace(traceId: string): SortedList<SpanRow> {
    const trace = this.#traces.get(traceId) ?? new SortedList<SpanRow>(compareRows);
    this.#traces.set(traceId, trace);
    return trace;
  }
}

/** The span that a row holds, made anew for each caller. */
export function readSpanRow(row: SpanRow): SpanRecord {
  const { traceId, spanId, parentSpanId, name, kind, status, texts } = row;
  const documents = SPAN_DOCUMENTS.flatMap((field) => {
    const text = texts[field];
    return text === undefined ? [] : [[field, JSON.parse(text)]];
  });
  return present({
    ...{ traceId, spanId, parentSpanId, name, kind, status },
    startedAt: new Date(row.startedAt),
    endedAt: row.endedAt === undefined ? undefined : new Date(row.endedAt),
    ...(Object.fromEntries(documents) as Pick<SpanRecord, SpanDocument>),
    createdAt: new Date(row.createdAt),
    updatedAt: new Date(row.updatedAt),
  });
}
