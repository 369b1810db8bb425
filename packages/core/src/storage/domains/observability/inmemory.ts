/** The domain `observability` in this process's memory: the reference of the others. */
import { NotFoundError } from '../../../errors';
import type { StorableLimits } from '../../../json/limits';
import { InMemoryDatabase } from '../../inmemory-database';
import { FIRST_PAGE, pageOffset, pageOutput } from '../../pagination';
import {
  type CreateSpanInput,
  type CreateSpansInput,
  type CreateSpansOutput,
  type ListTracesInput,
  type ListTracesOutput,
  ObservabilityStorage,
  type PruneTracesInput,
  type PruneTracesOutput,
  type SpanKey,
  type TimeRange,
  type UpdateSpanInput,
} from './base';
import { requireSameSpan, spanLabel } from './conflicts';
import { readSpanRow, type SpanRow } from './inmemory-tables';
import {
  type ListTracesQuery,
  type PreparedSpan,
  parseListTraces,
  parsePruneTraces,
  parseSpanKey,
  parseTraceKey,
  prepareSpan,
  prepareSpans,
  prepareSpanUpdate,
} from './input';
import { mergeSpan } from './merge';
import { pruneInBatches } from './prune';
import type { NewSpan, SpanRecord, TraceRecord } from './records';

/** Every method runs without a pause, and so is one atomic step; pruning is one a batch. */
export class InMemoryObservabilityStorage extends ObservabilityStorage {
  readonly #db: InMemoryDatabase;
  readonly #limits: Partial<StorableLimits> | undefined;

  /** Default: a database of its own. */
  constructor(input: { database?: InMemoryDatabase; limits?: Partial<StorableLimits> } = {}) {
    super();
    this.#db = input.database ?? new InMemoryDatabase();
    this.#limits = input.limits;
  }

  /** @inheritdoc */
  override get database(): InMemoryDatabase {
    return this.#db;
  }

  /** @inheritdoc */
  override async init(): Promise<void> {}

  /** @inheritdoc */
  override async close(): Promise<void> {}

  /** @inheritdoc */
  override async createSpan(input: CreateSpanInput): Promise<SpanRecord> {
    const [span] = this.#create([prepareSpan(input, this.#limits)]);
    return span as SpanRecord;
  }

  /** @inheritdoc */
  override async createSpans(input: CreateSpansInput): Promise<CreateSpansOutput> {
    return { spans: this.#create(prepareSpans(input, this.#limits)) };
  }

  /** @inheritdoc */
  override async updateSpan(input: UpdateSpanInput): Promise<SpanRecord> {
    const update = prepareSpanUpdate(input, this.#limits);
    const row = this.#db.observability.get(update);
    if (!row) throw new NotFoundError({ entity: 'span', id: spanLabel(update) });
    const { span, texts, removedHashes, addedHashes } = mergeSpan(readSpanRow(row), update, this.#limits);
    const removed = new Set(removedHashes);
    const kept = row.attributeHashes.filter((hash) => !removed.has(hash));
    const changed: SpanRow = {
      ...row,
      ...ownFields(span),
      texts: { ...row.texts, ...texts },
      attributeHashes: [...kept, ...addedHashes],
      updatedAt: Date.now(),
    };
    this.#db.observability.set(changed);
    return readSpanRow(changed);
  }

  /** @inheritdoc */
  override async getSpan(input: SpanKey): Promise<SpanRecord | null> {
    const row = this.#db.observability.get(parseSpanKey(input));
    return row ? readSpanRow(row) : null;
  }

  /** @inheritdoc */
  override async getTrace(input: { traceId: string }): Promise<TraceRecord | null> {
    const { traceId } = parseTraceKey(input);
    const spans = this.#db.observability.trace(traceId).map(readSpanRow);
    return spans.length > 0 ? { traceId, spans } : null;
  }

  /** @inheritdoc */
  override async listTraces(input?: ListTracesInput): Promise<ListTracesOutput> {
    const query = parseListTraces(input, this.#limits);
    const { page, perPage } = query;
    const window = { page, perPage, firstPage: FIRST_PAGE } as const;
    const found = this.#db.observability.roots(query.direction).filter((row) => matches(row, query));
    const offset = pageOffset(window);
    const spans = found.slice(offset, offset + perPage).map(readSpanRow);
    return { spans, ...pageOutput({ ...window, total: found.length }) };
  }

  /** @inheritdoc */
  override async pruneTraces(input: PruneTracesInput): Promise<PruneTracesOutput> {
    const tables = this.#db.observability;
    const remove = (rows: SpanRow[]): string[] => {
      for (const row of rows) tables.delete(row);
      return rows.map(({ traceId }) => traceId);
    };
    return pruneInBatches(parsePruneTraces(input), {
      find: async ({ before, limit }) => {
        const old = tables.oldest(limit).filter(({ startedAt }) => startedAt < before.getTime());
        const traceIds = [...new Set(old.map(({ traceId }) => traceId))];
        return traceIds.map((traceId) => ({ traceId, spans: tables.countTrace(traceId) }));
      },
      deleteTraces: async (traceIds) => traceIds.flatMap((traceId) => remove(tables.trace(traceId))),
      deleteLastSpans: async ({ traceId, limit }) =>
        remove(tables.trace(traceId, Math.min(limit, tables.countTrace(traceId) - 1))).length,
    });
  }

  /** Checks all before it stores any. */
  #create(spans: readonly PreparedSpan[]): SpanRecord[] {
    const now = Date.now();
    const rows = spans.map((given) => {
      const stored = this.#db.observability.get(given.span);
      if (stored) requireSameSpan(stored, given);
      return stored ?? newRow(given, now);
    });
    for (const row of rows) this.#db.observability.set(row);
    return rows.map(readSpanRow);
  }
}

function newRow({ span, texts, creationHash, attributeHashes }: PreparedSpan, now: number): SpanRow {
  return { ...ownFields(span), texts, creationHash, attributeHashes, createdAt: now, updatedAt: now };
}

/** What a span has beside its documents. */
function ownFields(
  span: NewSpan,
): Omit<SpanRow, 'texts' | 'creationHash' | 'attributeHashes' | 'createdAt' | 'updatedAt'> {
  const { traceId, spanId, parentSpanId, name, kind, status, startedAt, endedAt } = span;
  return {
    traceId,
    spanId,
    parentSpanId,
    name,
    kind,
    status,
    startedAt: startedAt.getTime(),
    endedAt: endedAt?.getTime(),
  };
}

function matches(row: SpanRow, query: ListTracesQuery): boolean {
  return (
    (['name', 'kind', 'status'] as const).every((field) => query[field] === undefined || query[field] === row[field]) &&
    isWithin(row.startedAt, query.startedAt) &&
    (query.endedAt === undefined || (row.endedAt !== undefined && isWithin(row.endedAt, query.endedAt))) &&
    query.attributeHashes.every((hash) => row.attributeHashes.includes(hash))
  );
}

function isWithin(time: number, { from, to }: TimeRange): boolean {
  return (from === undefined || time >= from.getTime()) && (to === undefined || time < to.getTime());
}
