/** Runs of workflows to test with. */
import type { JsonValue, WorkflowRunKey, WorkflowRunState } from '@agent-versions/core';
import { freshId } from '../samples';

/** A run that nobody used before. */
export function freshRun(): WorkflowRunKey {
  return { workflowId: freshId('workflow'), runId: freshId('run') };
}

/** How errors name a run. */
export function nameOf({ workflowId, runId }: WorkflowRunKey): string {
  return `${workflowId}/${runId}`;
}

/** A snapshot as the specification shows it. */
export function sampleState(stepResults: Record<string, JsonValue> = {}): WorkflowRunState {
  return {
    value: { currentState: 'running' },
    context: { stepResults, attempts: { fetch: 1 }, triggerData: { city: 'Oslo', days: null } },
    activePaths: [],
    runId: 'run-123',
    timestamp: 1_763_683_200_000,
  };
}
