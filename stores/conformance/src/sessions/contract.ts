/** The contract of `sessions`, method by method. */
import { describe } from 'vitest';
import type { StoreConformanceInput } from '../input';
import { openForTests } from '../store-under-test';
import { appendLogsContract } from './append-logs';
import { createSessionContract } from './create';
import { deletionsContract } from './deletions';
import { sessionHazardsContract } from './hazards';
import { listSessionsContract } from './list';
import { logTreeContract } from './log-tree';
import { sessionRacesContract } from './races';
import { readLogsContract } from './read-logs';
import { sessionStatusContract } from './status';
import { updateSessionContract } from './update';
import { sessionWithAgentContract } from './with-agent';

/** Proves the whole domain. */
export function sessionsContract(input: StoreConformanceInput): void {
  describe('sessions', () => {
    const store = openForTests(input);
    createSessionContract(store);
    updateSessionContract(store);
    sessionStatusContract(store);
    sessionWithAgentContract(store);
    appendLogsContract(store);
    readLogsContract(store);
    logTreeContract(store);
    deletionsContract(store);
    sessionHazardsContract(store);
    sessionRacesContract(input.name, store);
  });
  listSessionsContract(input);
}
