/** What the conformance suite needs of a Postgres store. */
import { fileURLToPath } from 'node:url';
import type { StoreConformanceInput } from '@agent-versions/conformance';
import type { MastraStorage } from '@agent-versions/core';
import { PostgresStore, type PostgresStoreOptions } from '@agent-versions/pg';
import { postgresUrl } from '../../../test/postgres/context';
import { testSchemas } from '../../../test/postgres/schema';
import { withClient } from './raw-client';

const OPENER = fileURLToPath(new URL('./workers/open.ts', import.meta.url));

/** The input of the suite, with a schema for each store. Call it once, at the top of a test file. */
export function conformanceInput(name: string, options: Partial<PostgresStoreOptions> = {}): StoreConformanceInput {
  const schemas = testSchemas();
  const opened = new Map<MastraStorage, PostgresStoreOptions>();
  const optionsOf = (store: MastraStorage): PostgresStoreOptions => {
    const known = opened.get(store);
    if (!known) throw new Error('This store was not opened here');
    return known;
  };
  return {
    name,
    open: () => {
      const chosen = { id: 'conformance', connectionString: postgresUrl(), schema: schemas.next(), ...options };
      const store = new PostgresStore(chosen);
      opened.set(store, chosen);
      return store;
    },
    close: (store) => store.close(), // the schemas are dropped with the file
    processes: { connect: (store) => ({ module: OPENER, config: optionsOf(store) }) },
    rawUpdate: (store, versionId) => {
      const table = `"${optionsOf(store).schema}".mastra_agent_versions`;
      return withClient((client) =>
        client.query(`update ${table} set snapshot = '{"edited": true}' where id = $1`, [versionId]),
      );
    },
  };
}
