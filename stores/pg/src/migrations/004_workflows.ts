/** Migration 004 for Postgres: workflow snapshots. Frozen. */
import type { Migration } from '@agent-versions/core';

const snapshots = [
  `create table "mastra_workflow_snapshot" (
    "workflowId" text collate "C" not null check (octet_length("workflowId") between 1 and 255),
    "runId" text collate "C" not null check (octet_length("runId") between 1 and 255),
    "resourceId" text collate "C" check (octet_length("resourceId") between 1 and 255),
    "status" text collate "C" check (octet_length("status") between 1 and 255),
    "revision" integer not null check ("revision" >= 1),
    "createdAt" timestamptz(3) not null,
    "updatedAt" timestamptz(3) not null,
    "snapshot" jsonb not null,
    primary key ("workflowId", "runId")
  )`,
  // servers before 14, and those built without lz4, keep their default
  `do $$
  begin
    execute 'alter table "mastra_workflow_snapshot" alter column "snapshot" set compression lz4';
  exception
    when syntax_error or feature_not_supported or invalid_parameter_value then
      null;
  end
  $$`,
];

const indexes = [
  `create index "mastra_workflow_snapshot_created"
    on "mastra_workflow_snapshot" ("createdAt", "workflowId", "runId")`,
  `create index "mastra_workflow_snapshot_workflow"
    on "mastra_workflow_snapshot" ("workflowId", "createdAt", "runId")`,
  `create index "mastra_workflow_snapshot_workflow_status"
    on "mastra_workflow_snapshot" ("workflowId", "status", "createdAt", "runId")
    where "status" is not null`,
  `create index "mastra_workflow_snapshot_status"
    on "mastra_workflow_snapshot" ("status", "createdAt", "workflowId", "runId")
    where "status" is not null`,
  `create index "mastra_workflow_snapshot_resource"
    on "mastra_workflow_snapshot" ("resourceId", "createdAt", "workflowId", "runId")
    where "resourceId" is not null`,
];

/** Names stand without a schema: the engine sets the search path. */
export const workflows: Migration = {
  id: '004',
  description: 'Workflow snapshots',
  up: [...snapshots, ...indexes],
  down: ['drop table "mastra_workflow_snapshot"'],
  createdAt: new Date('2026-11-21T00:00:00.000Z'),
};
