/** The life of a store: opened lazily or ahead, once or by many at a time, closed any number of times. */
import type { MastraStorage, PageOutput, StorageDomains } from '@agent-versions/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StoreConformanceInput } from './input';
import { freshId, sampleConfig } from './samples';

/** Proves `init` and `close`, and that neither is needed before a first call. */
export function lifecycleContract(input: StoreConformanceInput): void {
  describe('life cycle', () => {
    let storage: MastraStorage;

    beforeEach(async () => {
      storage = await input.open();
    });

    afterEach(() => input.close(storage));

    it('answers its first call without init', async () => {
      const { agentVersions: versions } = uninitialised(storage);
      const made = await versions.createVersion({ agentId: freshId(), snapshot: {} });
      expect(await versions.getVersion(made.id)).toEqual(made);
    });

    it('answers the first calls of every domain at once', async () => {
      const domains = uninitialised(storage);
      const { agentVersions: versions, agents } = domains;
      const [list, latest, made, lists] = await Promise.all([
        agents.listAgents(),
        versions.getLatestVersion('nobody'),
        agents.createAgent(sampleConfig()),
        listsOf(domains),
      ]);
      expect(list.total).toBeLessThanOrEqual(1);
      expect(latest).toBeNull();
      expect(lists.map(({ total }) => total)).toEqual(lists.map(() => 0));
      expect(await agents.getAgent(made.id)).toEqual(made);
    });

    it('starts empty', async () => {
      const agents = await storage.requireStore('agents');
      expect(await agents.listAgents()).toEqual({ agents: [], total: 0, page: 1, perPage: 20, hasMore: false });
      const page = { total: 0, page: 0, perPage: 20, hasMore: false };
      const names = ['threads', 'runs', 'evals', 'spans', 'sessions'];
      expect(await listsOf(uninitialised(storage))).toEqual(names.map((name) => ({ [name]: [], ...page })));
    });

    it('is initialised by twenty callers at once, and again, without losing anything', async () => {
      await Promise.all(Array.from({ length: 20 }, () => storage.init()));
      const agents = await storage.requireStore('agents');
      const made = await agents.createAgent(sampleConfig());
      await Promise.all([storage.init(), agents.init()]);
      expect(await agents.getAgent(made.id)).toEqual(made);
    });

    it('closes any number of times', async () => {
      await storage.init();
      await storage.close();
      expect(await storage.close()).toBeUndefined();
    });

    it('closes before it was ever used', async () => {
      expect(await storage.close()).toBeUndefined();
    });
  });
}

/** The domains as they are before anybody called init on them. */
function uninitialised(storage: MastraStorage): StorageDomains {
  const { agents, agentVersions, memory, workflows, evals, observability, sessions } = storage.stores;
  if (!agents || !agentVersions || !memory || !workflows || !evals || !observability || !sessions) {
    throw new Error('A store under test has every domain');
  }
  return { agents, agentVersions, memory, workflows, evals, observability, sessions };
}

/** The first page of each list whose pages count from 0, in the order of the domains. */
function listsOf({ memory, workflows, evals, observability, sessions }: StorageDomains): Promise<PageOutput[]> {
  return Promise.all([
    memory.listThreads(),
    workflows.listWorkflowRuns(),
    evals.listEvals(),
    observability.listTraces(),
    sessions.listSessions(),
  ]);
}
