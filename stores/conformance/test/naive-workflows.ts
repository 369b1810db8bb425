/** The domain `workflows` built the naive way: it reads a run, thinks, then writes, whatever the run is by then. */
import {
  ConflictError,
  type ListWorkflowRunsOutput,
  NotFoundError,
  type PersistWorkflowSnapshotInput,
  type UpdateWorkflowResultsInput,
  type UpdateWorkflowStateInput,
  type WorkflowRun,
  type WorkflowRunKey,
  type WorkflowRunState,
  WorkflowsStorage,
} from '@agent-versions/core';
import { roundTrip } from './naive-agents';

const nameOf = ({ workflowId, runId }: WorkflowRunKey): string => `${workflowId}/${runId}`;

/** Runs by read, merge, write. */
export class NaiveWorkflowsStorage extends WorkflowsStorage {
  readonly #rows = new Map<string, WorkflowRun>();

  override async init(): Promise<void> {}
  override async close(): Promise<void> {}

  override async persistWorkflowSnapshot(input: PersistWorkflowSnapshotInput): Promise<WorkflowRun> {
    const { expected, snapshot, ...key } = input;
    const stored = this.#rows.get(nameOf(key));
    await roundTrip();
    const actual = stored?.revision ?? 'none';
    if (expected !== undefined && expected !== actual) {
      throw new ConflictError({ entity: 'workflowRun', id: nameOf(key), expected, actual });
    }
    const stepResults = { ...stored?.snapshot.context?.stepResults, ...snapshot.context?.stepResults };
    return this.#write(key, { ...snapshot, context: { ...snapshot.context, stepResults } }, stored);
  }

  override async updateWorkflowResults(input: UpdateWorkflowResultsInput): Promise<WorkflowRun> {
    const { stepId, result, ...key } = input;
    const stored = this.#require(key);
    await roundTrip();
    const { context } = stored.snapshot;
    const stepResults = { ...context?.stepResults, [stepId]: result };
    return this.#write(key, { ...stored.snapshot, context: { ...context, stepResults } }, stored);
  }

  override async updateWorkflowState({ state, ...key }: UpdateWorkflowStateInput): Promise<WorkflowRun> {
    const stored = this.#require(key);
    await roundTrip();
    return this.#write(key, { ...stored.snapshot, ...state }, stored);
  }

  override async getWorkflowSnapshot(key: WorkflowRunKey): Promise<WorkflowRunState | null> {
    return this.#rows.get(nameOf(key))?.snapshot ?? null;
  }

  override async getWorkflowRun(key: WorkflowRunKey): Promise<WorkflowRun | null> {
    return this.#rows.get(nameOf(key)) ?? null;
  }

  override async listWorkflowRuns(): Promise<ListWorkflowRunsOutput> {
    const runs = [...this.#rows.values()];
    return { runs, total: runs.length, page: 0, perPage: 20, hasMore: false };
  }

  override async deleteWorkflowRun(key: WorkflowRunKey): Promise<void> {
    this.#rows.delete(nameOf(key));
  }

  #require(key: WorkflowRunKey): WorkflowRun {
    const stored = this.#rows.get(nameOf(key));
    if (!stored) throw new NotFoundError({ entity: 'workflowRun', id: nameOf(key) });
    return stored;
  }

  #write(key: WorkflowRunKey, snapshot: WorkflowRunState, before: WorkflowRun | undefined): WorkflowRun {
    const now = new Date();
    const revision = (before?.revision ?? 0) + 1;
    const run = { ...key, snapshot, revision, createdAt: before?.createdAt ?? now, updatedAt: now };
    this.#rows.set(nameOf(key), run);
    return run;
  }
}
