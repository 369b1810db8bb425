/** The tables of the domain `observability`. */
import type { StorageColumn } from '../types';

export const TABLE_SPANS = 'mastra_spans';
export const TABLE_SPAN_ATTRIBUTES = 'mastra_span_attributes';

export const SPANS_SCHEMA: Record<string, StorageColumn> = {
  traceId: { type: 'text', nullable: false, primaryKey: true },
  spanId: { type: 'text', nullable: false, primaryKey: true },
  parentSpanId: { type: 'text', nullable: true },
  name: { type: 'text', nullable: false },
  kind: { type: 'text', nullable: true },
  status: { type: 'text', nullable: true },
  revision: { type: 'integer', nullable: false }, // compare-and-swap of the record
  creationHash: { type: 'text', nullable: false }, // SHA-256 of what it was created from: the same again is a retry
  startedAt: { type: 'timestamp', nullable: false },
  endedAt: { type: 'timestamp', nullable: true },
  createdAt: { type: 'timestamp', nullable: false },
  updatedAt: { type: 'timestamp', nullable: false },
  attributes: { type: 'jsonb', nullable: true },
  input: { type: 'jsonb', nullable: true },
  output: { type: 'jsonb', nullable: true },
  error: { type: 'jsonb', nullable: true },
  metadata: { type: 'jsonb', nullable: true },
};

/** The attributes of root spans, one a row, so that either database finds traces by them. */
export const SPAN_ATTRIBUTES_SCHEMA: Record<string, StorageColumn> = {
  traceId: { type: 'text', nullable: false, primaryKey: true },
  spanId: { type: 'text', nullable: false, primaryKey: true },
  hash: { type: 'text', nullable: false, primaryKey: true }, // SHA-256 of name and value: of one length, whatever they are
  startedAt: { type: 'timestamp', nullable: false }, // the span's, for the order of a list
};

/** All tables of the domain. */
export const OBSERVABILITY_TABLES = {
  [TABLE_SPANS]: SPANS_SCHEMA,
  [TABLE_SPAN_ATTRIBUTES]: SPAN_ATTRIBUTES_SCHEMA,
} as const;
