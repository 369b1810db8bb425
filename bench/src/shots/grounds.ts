/** Fresh databases: files of LibSQL, schemas of Postgres, this process's memory. */
import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InMemoryStore, type MastraStorage } from '@agent-versions/core';
import { LibSQLStore } from '@agent-versions/libsql';
import { PostgresStore } from '@agent-versions/pg';
import { closeAll, type OpenInput } from '../families/family';
import { makeFile } from '../families/libsql';
import { loadThroughStore } from '../families/load';
import { POOL_SIZE } from '../families/postgres';
import { dropSchemas, makeSchema } from '../families/postgres-schema';
import type { StoreName } from '../options';
import { RawLibSql } from '../raw/libsql';
import { RawPostgres } from '../raw/postgres';
import { historyKey } from '../workload/histories';
import type { Ground, OpenSideInput } from './shot';

/** Where fresh databases are made. */
export type Places = Pick<OpenInput, 'folder' | 'postgresUrl'>;

/** The grounds of the stores that were asked for, in the order of the families. */
export function openGrounds(stores: readonly string[], places: Places): NamedGround[] {
  const grounds: NamedGround[] = [
    { store: 'libsql', title: 'LibSQL file', ground: libsqlGround(places) },
    { store: 'postgres', title: 'Postgres', ground: postgresGround(places) },
    { store: 'memory', title: 'in memory', ground: memoryGround },
  ];
  return grounds.filter(({ store }) => stores.includes(store));
}

/** A ground, and how the table heads it. */
export interface NamedGround {
  store: StoreName;
  title: string;
  ground: Ground;
}

function libsqlGround({ folder }: Places): Ground {
  const templates = new Map<string, Promise<string>>();
  const makeTemplate = async (name: string, { history, loaded }: OpenSideInput): Promise<string> => {
    const path = join(folder, `${name}.db`);
    await makeFile(path, loaded ? history : null);
    return path;
  };
  const freshFile = async (input: OpenSideInput) => {
    const name = sourceName(input);
    const template = templates.get(name) ?? makeTemplate(name, input);
    templates.set(name, template);
    const path = join(folder, `${name}_${input.key}.db`);
    await copyFile(await template, path);
    return { path, remove: () => rm(path) };
  };
  return {
    async openStore(input) {
      const { path, remove } = await freshFile(input);
      const store = new LibSQLStore({ id: 'fresh', url: `file:${path}` });
      await warm(store);
      return { subject: store, close: () => closeAll([remove, () => store.close()]) };
    },
    async openRaw(input) {
      const { path, remove } = await freshFile(input);
      const raw = new RawLibSql({ path });
      return { subject: raw, close: () => closeAll([remove, () => raw.close()]) };
    },
  };
}

function postgresGround({ postgresUrl }: Places): Ground {
  const freshSchema = async (input: OpenSideInput) => {
    const connectionString = await postgresUrl();
    const schema = `bench_${process.pid}_${sourceName(input)}_${input.key}`;
    await makeSchema({ connectionString, schema, history: input.loaded ? input.history : null });
    return { connectionString, schema, drop: () => dropSchemas(connectionString, [schema]) };
  };
  return {
    async openStore(input) {
      const { drop, ...place } = await freshSchema(input);
      const store = new PostgresStore({ id: 'fresh', ...place, max: POOL_SIZE });
      await warm(store);
      return { subject: store, close: () => closeAll([drop, () => store.close()]) };
    },
    async openRaw(input) {
      const { drop, ...place } = await freshSchema(input);
      const raw = new RawPostgres({ ...place, poolSize: POOL_SIZE });
      await raw.countVersions('nobody'); // connects
      return { subject: raw, close: () => closeAll([drop, () => raw.close()]) };
    },
  };
}

const memoryGround: Ground = {
  async openStore({ history, loaded }) {
    const store = new InMemoryStore();
    if (loaded) await loadThroughStore(store, history);
    return { subject: store, close: () => store.close() };
  },
};

/** Tells what a fresh database begins with. */
function sourceName({ history, loaded }: OpenSideInput): string {
  return `${historyKey(history)}_${loaded ? 'loaded' : 'empty'}`;
}

/** Connects, and has the schema looked at. */
async function warm(store: MastraStorage): Promise<void> {
  const versions = await store.requireStore('agentVersions');
  await versions.countVersions('nobody');
}
