/** The contract of `memory`, method by method. */
import { describe } from 'vitest';
import type { StoreConformanceInput } from '../input';
import { openForTests } from '../store-under-test';
import { memoryHazardsContract } from './hazards';
import { listMessagesContract } from './list-messages';
import { listThreadsContract } from './list-threads';
import { memoryRacesContract } from './races';
import { resourcesContract } from './resources';
import { saveMessagesContract } from './save-messages';
import { threadsContract } from './threads';

/** Proves the whole domain. */
export function memoryContract(input: StoreConformanceInput): void {
  describe('memory', () => {
    const store = openForTests(input);
    threadsContract(store);
    saveMessagesContract(store);
    listMessagesContract(store);
    resourcesContract(store);
    memoryHazardsContract(store);
    memoryRacesContract(input.name, store);
    listThreadsContract(input);
  });
}
