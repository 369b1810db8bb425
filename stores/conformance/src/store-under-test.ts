/** The store that a group of tests runs on: opened before the first of them, closed after the last. */
import type { AgentsStorage, AgentVersionsStorage, MastraStorage } from '@agent-versions/core';
import { afterAll, beforeAll } from 'vitest';
import type { StoreConformanceInput } from './input';

/** A store and its domains. Readable inside tests only. */
export interface StoreUnderTest {
  /** The store as `open` returned it. */
  readonly storage: MastraStorage;
  /** Its domain `agents`. */
  readonly agents: AgentsStorage;
  /** Its domain `agentVersions`. */
  readonly versions: AgentVersionsStorage;
}

/** What is open between the first and the last test of a group. */
interface OpenStore {
  storage: MastraStorage;
  agents: AgentsStorage;
  versions: AgentVersionsStorage;
}

/**
 * Opens a store for the tests of the surrounding `describe`. They share it, so each works on agents of its own, with
 * ids that nobody used before; only a test of what spans all agents needs a group of its own.
 */
export function openForTests(input: StoreConformanceInput): StoreUnderTest {
  let open: OpenStore | undefined;
  beforeAll(async () => {
    const storage = await input.open();
    open = {
      storage,
      agents: await storage.requireStore('agents'),
      versions: await storage.requireStore('agentVersions'),
    };
  });
  afterAll(async () => {
    if (open) await input.close(open.storage);
  });
  const current = (): OpenStore => {
    if (!open) throw new Error('The store is open inside tests only');
    return open;
  };
  return {
    get storage() {
      return current().storage;
    },
    get agents() {
      return current().agents;
    },
    get versions() {
      return current().versions;
    },
  };
}
