/** What an in-memory database holds of the domain `workflows`. */
import { compareText, SortedList } from '../../order';
import { present } from '../../present';
import type { WorkflowRunKey } from './base';
import type { ListWorkflowRunsQuery } from './input';
import type { WorkflowRun } from './records';

/** A run as kept: texts and numbers only, so that nothing can be shared with a caller. */
export interface WorkflowRunRow extends WorkflowRunKey {
  /** Undefined: nobody said whose it is. */
  readonly resourceId: string | undefined;
  /** Undefined: nobody said what it does. */
  readonly status: string | undefined;
  /** 1, and one more with each write. */
  readonly revision: number;
  /** Milliseconds. */
  readonly createdAt: number;
  /** Milliseconds. */
  readonly updatedAt: number;
  /** Canonical JSON. */
  readonly snapshot: string;
}

/** Its rows, with the order they are listed in. Rows are never changed, only replaced. */
export class InMemoryWorkflowsTables {
  readonly #rows = new Map<string, WorkflowRunRow>();
  readonly #order = new SortedList<WorkflowRunRow>(
    (a, b) => a.createdAt - b.createdAt || compareText(a.workflowId, b.workflowId) || compareText(a.runId, b.runId),
  );

  /** The run of those ids. */
  get(key: WorkflowRunKey): WorkflowRunRow | undefined {
    return this.#rows.get(nameOf(key));
  }

  /** Adds a run, or replaces the one of those ids. */
  set(row: WorkflowRunRow): void {
    if (this.get(row)) this.#order.replace(row);
    else this.#order.add(row);
    this.#rows.set(nameOf(row), row);
  }

  /** Takes a run away, if it is there. */
  delete(key: WorkflowRunKey): void {
    const row = this.get(key);
    if (!row) return;
    this.#rows.delete(nameOf(key));
    this.#order.delete(row);
  }

  /** All runs that a list speaks of, those that were created last first. */
  find(query: Omit<ListWorkflowRunsQuery, 'page' | 'perPage'>): WorkflowRunRow[] {
    const offset = this.#order.countBelow((row) => row.createdAt - query.fromDate.getTime());
    const end = this.#order.countBelow((row) => row.createdAt - query.toDate.getTime());
    const rows = this.#order.slice({ offset, limit: Math.max(end - offset, 0), direction: 'ASC' });
    const fields = (['workflowId', 'status', 'resourceId'] as const).filter((field) => query[field] !== undefined);
    return rows.filter((row) => fields.every((field) => row[field] === query[field])).reverse();
  }
}

/** The run that a row holds, made anew for each caller. */
export function readWorkflowRunRow(row: WorkflowRunRow): WorkflowRun {
  return present({
    ...row,
    snapshot: JSON.parse(row.snapshot),
    createdAt: new Date(row.createdAt),
    updatedAt: new Date(row.updatedAt),
  });
}

/** Ids hold no control characters. */
function nameOf({ workflowId, runId }: WorkflowRunKey): string {
  return `${workflowId}\n${runId}`;
}
