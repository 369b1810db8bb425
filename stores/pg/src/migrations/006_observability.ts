/** Migration 006 for Postgres: spans and their attributes. Frozen. */
import type { Migration } from '@agent-versions/core';

const spans = [
  `create table "mastra_spans" (
    "traceId" text collate "C" not null check (octet_length("traceId") between 1 and 255),
    "spanId" text collate "C" not null check (octet_length("spanId") between 1 and 255),
    "parentSpanId" text collate "C" check (octet_length("parentSpanId") between 1 and 255),
    "name" text collate "C" not null check (octet_length("name") <= 1024),
    "kind" text collate "C" check (octet_length("kind") <= 255),
    "status" text collate "C" check (octet_length("status") <= 255),
    "revision" integer not null check ("revision" >= 1),
    "creationHash" text collate "C" not null check (length("creationHash") = 64),
    "startedAt" timestamptz(3) not null,
    "endedAt" timestamptz(3),
    "createdAt" timestamptz(3) not null,
    "updatedAt" timestamptz(3) not null,
    "attributes" jsonb,
    "input" jsonb,
    "output" jsonb,
    "error" jsonb,
    "metadata" jsonb,
    primary key ("traceId", "spanId")
  )`,
  'create index "mastra_spans_trace" on "mastra_spans" ("traceId", "startedAt", "spanId")',
  'create index "mastra_spans_started" on "mastra_spans" ("startedAt", "traceId", "spanId")',
];

/** Lists show roots only: for them alone is there an index for each filter. */
const roots = [
  `create index "mastra_spans_root_started" on "mastra_spans" ("startedAt", "traceId", "spanId")
    where "parentSpanId" is null`,
  `create index "mastra_spans_root_name" on "mastra_spans" ("name", "startedAt", "traceId", "spanId")
    where "parentSpanId" is null`,
  `create index "mastra_spans_root_kind" on "mastra_spans" ("kind", "startedAt", "traceId", "spanId")
    where "parentSpanId" is null`,
  `create index "mastra_spans_root_status" on "mastra_spans" ("status", "startedAt", "traceId", "spanId")
    where "parentSpanId" is null`,
  `create index "mastra_spans_root_ended" on "mastra_spans" ("endedAt", "startedAt", "traceId", "spanId")
    where "parentSpanId" is null`,
];

const attributes = [
  `create table "mastra_span_attributes" (
    "traceId" text collate "C" not null,
    "spanId" text collate "C" not null,
    "hash" text collate "C" not null check (length("hash") = 64),
    "startedAt" timestamptz(3) not null,
    primary key ("traceId", "spanId", "hash"),
    foreign key ("traceId", "spanId") references "mastra_spans" ("traceId", "spanId") on delete cascade
  )`,
  'create index "mastra_span_attributes_hash" on "mastra_span_attributes" ("hash", "startedAt", "traceId", "spanId")',
];

const compression = [
  // servers before 14, and those built without lz4, keep their default
  `do $$
  begin
    execute 'alter table "mastra_spans"
      alter column "input" set compression lz4,
      alter column "output" set compression lz4';
  exception
    when syntax_error or feature_not_supported or invalid_parameter_value then
      null;
  end
  $$`,
];

/** Names stand without a schema: the engine sets the search path. */
export const observability: Migration = {
  id: '006',
  description: 'Spans and their attributes',
  up: [...spans, ...roots, ...attributes, ...compression],
  down: ['drop table "mastra_span_attributes"', 'drop table "mastra_spans"'],
  createdAt: new Date('2026-11-21T00:00:00.000Z'),
};
