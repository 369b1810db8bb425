/** The records of the domain `workflows`. */
import type { JsonValue } from '../../../json/types';

/**
 * Where a workflow run stands: one JSON object, kept whole. The fields named here are those that the store looks at;
 * any other travels just as losslessly.
 */
export interface WorkflowRunState {
  /** What the run is doing: `running`, `suspended`, `success` … */
  status?: string;
  /** The state machine's value. */
  value?: { currentState?: string; [field: string]: unknown };
  /** What the run has done so far. An object, where it is there. */
  context?: {
    /** What each step came to, by the step's id. An object, where it is there. */
    stepResults?: Record<string, JsonValue>;
    [field: string]: unknown;
  };
  [field: string]: unknown;
}

/** A run of a workflow, as stored. */
export interface WorkflowRun {
  /** 1 to 255 bytes, byte-exact. */
  workflowId: string;
  /** 1 to 255 bytes, byte-exact; unique within its workflow. */
  runId: string;
  /** Whose run it is. */
  resourceId?: string;
  /** What the run was last said to be doing. */
  status?: string;
  /** Where it stands. */
  snapshot: WorkflowRunState;
  /** 1 at creation, one more with each write; give it back as `expected`. */
  revision: number;
  /** When the store first heard of the run. */
  createdAt: Date;
  /** When the store last heard of it. */
  updatedAt: Date;
}
