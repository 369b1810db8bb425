/** Migration 005 for SQLite: evaluations. Frozen. */
import type { Migration } from '@agent-versions/core';

const table = `create table "{prefix}mastra_evals" (
    "id" text primary key not null check (length(cast("id" as blob)) between 1 and 255),
    "agentId" text check (length(cast("agentId" as blob)) between 1 and 255),
    "versionId" text check (length(cast("versionId" as blob)) between 1 and 255),
    "runId" text check (length(cast("runId" as blob)) between 1 and 255),
    "scorerId" text not null check (length(cast("scorerId" as blob)) between 1 and 255),
    "score" real not null check (abs("score") < 9e999),
    "reason" text,
    "createdAt" text not null,
    "input" text,
    "output" text,
    "testInfo" text,
    "metadata" text
  ) strict`;

/** An index in the order of lists, of the rows that have the column. */
const listed = (name: string, column: string) => `create index "{prefix}mastra_evals_${name}"
    on "{prefix}mastra_evals" ("${column}", "createdAt", "id")
    where "${column}" is not null`;

/** `{prefix}` stands for the option `tablePrefix`. */
export const evals: Migration = {
  id: '005',
  description: 'Evaluations',
  up: [
    table,
    'create index "{prefix}mastra_evals_created" on "{prefix}mastra_evals" ("createdAt", "id")',
    // SQLite, asked by several, goes along the index that was made last: so the one that finds fewest comes last
    'create index "{prefix}mastra_evals_scorer" on "{prefix}mastra_evals" ("scorerId", "createdAt", "id")',
    listed('agent', 'agentId'),
    listed('version', 'versionId'),
    listed('run', 'runId'),
  ],
  down: ['drop table "{prefix}mastra_evals"'],
  createdAt: new Date('2026-11-21T00:00:00.000Z'),
};
