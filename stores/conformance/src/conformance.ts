/** The whole of a store's conformance test, in one call. */
import { describe } from 'vitest';
import { chainContract } from './agent-versions/chain';
import { createVersionContract } from './agent-versions/create';
import { createVersionWithContract } from './agent-versions/create-with';
import { deleteVersionContract } from './agent-versions/delete';
import { deleteHistoryContract } from './agent-versions/delete-history';
import { eventsContract } from './agent-versions/events';
import { feedContract } from './agent-versions/feed';
import { findVersionsContract } from './agent-versions/find';
import { getVersionContract } from './agent-versions/get';
import { historyContract } from './agent-versions/history';
import { importHistoryContract } from './agent-versions/import-history';
import { importMovesContract } from './agent-versions/import-moves';
import { labelMovesContract } from './agent-versions/label-moves';
import { labelsContract } from './agent-versions/labels';
import { listVersionsContract } from './agent-versions/list';
import { pruneVersionsContract } from './agent-versions/prune';
import { redactVersionContract } from './agent-versions/redact';
import { splitLabelsContract } from './agent-versions/splits';
import { agentsContract } from './agents';
import { savedAgentsContract } from './agents-saved';
import { evalsContract } from './evals/contract';
import { hashContract } from './hash';
import { hostileFieldsContract } from './hazards/fields-contract';
import { hostileValuesContract } from './hazards/values-contract';
import { immutabilityContract } from './immutability';
import type { StoreConformanceInput } from './input';
import { lifecycleContract } from './lifecycle';
import { listAgentsContract } from './list-agents';
import { memoryContract } from './memory/contract';
import { modelContract } from './model/contract';
import { observabilityContract } from './observability/contract';
import { pagingContract } from './paging';
import { processesContract } from './processes/contract';
import { racesContract } from './races/contract';
import { sessionsContract } from './sessions/contract';
import { versioningContract } from './versioning/contract';
import { workflowsContract } from './workflows/contract';

/**
 * Defines every test that a store must pass, in the test file that calls it. Nothing in it knows which store it runs
 * on; what a store cannot have (a second process, a raw update) it leaves out of `input`, and then no such test exists.
 */
export function storeConformance(input: StoreConformanceInput): void {
  describe(`${input.name} conforms`, () => {
    lifecycleContract(input);
    agentsContract(input);
    listAgentsContract(input);
    savedAgentsContract(input);
    createVersionContract(input);
    createVersionWithContract(input);
    getVersionContract(input);
    listVersionsContract(input);
    findVersionsContract(input);
    deleteVersionContract(input);
    pruneVersionsContract(input);
    redactVersionContract(input);
    deleteHistoryContract(input);
    chainContract(input);
    historyContract(input);
    importHistoryContract(input);
    importMovesContract(input);
    eventsContract(input);
    feedContract(input);
    labelsContract(input);
    splitLabelsContract(input);
    labelMovesContract(input);
    hostileValuesContract(input);
    hostileFieldsContract(input);
    hashContract(input);
    immutabilityContract(input);
    pagingContract(input);
    racesContract(input);
    modelContract(input);
    versioningContract(input);
    memoryContract(input);
    workflowsContract(input);
    evalsContract(input);
    observabilityContract(input);
    sessionsContract(input);
    if (input.processes) processesContract(input, input.processes);
  });
}
