/** Migration 005 for Postgres: evaluations. Frozen. */
import type { Migration } from '@agent-versions/core';

const table = `create table "mastra_evals" (
    "id" text collate "C" not null check (octet_length("id") between 1 and 255),
    "agentId" text collate "C" check (octet_length("agentId") between 1 and 255),
    "versionId" text collate "C" check (octet_length("versionId") between 1 and 255),
    "runId" text collate "C" check (octet_length("runId") between 1 and 255),
    "scorerId" text collate "C" not null check (octet_length("scorerId") between 1 and 255),
    "score" double precision not null check ("score" not in ('NaN', 'Infinity', '-Infinity')),
    "reason" text collate "C",
    "createdAt" timestamptz(3) not null,
    "input" jsonb,
    "output" jsonb,
    "testInfo" jsonb,
    "metadata" jsonb,
    primary key ("id")
  )`;

/** An index in the order of lists, of the rows that have the column. */
const listed = (name: string, column: string) => `create index "mastra_evals_${name}"
    on "mastra_evals" ("${column}", "createdAt", "id")
    where "${column}" is not null`;

/** Names stand without a schema: the engine sets the search path. */
export const evals: Migration = {
  id: '005',
  description: 'Evaluations',
  up: [
    table,
    'create index "mastra_evals_created" on "mastra_evals" ("createdAt", "id")',
    'create index "mastra_evals_scorer" on "mastra_evals" ("scorerId", "createdAt", "id")',
    listed('agent', 'agentId'),
    listed('version', 'versionId'),
    listed('run', 'runId'),
  ],
  down: ['drop table "mastra_evals"'],
  createdAt: new Date('2026-11-21T00:00:00.000Z'),
};
