/** What the domain `observability` stores. */
import type { JsonObject, JsonValue } from '../../../json/types';

/** A piece of work that took some time: a call of a model, of a tool, an agent's whole run. */
export interface SpanRecord {
  /** The trace that the span belongs to; with `spanId`, what tells spans apart. */
  traceId: string;
  spanId: string;
  /** The span that this one is part of; absent: a root. It need not be stored, nor be of this database. */
  parentSpanId?: string;
  /** What the work is called, at most 1,024 bytes; the empty text is a name too. */
  name: string;
  /** What sort of work it is (`agent_run`, `model_call` …), at most 255 bytes. */
  kind?: string;
  /** What became of it (`ok`, `error` …), at most 255 bytes. */
  status?: string;
  startedAt: Date;
  /** Absent: it is still running, or nobody said. */
  endedAt?: Date;
  /** What there is to say of it; traces are found by what their root has here. */
  attributes?: JsonObject;
  input?: JsonValue;
  output?: JsonValue;
  error?: JsonValue;
  metadata?: JsonObject;
  /** When it was stored, by the store's clock. */
  createdAt: Date;
  /** When it was last changed, likewise. */
  updatedAt: Date;
}

/** All spans of a trace. */
export interface TraceRecord {
  traceId: string;
  /** Oldest first by `startedAt`, ties by `spanId`. */
  spans: SpanRecord[];
}

/** A span as its caller knows it. */
export type NewSpan = Omit<SpanRecord, 'createdAt' | 'updatedAt'>;

/** The fields of a span that are JSON. */
export const SPAN_DOCUMENTS = ['attributes', 'input', 'output', 'error', 'metadata'] as const;

/** The name of such a field. */
export type SpanDocument = (typeof SPAN_DOCUMENTS)[number];

/** Canonical JSON by field; absent where the span has none. */
export type SpanTexts = Partial<Record<SpanDocument, string>>;

/** One text for what names a span, no two spans alike: ids hold no control characters. */
export function spanKey({ traceId, spanId }: { traceId: string; spanId: string }): string {
  return `${traceId}\n${spanId}`;
}
