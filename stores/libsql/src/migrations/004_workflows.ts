/** Migration 004 for SQLite: workflow snapshots. Frozen. */
import type { Migration } from '@agent-versions/core';

const snapshots = [
  `create table "{prefix}mastra_workflow_snapshot" (
    "workflowId" text not null check (length(cast("workflowId" as blob)) between 1 and 255),
    "runId" text not null check (length(cast("runId" as blob)) between 1 and 255),
    "resourceId" text check (length(cast("resourceId" as blob)) between 1 and 255),
    "status" text check (length(cast("status" as blob)) between 1 and 255),
    "revision" integer not null check ("revision" >= 1),
    "createdAt" text not null,
    "updatedAt" text not null,
    "snapshot" text not null,
    primary key ("workflowId", "runId")
  ) strict`,
];

const indexes = [
  `create index "{prefix}mastra_workflow_snapshot_created"
    on "{prefix}mastra_workflow_snapshot" ("createdAt", "workflowId", "runId")`,
  `create index "{prefix}mastra_workflow_snapshot_workflow"
    on "{prefix}mastra_workflow_snapshot" ("workflowId", "createdAt", "runId")`,
  `create index "{prefix}mastra_workflow_snapshot_workflow_status"
    on "{prefix}mastra_workflow_snapshot" ("workflowId", "status", "createdAt", "runId")
    where "status" is not null`,
  `create index "{prefix}mastra_workflow_snapshot_status"
    on "{prefix}mastra_workflow_snapshot" ("status", "createdAt", "workflowId", "runId")
    where "status" is not null`,
  `create index "{prefix}mastra_workflow_snapshot_resource"
    on "{prefix}mastra_workflow_snapshot" ("resourceId", "createdAt", "workflowId", "runId")
    where "resourceId" is not null`,
];

/** `{prefix}` stands for the option `tablePrefix`. */
export const workflows: Migration = {
  id: '004',
  description: 'Workflow snapshots',
  up: [...snapshots, ...indexes],
  down: ['drop table "{prefix}mastra_workflow_snapshot"'],
  createdAt: new Date('2026-11-21T00:00:00.000Z'),
};
