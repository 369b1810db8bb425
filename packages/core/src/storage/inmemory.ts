/** The store that keeps everything in this process's memory: for tests, and as the reference of all others. */
import type { StorableLimits } from '../json/limits';
import { InMemoryAgentVersionsStorage } from './domains/agent-versions/inmemory';
import { InMemoryAgentsStorage } from './domains/agents/inmemory';
import { InMemoryEvalsStorage } from './domains/evals/inmemory';
import { InMemoryMemoryStorage } from './domains/memory/inmemory';
import { InMemoryObservabilityStorage } from './domains/observability/inmemory';
import { InMemorySessionsStorage } from './domains/sessions/inmemory';
import { InMemoryWorkflowsStorage } from './domains/workflows/inmemory';
import { InMemoryDatabase } from './inmemory-database';
import { MastraStorage } from './storage';

/** What an in-memory store is made of. */
export interface InMemoryStoreOptions {
  /** Default: `in-memory`. */
  id?: string;
  /** Default: the id. */
  name?: string;
  /** How large snapshots and configurations may be, where the defaults do not fit. */
  limits?: Partial<StorableLimits>;
}

/** All domains in memory. What it holds is gone with the process. */
export class InMemoryStore extends MastraStorage {
  /** @throws ValidationError when an option is none */
  constructor(options: InMemoryStoreOptions = {}) {
    const { id = 'in-memory', name, limits, ...unknown } = options;
    const shared = { database: new InMemoryDatabase(), limits };
    super({
      ...unknown,
      id,
      name,
      stores: {
        agents: new InMemoryAgentsStorage(shared),
        agentVersions: new InMemoryAgentVersionsStorage(shared),
        memory: new InMemoryMemoryStorage(shared),
        workflows: new InMemoryWorkflowsStorage(shared),
        evals: new InMemoryEvalsStorage(shared),
        observability: new InMemoryObservabilityStorage(shared),
        sessions: new InMemorySessionsStorage(shared),
      },
    });
  }
}
