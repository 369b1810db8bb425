/** The table of the domain `workflows`. */
import type { StorageColumn } from '../types';

export const TABLE_WORKFLOW_SNAPSHOT = 'mastra_workflow_snapshot';

export const WORKFLOW_SNAPSHOT_SCHEMA: Record<string, StorageColumn> = {
  workflowId: { type: 'text', nullable: false, primaryKey: true },
  runId: { type: 'text', nullable: false, primaryKey: true },
  resourceId: { type: 'text', nullable: true },
  status: { type: 'text', nullable: true },
  revision: { type: 'integer', nullable: false }, // compare-and-swap of the record
  createdAt: { type: 'timestamp', nullable: false },
  updatedAt: { type: 'timestamp', nullable: false },
  snapshot: { type: 'jsonb', nullable: false },
};

/** All tables of the domain. */
export const WORKFLOWS_TABLES = { [TABLE_WORKFLOW_SNAPSHOT]: WORKFLOW_SNAPSHOT_SCHEMA } as const;
