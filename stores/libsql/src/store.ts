/** The store that keeps all domains in one LibSQL database. */
import { MastraStorage, type Migrator, type StorableLimits } from '@agent-versions/core';
import type { Replicated } from '@libsql/client';
import { LibSQLDatabase } from './db/database';
import type { LibSQLOptions } from './db/options';
import { LibSQLAgentVersionsStorage } from './domains/agent-versions';
import { LibSQLAgentsStorage } from './domains/agents';
import { LibSQLEvalsStorage } from './domains/evals';
import { LibSQLMemoryStorage } from './domains/memory';
import { LibSQLObservabilityStorage } from './domains/observability';
import { LibSQLSessionsStorage } from './domains/sessions';
import { LibSQLWorkflowsStorage } from './domains/workflows';

/** What a LibSQL store is made of. */
export interface LibSQLStoreOptions extends LibSQLOptions {
  /** Names the store in errors and logs. */
  id: string;
  /** What people call it. Default: the id. */
  name?: string;
  /** How large snapshots and configurations may be, where the defaults do not fit. */
  limits?: Partial<StorableLimits>;
}

/**
 * All domains in one LibSQL database: a file, this process's memory, or a server such as Turso's.
 *
 * ```ts
 * const storage = new LibSQLStore({ id: 'main', url: 'file:./agents.db' });
 * const versions = await storage.requireStore('agentVersions');
 * const version = await versions.createVersion({ agentId: 'support', snapshot: { instructions: 'Be kind.' } });
 * await storage.close();
 * ```
 *
 * With a `syncUrl`, the file is an embedded replica of a server: writes go to the server, and so do reads unless
 * `reads` says otherwise.
 *
 * Any number of processes may use one file at the same time, unless it is a replica. With default options an
 * acknowledged write survives the process's being killed and the power's failing.
 */
export class LibSQLStore extends MastraStorage {
  readonly #database: LibSQLDatabase;

  /**
   * Touches nothing yet: the first call opens the database and brings its schema up to date.
   * @throws ValidationError when an option is none, has another form, or contradicts another
   */
  constructor({ id, name, limits, ...options }: LibSQLStoreOptions) {
    const database = new LibSQLDatabase(options);
    super({
      id,
      name,
      disableInit: options.disableInit,
      stores: {
        agents: new LibSQLAgentsStorage({ database, limits }),
        agentVersions: new LibSQLAgentVersionsStorage({ database, limits }),
        memory: new LibSQLMemoryStorage({ database, limits }),
        workflows: new LibSQLWorkflowsStorage({ database, limits }),
        evals: new LibSQLEvalsStorage({ database, limits }),
        observability: new LibSQLObservabilityStorage({ database, limits }),
        sessions: new LibSQLSessionsStorage({ database, limits }),
      },
    });
    this.#database = database;
  }

  /**
   * Brings an embedded replica (`syncUrl`) up to what its primary holds, and says how far that is.
   * @throws ValidationError when the store is no replica
   * @throws UnavailableError when the primary cannot be reached
   */
  sync(): Promise<Replicated> {
    return this.#database.sync();
  }

  /**
   * The migration engine on the store's database: how far its schema is, what would run, the way back. Opens the
   * database on its first call and never migrates by itself.
   */
  migrator(): Migrator {
    return this.#database.migrator();
  }
}
