/** Working with workflow snapshots: save a run's state, load it. */
import type { MastraStorage, WorkflowRunState } from '@agent-versions/core';
import { openStorage } from './basic-setup';
import { byHand } from './by-hand';

/** The snapshot as it was loaded. */
export async function workWithSnapshots(storage: MastraStorage): Promise<WorkflowRunState | null | undefined> {
  // Save workflow state
  const workflowsStore = await storage.getStore('workflows');
  await workflowsStore?.createWorkflowSnapshot({
    workflowId: 'my-workflow',
    runId: 'run-123',
    snapshot: {
      value: { currentState: 'running' },
      context: {
        stepResults: {},
        attempts: {},
        triggerData: {},
      },
      activePaths: [],
      runId: 'run-123',
      timestamp: Date.now(),
    },
  });

  // Load workflow state
  const store = await storage.getStore('workflows');

  const snapshot = await store?.getWorkflowSnapshot({
    workflowId: 'my-workflow',
    runId: 'run-123',
  });
  return snapshot;
}

await byHand(import.meta.url, async ([url]) => {
  const storage = await openStorage(url);
  const snapshot = await workWithSnapshots(storage);
  await storage.close();
  return snapshot;
});
