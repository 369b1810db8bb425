/** The store that keeps every domain in one schema of a Postgres database. */
import { MastraStorage, type Migrator } from '@agent-versions/core';
import { PgDatabase } from './db/database';
import type { PostgresOptions } from './db/options';
import { PgAgentVersionsStorage } from './domains/agent-versions';
import { PgAgentsStorage } from './domains/agents';
import { PgEvalsStorage } from './domains/evals';
import { PgMemoryStorage } from './domains/memory';
import { PgObservabilityStorage } from './domains/observability';
import { PgSessionsStorage } from './domains/sessions';
import { PgWorkflowsStorage } from './domains/workflows';

/** What a Postgres store is made of. */
export interface PostgresStoreOptions extends PostgresOptions {
  /** Names the store in errors and logs. */
  id: string;
  /** What people call it. Default: the id. */
  name?: string;
}

/**
 * All domains on Postgres, sharing one pool of connections. Nothing is opened before the first call; the first call
 * also brings the schema up to date, safely among any number of processes.
 *
 * ```ts
 * const store = new PostgresStore({ id: 'main', connectionString: 'postgres://app:secret@db.example.com/app' });
 * const versions = await store.requireStore('agentVersions');
 * ```
 *
 * Tables live in a schema of their own, `agent_versions` unless `schema` says otherwise. Behind a pooler in
 * transaction mode (PgBouncer and its like) set `preparedStatements: false`. A pg-promise database that the
 * application has already can be shared as `client`.
 *
 * Calls never hang: they wait at most `connectionTimeout` for a connection and `statementTimeout` for a statement,
 * and fail with an UnavailableError, or, where a write may have happened, an OutcomeUnknownError.
 */
export class PostgresStore extends MastraStorage {
  readonly #database: PgDatabase;

  /** @throws ValidationError when an option is unknown, missing or out of range */
  constructor({ id, name, ...options }: PostgresStoreOptions) {
    const database = new PgDatabase(options);
    super({
      id,
      name,
      disableInit: options.disableInit,
      stores: {
        agents: new PgAgentsStorage(options, database),
        agentVersions: new PgAgentVersionsStorage(options, database),
        memory: new PgMemoryStorage(options, database),
        workflows: new PgWorkflowsStorage(options, database),
        evals: new PgEvalsStorage(options, database),
        observability: new PgObservabilityStorage(options, database),
        sessions: new PgSessionsStorage(options, database),
      },
    });
    this.#database = database;
  }

  /** The engine behind `init`, to look at the schema's history, to roll back, or to try a migration out first. */
  migrator(): Migrator {
    return this.#database.migrator();
  }
}
