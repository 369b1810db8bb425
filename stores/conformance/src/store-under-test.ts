/** The store that a group of tests runs on: opened before the first of them, closed after the last. */
import type { AgentsStorage, AgentVersionsStorage, MastraStorage, StorageDomains } from '@agent-versions/core';
import { afterAll, beforeAll } from 'vitest';
import type { StoreConformanceInput } from './input';

/** A store and its domains. Readable inside tests only. */
export interface StoreUnderTest extends Omit<StorageDomains, 'agentVersions'> {
  /** The store as `open` returned it. */
  readonly storage: MastraStorage;
  /** Its domain `agents`. */
  readonly agents: AgentsStorage;
  /** Its domain `agentVersions`. */
  readonly versions: AgentVersionsStorage;
}

/**
 * Opens a store for the tests of the surrounding `describe`. They share it, so each works on records of its own, with
 * ids that nobody used before; only a test of what spans all records needs a group of its own.
 */
export function openForTests(input: StoreConformanceInput): StoreUnderTest {
  let open: MastraStorage | undefined;
  beforeAll(async () => {
    open = await input.open();
  });
  afterAll(async () => {
    if (open) await input.close(open);
  });
  const current = (): MastraStorage => {
    if (!open) throw new Error('The store is open inside tests only');
    return open;
  };
  const domain = <Name extends keyof StorageDomains>(name: Name): StorageDomains[Name] => {
    const found = current().stores[name];
    if (!found) throw new Error(`A store under test has the domain ${name}`);
    return found;
  };
  return {
    get storage() {
      return current();
    },
    get agents() {
      return domain('agents');
    },
    get versions() {
      return domain('agentVersions');
    },
    get memory() {
      return domain('memory');
    },
    get workflows() {
      return domain('workflows');
    },
    get evals() {
      return domain('evals');
    },
    get observability() {
      return domain('observability');
    },
    get sessions() {
      return domain('sessions');
    },
  };
}
