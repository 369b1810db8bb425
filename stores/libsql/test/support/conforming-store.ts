/** What the conformance suite needs of a LibSQL store, whichever way it is reached. */
import { fileURLToPath } from 'node:url';
import type { StoreConformanceInput } from '@agent-versions/conformance';
import type { MastraStorage } from '@agent-versions/core';
import { createClient } from '@libsql/client';
import { LibSQLStore, type LibSQLStoreOptions } from '../../src/store';

const OPENER = fileURLToPath(new URL('../workers/open.ts', import.meta.url));

/** How to open stores, and who else can reach their databases. */
export interface LibSQLConformance {
  name: string;
  /** The options of a store on a new, empty namespace. */
  options(): LibSQLStoreOptions;
  /** Whether others can open the same database by its url: another process, or a client that goes around the store. */
  shared: boolean;
  /** Clears a namespace away where closing the store and removing its folder do not. */
  clear?(options: LibSQLStoreOptions): Promise<void>;
}

/** The input of the suite. */
export function conformanceInput({ name, options, shared, clear }: LibSQLConformance): StoreConformanceInput {
  const opened = new Map<MastraStorage, LibSQLStoreOptions>();
  const optionsOf = (store: MastraStorage): LibSQLStoreOptions => {
    const known = opened.get(store);
    if (!known) throw new Error('This store was not opened here');
    return known;
  };
  return {
    name,
    open: () => {
      const chosen = options();
      const store = new LibSQLStore(chosen);
      opened.set(store, chosen);
      return store;
    },
    close: async (store) => {
      await store.close();
      optionsOf(store).client?.close();
      await clear?.(optionsOf(store));
    },
    ...(shared && {
      processes: { connect: (store) => ({ module: OPENER, config: optionsOf(store) }) },
      rawUpdate: (store, versionId) => updateVersion(optionsOf(store), versionId),
    }),
  };
}

/** Changes a version behind the store's back, if the database lets it. */
async function updateVersion({ url, tablePrefix = '' }: LibSQLStoreOptions, versionId: string): Promise<void> {
  const client = createClient({ url: String(url) });
  try {
    const sql = `update "${tablePrefix}mastra_agent_versions" set "snapshot" = '{"edited":true}' where "id" = ?`;
    await client.execute({ sql, args: [versionId] });
  } finally {
    client.close();
  }
}
