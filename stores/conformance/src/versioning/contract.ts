/** The versioning rules on a real store: what each action does in one step, and what its races leave behind. */
import { AgentVersioning } from '@agent-versions/core';
import { describe } from 'vitest';
import type { StoreConformanceInput } from '../input';
import { openForTests } from '../store-under-test';
import { agentBehaviour } from './agent-behaviour';
import { callerOf } from './caller';
import { historyBehaviour } from './history-behaviour';
import { versioningAcrossProcesses } from './processes';
import { defineRaces } from './races';
import { saveBehaviour } from './save-behaviour';

/** Proves the rules that a store and the service keep together. */
export function versioningContract(input: StoreConformanceInput): void {
  describe('versioning', () => {
    const store = openForTests(input);
    const service = (): AgentVersioning => new AgentVersioning({ storage: store.storage, actor: { id: 'mira' } });
    agentBehaviour(service, store);
    saveBehaviour(service, store);
    historyBehaviour(service);
    describe('races', () => {
      // two services, as a program has them that binds one to each of its users
      const callers = [service, service].map((make) => () => callerOf(make()));
      defineRaces({ name: input.name, suffix: '', callers: () => callers.map((open) => open()) });
    });
  });
  if (input.processes) versioningAcrossProcesses(input, input.processes);
}
