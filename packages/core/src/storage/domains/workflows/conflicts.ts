/** The refusals of the domain `workflows`, worded once for every store. */
import { ConflictError, NotFoundError } from '../../../errors';
import type { WorkflowRunKey } from './base';

/** There is no such run. */
export function noSuchRun({ workflowId, runId }: WorkflowRunKey): NotFoundError {
  return new NotFoundError({ entity: 'workflowRun', id: `${workflowId}/${runId}` });
}

/** The run is not at the revision that the caller has seen; 0 stands for `'none'`. */
export function runMovedOn(
  { workflowId, runId }: WorkflowRunKey,
  { expected, actual }: { expected: number; actual: number },
): ConflictError {
  const seen = { expected: expected || 'none', actual: actual || 'none' };
  return new ConflictError({ entity: 'workflowRun', id: `${workflowId}/${runId}`, ...seen });
}
