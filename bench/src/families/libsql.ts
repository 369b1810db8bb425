/** LibSQL on files and in memory, beside the engine that it drives. */
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LibSQLStore } from '@agent-versions/libsql';
import { createClient } from '@libsql/client';
import type { Lane } from '../measure';
import { BARE_CLIENT, RAW } from '../measure';
import { RawLibSql } from '../raw/libsql';
import { RawLibSqlClient } from '../raw/libsql-client';
import { type History, historyKey, loadedVersions, Sampler } from '../workload/histories';
import { closeAll, type Family, type OpenInput } from './family';
import { loadRecords, loadThroughStore } from './load';
import { StoreTarget } from './store-target';

/** The store on a local file and on an injected client, each on a copy of the file that the raw side has. */
export const libsqlFile: Family = {
  title: 'LibSQL file',
  stores: [
    { name: 'libsql', title: 'LibSQLStore', heading: 'store', against: { side: RAW, aim: 1.5 } },
    {
      name: 'libsql-client',
      title: 'LibSQLStore on a client',
      heading: 'store on client',
      against: { side: BARE_CLIENT, aim: 2 },
    },
  ],
  async open(input) {
    const closers: (() => unknown)[] = [];
    const lanes: Lane[] = [];
    for (const history of input.histories) lanes.push(...(await openFiles(input, history, closers)));
    return { lanes, close: () => closeAll(closers) };
  },
};

async function openFiles(input: OpenInput, history: History, closers: (() => unknown)[]): Promise<Lane[]> {
  const file = (side: string) => join(input.folder, `${historyKey(history)}-${side}.db`);
  const lane = { history };
  await makeFile(file(RAW), history);
  const lanes: Lane[] = [];
  for (const side of input.stores) {
    await copyFile(file(RAW), file(side));
    const url = `file:${file(side)}`;
    const source = side === 'libsql-client' ? { client: createClient({ url }) } : { url };
    const store = new LibSQLStore({ id: side, ...source });
    closers.push(async () => {
      await store.close();
      source.client?.close();
    });
    lanes.push({ ...lane, side, target: await StoreTarget.open(store), sampler: new Sampler(history) });
  }
  if (input.stores.includes('libsql-client')) {
    await copyFile(file(RAW), file('bare'));
    const bare = new RawLibSqlClient({ url: `file:${file('bare')}` });
    closers.push(() => bare.close());
    lanes.unshift({ ...lane, side: BARE_CLIENT, target: bare, sampler: new Sampler(history) });
  }
  const raw = new RawLibSql({ path: file(RAW) });
  closers.push(() => raw.close());
  return [{ ...lane, side: RAW, target: raw, sampler: new Sampler(history) }, ...lanes];
}

/** A file with the store's own tables, and the history in them where there is one. */
export async function makeFile(path: string, history: History | null): Promise<void> {
  await withStore(path, (store) => store.init());
  if (!history) return;
  const raw = new RawLibSql({ path });
  raw.load(loadedVersions(history));
  await raw.close();
  await withStore(path, (store) => loadRecords(store, history));
}

async function withStore(path: string, work: (store: LibSQLStore) => Promise<void>): Promise<void> {
  const store = new LibSQLStore({ id: 'loader', url: `file:${path}` });
  await work(store);
  await store.close();
}

/** The store on `:memory:`; the raw side has its tables in a memory of its own. */
export const libsqlMemory: Family = {
  title: ':memory:',
  stores: [{ name: 'libsql-memory', title: 'LibSQLStore', heading: 'store', against: { side: RAW, aim: 1.5 } }],
  async open({ histories, folder }) {
    const closers: (() => unknown)[] = [];
    const lanes: Lane[] = [];
    for (const history of histories) {
      const file = join(folder, `${historyKey(history)}-memory.db`);
      await makeFile(file, history);
      const raw = new RawLibSql({ path: ':memory:', copyOf: file });
      const store = new LibSQLStore({ id: 'libsql-memory', url: ':memory:' });
      closers.push(
        () => raw.close(),
        () => store.close(),
      );
      await loadThroughStore(store, history);
      lanes.push({ side: RAW, history, target: raw, sampler: new Sampler(history) });
      const target = await StoreTarget.open(store);
      lanes.push({ side: 'libsql-memory', history, target, sampler: new Sampler(history) });
    }
    return { lanes, close: () => closeAll(closers) };
  },
};
