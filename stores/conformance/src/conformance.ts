/** The whole of a store's conformance test, in one call. */
import { describe } from 'vitest';
import { createVersionContract } from './agent-versions/create';
import { deleteVersionContract } from './agent-versions/delete';
import { getVersionContract } from './agent-versions/get';
import { labelMovesContract } from './agent-versions/label-moves';
import { labelsContract } from './agent-versions/labels';
import { listVersionsContract } from './agent-versions/list';
import { agentsContract } from './agents';
import { hashContract } from './hash';
import { hostileFieldsContract } from './hazards/fields-contract';
import { hostileValuesContract } from './hazards/values-contract';
import { immutabilityContract } from './immutability';
import type { StoreConformanceInput } from './input';
import { lifecycleContract } from './lifecycle';
import { listAgentsContract } from './list-agents';
import { modelContract } from './model/contract';
import { pagingContract } from './paging';
import { processesContract } from './processes/contract';
import { racesContract } from './races/contract';

/**
 * Defines every test that a store must pass, in the test file that calls it. Nothing in it knows which store it runs
 * on; what a store cannot have (a second process, a raw update) it leaves out of `input`, and then no such test exists.
 */
export function storeConformance(input: StoreConformanceInput): void {
  describe(`${input.name} conforms`, () => {
    lifecycleContract(input);
    agentsContract(input);
    listAgentsContract(input);
    createVersionContract(input);
    getVersionContract(input);
    listVersionsContract(input);
    deleteVersionContract(input);
    labelsContract(input);
    labelMovesContract(input);
    hostileValuesContract(input);
    hostileFieldsContract(input);
    hashContract(input);
    immutabilityContract(input);
    pagingContract(input);
    racesContract(input);
    modelContract(input);
    if (input.processes) processesContract(input, input.processes);
  });
}
