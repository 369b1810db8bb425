/** Migration 006 for SQLite: spans and their attributes. Frozen. */
import type { Migration } from '@agent-versions/core';

const spans = [
  `create table "{prefix}mastra_spans" (
    "traceId" text not null check (length(cast("traceId" as blob)) between 1 and 255),
    "spanId" text not null check (length(cast("spanId" as blob)) between 1 and 255),
    "parentSpanId" text check (length(cast("parentSpanId" as blob)) between 1 and 255),
    "name" text not null check (length(cast("name" as blob)) <= 1024),
    "kind" text check (length(cast("kind" as blob)) <= 255),
    "status" text check (length(cast("status" as blob)) <= 255),
    "revision" integer not null check ("revision" >= 1),
    "creationHash" text not null check (length("creationHash") = 64),
    "startedAt" text not null,
    "endedAt" text,
    "createdAt" text not null,
    "updatedAt" text not null,
    "attributes" text,
    "input" text,
    "output" text,
    "error" text,
    "metadata" text,
    primary key ("traceId", "spanId")
  ) strict`,
  `create index "{prefix}mastra_spans_trace"
    on "{prefix}mastra_spans" ("traceId", "startedAt", "spanId")`,
  `create index "{prefix}mastra_spans_started"
    on "{prefix}mastra_spans" ("startedAt", "traceId", "spanId")`,
];

/**
 * Lists show roots only: for them alone is there an index for each filter. It holds the parent that none of them has,
 * so that they are counted without a look at their rows.
 */
const roots = [
  `create index "{prefix}mastra_spans_root_started"
    on "{prefix}mastra_spans" ("startedAt", "traceId", "spanId", "parentSpanId")
    where "parentSpanId" is null`,
  `create index "{prefix}mastra_spans_root_name"
    on "{prefix}mastra_spans" ("name", "startedAt", "traceId", "spanId", "parentSpanId")
    where "parentSpanId" is null`,
  `create index "{prefix}mastra_spans_root_kind"
    on "{prefix}mastra_spans" ("kind", "startedAt", "traceId", "spanId", "parentSpanId")
    where "parentSpanId" is null`,
  `create index "{prefix}mastra_spans_root_status"
    on "{prefix}mastra_spans" ("status", "startedAt", "traceId", "spanId", "parentSpanId")
    where "parentSpanId" is null`,
  `create index "{prefix}mastra_spans_root_ended"
    on "{prefix}mastra_spans" ("endedAt", "startedAt", "traceId", "spanId", "parentSpanId")
    where "parentSpanId" is null`,
];

const attributes = [
  `create table "{prefix}mastra_span_attributes" (
    "traceId" text not null,
    "spanId" text not null,
    "hash" text not null check (length("hash") = 64),
    "startedAt" text not null,
    primary key ("traceId", "spanId", "hash"),
    foreign key ("traceId", "spanId")
      references "{prefix}mastra_spans" ("traceId", "spanId") on delete cascade
  ) strict, without rowid`,
  `create index "{prefix}mastra_span_attributes_hash"
    on "{prefix}mastra_span_attributes" ("hash", "startedAt", "traceId", "spanId")`,
];

/** `{prefix}` stands for the option `tablePrefix`. */
export const observability: Migration = {
  id: '006',
  description: 'Spans and their attributes',
  up: [...spans, ...roots, ...attributes],
  down: ['drop table "{prefix}mastra_span_attributes"', 'drop table "{prefix}mastra_spans"'],
  createdAt: new Date('2026-11-21T00:00:00.000Z'),
};
