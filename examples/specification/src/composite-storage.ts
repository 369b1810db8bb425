/** Composite storage: LibSQL for most domains, Postgres for observability over a client that the application shares. */
import { MastraStorage } from '@agent-versions/core';
import { LibSQLStore } from '@agent-versions/libsql';
import { PgObservabilityStorage as ObservabilityStorage } from '@agent-versions/pg'; // ours say their database
import pgPromise from 'pg-promise';
import { byHand } from './by-hand';

/** What is specific to a machine. */
export interface CompositeInput {
  /** Of the default store. */
  url?: string;
  /** Of the database for observability. */
  connectionString?: string;
}

/** The storage, and the client that it shares: closing the storage leaves that open. */
export async function openComposite({
  url = 'file:./default.db',
  connectionString = 'postgresql://user:password@localhost:5432/mastra',
}: CompositeInput = {}) {
  // Default store for all domains
  const defaultStore = new LibSQLStore({
    id: 'default-storage',
    url,
  });

  // Override observability to use PostgreSQL
  const pgp = pgPromise();
  const sharedDbClient = pgp({
    connectionString,
  });

  const observabilityStorage = new ObservabilityStorage({
    client: sharedDbClient,
    schema: 'public',
  });

  const storage = new MastraStorage({
    id: 'mastra-storage',
    name: 'Mastra Storage',
    default: defaultStore, // Default for workflows, memory, evals
    stores: {
      observability: observabilityStorage, // Override observability
    },
  });

  // Only domains that are explicitly provided or exist in the default store will be initialized
  await storage.init();
  return { storage, sharedDbClient };
}

await byHand(import.meta.url, async ([url, connectionString]) => {
  const { storage, sharedDbClient } = await openComposite({ url, connectionString });
  const observability = await storage.requireStore('observability');
  await observability.createSpan({ traceId: crypto.randomUUID(), spanId: '1', name: 'run', startedAt: new Date() });
  const { total } = await observability.listTraces();
  await storage.close();
  await sharedDbClient.$pool.end();
  return { total };
});
