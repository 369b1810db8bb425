/** The domain `observability` on any SQL database. */
import {
  type CreateSpanInput,
  type CreateSpansInput,
  type CreateSpansOutput,
  FIRST_PAGE,
  type ListTracesInput,
  type ListTracesOutput,
  type MergedSpan,
  mergeSpan,
  NotFoundError,
  ObservabilityStorage,
  type PruneTracesInput,
  type PruneTracesOutput,
  pageOffset,
  pageOutput,
  parseListTraces,
  parsePruneTraces,
  parseSpanKey,
  parseTraceKey,
  prepareSpan,
  prepareSpans,
  prepareSpanUpdate,
  pruneInBatches,
  type SpanKey,
  type SpanRecord,
  type StorableLimits,
  spanLabel,
  type TraceRecord,
  type UpdateSpanInput,
} from '@agent-versions/core';
import type { Sql } from 'sql-template-tag';
import { ConstraintError, type SqlDatabase, type SqlRow } from '../database';
import { readOldTrace, readSpan, readSpanTimes, readStoredSpan, type StoredSpan } from '../rows-observability';
import * as statements from '../statements/observability';
import * as pruning from '../statements/prune-traces';
import { createSpans, insertAttributes } from './create-spans';

/** Stores spans, which make traces. */
export class SqlObservabilityStorage extends ObservabilityStorage {
  readonly #db: SqlDatabase;
  readonly #limits: Partial<StorableLimits> | undefined;

  /** Takes over the life of `database`: closing the domain closes it. */
  constructor(input: { database: SqlDatabase; limits?: Partial<StorableLimits> }) {
    super();
    this.#db = input.database;
    this.#limits = input.limits;
  }

  /** @inheritdoc */
  override get database(): object {
    return this.#db;
  }

  /** @inheritdoc */
  override init(): Promise<void> {
    return this.#db.init();
  }

  /** @inheritdoc */
  override close(): Promise<void> {
    return this.#db.close();
  }

  /** @inheritdoc */
  override async createSpan(input: CreateSpanInput): Promise<SpanRecord> {
    const [span] = await createSpans(this.#db, [prepareSpan(input, this.#limits)]);
    return span as SpanRecord;
  }

  /** @inheritdoc */
  override async createSpans(input: CreateSpansInput): Promise<CreateSpansOutput> {
    return { spans: await createSpans(this.#db, prepareSpans(input, this.#limits)) };
  }

  /**
   * @inheritdoc
   *
   * The merge happens here and is written only over the span it was made from; whoever comes second merges again.
   */
  override async updateSpan(input: UpdateSpanInput): Promise<SpanRecord> {
    const update = prepareSpanUpdate(input, this.#limits);
    const { dialect } = this.#db;
    for (;;) {
      const [row] = await this.#db.read(statements.selectSpan(dialect, update));
      if (!row) throw new NotFoundError({ entity: 'span', id: spanLabel(update) });
      const stored = readStoredSpan(dialect, row);
      const merged = mergeSpan(stored.span, update, this.#limits);
      const written = await this.#writeMerged(stored, merged);
      if (written) return { ...merged.span, ...readSpanTimes(dialect, written) };
    }
  }

  /** @inheritdoc */
  override async getSpan(input: SpanKey): Promise<SpanRecord | null> {
    const { dialect } = this.#db;
    const [row] = await this.#db.read(statements.selectSpan(dialect, parseSpanKey(input)));
    return row ? readSpan(dialect, row) : null;
  }

  /** @inheritdoc */
  override async getTrace(input: { traceId: string }): Promise<TraceRecord | null> {
    const { traceId } = parseTraceKey(input);
    const { dialect } = this.#db;
    const rows = await this.#db.read(statements.selectTrace(dialect, traceId));
    return rows.length > 0 ? { traceId, spans: rows.map((row) => readSpan(dialect, row)) } : null;
  }

  /** @inheritdoc */
  override async listTraces(input?: ListTracesInput): Promise<ListTracesOutput> {
    const { page, perPage, ...query } = parseListTraces(input, this.#limits);
    const window = { page, perPage, firstPage: FIRST_PAGE } as const;
    const { dialect } = this.#db;
    const select = statements.selectTracePage(dialect, { ...query, offset: pageOffset(window), limit: perPage });
    const rows = await this.#db.read(select);
    const spans = rows.filter((row) => row.spanId !== null).map((row) => readSpan(dialect, row));
    return { spans, ...pageOutput({ ...window, total: Number(rows[0]?.total ?? 0) }) };
  }

  /** @inheritdoc */
  override async pruneTraces(input: PruneTracesInput): Promise<PruneTracesOutput> {
    const { dialect } = this.#db;
    const remove = async (statement: Sql): Promise<SqlRow[]> => (await this.#db.write(statement))[0] ?? [];
    return pruneInBatches(parsePruneTraces(input), {
      find: async (query) => {
        const rows = await this.#db.read(pruning.selectOldTraces(dialect, query));
        return rows.map((row) => readOldTrace(dialect, row));
      },
      deleteTraces: async (traceIds) => {
        const rows = await remove(pruning.deleteTraces(dialect, traceIds));
        return rows.map(({ traceId }) => String(traceId));
      },
      deleteLastSpans: async (query) => (await remove(pruning.deleteLastSpans(dialect, query))).length,
    });
  }

  /** Writes a merged span and what lists find it by; undefined where somebody else was quicker. */
  async #writeMerged({ revision }: StoredSpan, merged: MergedSpan): Promise<SqlRow | undefined> {
    const { span, texts, removedHashes, addedHashes } = merged;
    const { traceId, spanId } = span;
    const { dialect } = this.#db;
    const others = [
      ...(removedHashes.length > 0
        ? [statements.deleteSpanAttributes(dialect, { traceId, spanId, hashes: removedHashes })]
        : []),
      ...insertAttributes(dialect, [{ span, attributeHashes: addedHashes }]),
    ];
    const update = statements.updateSpan(dialect, { span, texts, revision, strict: others.length > 0 });
    try {
      const [[row] = []] = await this.#db.write(update, ...others);
      return row;
    } catch (error) {
      // of its revision, or because it is gone
      if (error instanceof ConstraintError && error.kind !== 'unique') return undefined;
      throw error;
    }
  }
}
