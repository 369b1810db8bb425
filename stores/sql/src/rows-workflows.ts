/** How rows of the domain `workflows` become records. */
import { type JsonObject, present, TABLE_WORKFLOW_SNAPSHOT, type WorkflowRun } from '@agent-versions/core';
import type { SqlRow } from './database';
import type { Dialect } from './dialect';
import { RowReader } from './rows';

/** A run without its snapshot. */
export function readRunRecord(dialect: Dialect, row: SqlRow): Omit<WorkflowRun, 'snapshot'> {
  const reader = readerOf(dialect, row);
  return present({
    workflowId: reader.text('workflowId'),
    runId: reader.text('runId'),
    resourceId: reader.optionalText('resourceId'),
    status: reader.optionalText('status'),
    revision: reader.integer('revision'),
    createdAt: reader.time('createdAt'),
    updatedAt: reader.time('updatedAt'),
  });
}

/** A run's snapshot alone. */
export function readRunSnapshot(dialect: Dialect, row: SqlRow): JsonObject {
  return readerOf(dialect, row).object('snapshot') as JsonObject;
}

/** A whole run. */
export function readRun(dialect: Dialect, row: SqlRow): WorkflowRun {
  return { ...readRunRecord(dialect, row), snapshot: readRunSnapshot(dialect, row) };
}

function readerOf(dialect: Dialect, row: SqlRow): RowReader {
  return new RowReader({ dialect, table: TABLE_WORKFLOW_SNAPSHOT, row, id: `${row.workflowId}/${row.runId}` });
}
