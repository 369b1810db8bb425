/** The contract of the domain `workflows`: the states of workflow runs. */
import type { JsonValue } from '../../../json/types';
import type { Expected, PageOutput } from '../../types';
import { StorageDomain } from '../base';
import type { WorkflowRun, WorkflowRunState } from './records';

/** What names a run. */
export interface WorkflowRunKey {
  workflowId: string;
  runId: string;
}

/** A whole snapshot of a run. */
export interface PersistWorkflowSnapshotInput extends WorkflowRunKey {
  snapshot: WorkflowRunState;
  /** Default: the stored one stays. */
  resourceId?: string;
  /**
   * Default: `snapshot.status` where that is a text, else `snapshot.value.currentState` where that is one, else the
   * stored one stays. 1 to 255 bytes without control characters, wherever it comes from.
   */
  status?: string;
  /**
   * The revision that the snapshot was made from; `'none'`: the run must be new. Default: whatever is there. A run that
   * was deleted and begun anew counts from 1 again: compare `createdAt` where somebody may do that.
   */
  expected?: Expected;
}

/** What one step of a run came to. */
export interface UpdateWorkflowResultsInput extends WorkflowRunKey {
  /** 1 to 255 bytes, any but `__proto__`. */
  stepId: string;
  /** Any JSON value, null included. */
  result: JsonValue;
}

/** A change to a run's snapshot, field by field. */
export interface UpdateWorkflowStateInput extends WorkflowRunKey {
  /** Top-level fields to set; each replaces the stored one whole, but for `context.stepResults`. */
  state: WorkflowRunState;
}

/** Which runs to list; all that is given must hold. */
export interface ListWorkflowRunsInput {
  workflowId?: string;
  status?: string;
  resourceId?: string;
  /** Runs that were created then or later. */
  fromDate?: Date;
  /** Runs that were created before. */
  toDate?: Date;
  /** From 0 (default 0). */
  page?: number;
  /** 1 to 1000 (default 20). */
  perPage?: number;
}

/** A page of runs; `page` counts from 0. */
export interface ListWorkflowRunsOutput extends PageOutput {
  runs: WorkflowRun[];
}

/**
 * Stores the states of workflow runs. Snapshots are opaque JSON, checked as {@link AgentVersionsStorage} snapshots are;
 * only `context` and `context.stepResults` must be objects where they are there.
 */
export abstract class WorkflowsStorage extends StorageDomain {
  override readonly domain = 'workflows';

  /** The same as {@link persistWorkflowSnapshot}, as the specification names it. */
  createWorkflowSnapshot(input: PersistWorkflowSnapshotInput): Promise<WorkflowRun> {
    return this.persistWorkflowSnapshot(input);
  }

  /**
   * Stores a run's snapshot in place of the one before it, or begins the run, in one atomic step. Returns the run
   * after it. Without `expected`, results of steps that are stored and that the new snapshot does not know are kept:
   * writers of whole snapshots do not lose each other's results. With `expected`, the snapshot is stored exactly.
   * @throws ValidationError when the snapshot is not JSON, or is over a limit with the results that are kept
   * @throws ConflictError when `expected` is not the run's revision
   */
  abstract persistWorkflowSnapshot(input: PersistWorkflowSnapshotInput): Promise<WorkflowRun>;

  /**
   * Sets the result of one step in `context.stepResults`, in one atomic step, and leaves the rest as it is. Returns
   * the run after it.
   * @throws ValidationError when the result is not JSON, or the snapshot would be over a limit with it
   * @throws NotFoundError when there is no such run
   */
  abstract updateWorkflowResults(input: UpdateWorkflowResultsInput): Promise<WorkflowRun>;

  /**
   * Sets top-level fields of the snapshot, in one atomic step: two updates of different fields both survive. Where
   * `context` is among them, stored results of steps that it does not know are kept. Where
   * `status` or `value` is among them, the run's status is what the snapshot after it says, as in
   * {@link PersistWorkflowSnapshotInput}. Returns the run after it.
   * @throws ValidationError when the state is not JSON, the snapshot would be over a limit with it, or what it says
   *   then is no status
   * @throws NotFoundError when there is no such run
   */
  abstract updateWorkflowState(input: UpdateWorkflowStateInput): Promise<WorkflowRun>;

  /** The snapshot of a run, or null. */
  abstract getWorkflowSnapshot(input: WorkflowRunKey): Promise<WorkflowRunState | null>;

  /** The run, or null. */
  abstract getWorkflowRun(input: WorkflowRunKey): Promise<WorkflowRun | null>;

  /**
   * A page of runs, those that were created last first; ties by workflow id, then by run id, in the same direction.
   * Past the end it is empty, with the right total.
   */
  abstract listWorkflowRuns(input?: ListWorkflowRunsInput): Promise<ListWorkflowRunsOutput>;

  /** Deletes a run; one that is absent is no error. */
  abstract deleteWorkflowRun(input: WorkflowRunKey): Promise<void>;
}
