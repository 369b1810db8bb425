/** The contract of the domain `observability`: spans, which make traces. */
import type { JsonObject, JsonValue } from '../../../json/types';
import type { PageInput, PageOutput, SortDirection } from '../../types';
import { StorageDomain } from '../base';
import type { NewSpan, SpanRecord, TraceRecord } from './records';

/** A new span, whole or still running. */
export type CreateSpanInput = NewSpan;

/** Spans to store together, of one trace or several: up to 1,000. */
export interface CreateSpansInput {
  spans: CreateSpanInput[];
}

export interface CreateSpansOutput {
  /** As stored, in the order they were given. */
  spans: SpanRecord[];
}

/** What names a span. */
export interface SpanKey {
  traceId: string;
  spanId: string;
}

/** A change of a span. What is absent stays. */
export interface UpdateSpanInput extends SpanKey {
  updates: {
    name?: string;
    kind?: string;
    status?: string;
    endedAt?: Date;
    /** Top-level keys to set, null as a value too; each replaces the stored one whole, the others stay. */
    attributes?: JsonObject;
    input?: JsonValue;
    output?: JsonValue;
    error?: JsonValue;
    /** Merged as `attributes` are. */
    metadata?: JsonObject;
  };
}

/** A stretch of time, open at a side that is absent. */
export interface TimeRange {
  /** This time or later. */
  from?: Date;
  /** Before this time. */
  to?: Date;
}

/** What a trace's root must be like: all that is given holds at once. */
export interface TraceFilters {
  name?: string;
  kind?: string;
  status?: string;
  startedAt?: TimeRange;
  /** Given, even without a side: only spans that have ended. */
  endedAt?: TimeRange;
  /**
   * Values of top-level attributes, up to ten. They are compared as JSON: the order of keys does not matter, 1 is 1.0,
   * and null is a value, which an absent attribute does not have.
   */
  attributes?: JsonObject;
}

/** Which traces, in which order. Pages count from 0. */
export interface ListTracesInput extends PageInput {
  /** Default: all traces. */
  filters?: TraceFilters;
  /** Default: newest first. Ties go by `traceId`, then by `spanId`, in the same direction. */
  orderBy?: { field: 'startedAt'; direction: SortDirection };
}

export interface ListTracesOutput extends PageOutput {
  /** The roots of the traces; {@link ObservabilityStorage.getTrace} has the rest. */
  spans: SpanRecord[];
}

export interface PruneTracesInput {
  /** Traces whose first span started before this time go. */
  before: Date;
  /** How many spans one write deletes at most, 1 to 10,000 (default 1,000). */
  batchSize?: number;
  /** Called after each write with what is gone so far. What it throws ends the call, and what is gone stays so. */
  onProgress?: (progress: PruneTracesOutput) => void;
}

export interface PruneTracesOutput {
  /** Traces that are gone. */
  traces: number;
  /** Their spans. */
  spans: number;
}

/**
 * Stores spans, which make traces. Attributes, inputs, outputs, errors and metadata are JSON, each checked as
 * {@link AgentVersionsStorage} snapshots are.
 */
export abstract class ObservabilityStorage extends StorageDomain {
  override readonly domain = 'observability';

  /**
   * Stores a new span. The same call again changes nothing, and returns the span as it is by then: a retry is safe,
   * even after an update.
   * @throws ValidationError when a field is missing, unknown, or no JSON
   * @throws ConflictError when the trace has another span of that id
   */
  abstract createSpan(input: CreateSpanInput): Promise<SpanRecord>;

  /**
   * Stores several spans in one atomic step, each as {@link createSpan} does: all of them or none.
   * @throws ValidationError likewise, and when two of them are the same span, or there are more than 1,000, or over
   *   64 MiB of canonical JSON together
   * @throws ConflictError likewise
   */
  abstract createSpans(input: CreateSpansInput): Promise<CreateSpansOutput>;

  /**
   * Changes a span, in one atomic step: two updates of different fields or keys both survive. Returns the whole span
   * after it.
   * @throws ValidationError when a field is unknown, no JSON, or over its limit with what is stored
   * @throws NotFoundError when there is no such span
   */
  abstract updateSpan(input: UpdateSpanInput): Promise<SpanRecord>;

  /** The span, or null. */
  abstract getSpan(input: SpanKey): Promise<SpanRecord | null>;

  /** The trace with all of its spans, or null where it has none. */
  abstract getTrace(input: { traceId: string }): Promise<TraceRecord | null>;

  /** A page of traces, each shown by its root; past the end it is empty, with the right total. */
  abstract listTraces(input?: ListTracesInput): Promise<ListTracesOutput>;

  /**
   * Deletes every trace whose first span started before a time, the oldest first, in as many writes as it takes. A
   * trace goes in one write, unless it has more spans than a batch: then its last spans go first, so that a call that
   * is cut short leaves what the next one finishes. Returns how many are gone.
   * @throws ValidationError when `before` is no time or `batchSize` out of range
   */
  abstract pruneTraces(input: PruneTracesInput): Promise<PruneTracesOutput>;
}
