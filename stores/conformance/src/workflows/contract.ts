/** The contract of `workflows`, method by method. */
import { describe } from 'vitest';
import type { StoreConformanceInput } from '../input';
import { openForTests } from '../store-under-test';
import { expectedRevisionContract } from './expected';
import { workflowHazardsContract } from './hazards';
import { workflowIdsContract } from './ids';
import { listWorkflowRunsContract } from './list';
import { persistSnapshotContract } from './persist';
import { workflowRacesContract } from './races';
import { singleRunContract } from './runs';
import { updateResultsContract } from './update-results';
import { updateStateContract } from './update-state';

/** Proves the whole domain. */
export function workflowsContract(input: StoreConformanceInput): void {
  describe('workflows', () => {
    const store = openForTests(input);
    persistSnapshotContract(store);
    expectedRevisionContract(store);
    updateResultsContract(store);
    updateStateContract(store);
    singleRunContract(store);
    workflowIdsContract(store);
    workflowHazardsContract(store);
    workflowRacesContract(input.name, store);
  });
  describe('workflows.listWorkflowRuns', () => listWorkflowRunsContract(openForTests(input)));
}
