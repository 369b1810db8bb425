/** Postgres beside `pg`: the same server, a schema for each side of each history, pools of the same size. */
import { PostgresStore } from '@agent-versions/pg';
import type { Lane } from '../measure';
import { RAW } from '../measure';
import { RawPostgres } from '../raw/postgres';
import { historyKey, Sampler } from '../workload/histories';
import { closeAll, type Family } from './family';
import { dropSchemas, makeSchema } from './postgres-schema';
import { StoreTarget } from './store-target';

/** Connections of each side on each history, as many as the store has by default. */
export const POOL_SIZE = 10;

/** The store on a schema of its own; the raw side on tables that the store made elsewhere. */
export const postgres: Family = {
  title: 'Postgres',
  stores: [{ name: 'postgres', title: 'PostgresStore', heading: 'store', against: { side: RAW, aim: 1.3 } }],
  async open({ histories, postgresUrl }) {
    const connectionString = await postgresUrl();
    const closers: (() => unknown)[] = [];
    const lanes: Lane[] = [];
    for (const history of histories) {
      const sampler = () => new Sampler(history);
      const names = [RAW, 'store'].map((side) => `bench_${process.pid}_${historyKey(history)}_${side}`);
      const [rawSchema, schema] = names as [string, string];
      closers.push(() => dropSchemas(connectionString, names));
      for (const name of names) await makeSchema({ connectionString, schema: name, history });
      const store = new PostgresStore({ id: 'postgres', connectionString, schema, max: POOL_SIZE });
      const raw = new RawPostgres({ connectionString, schema: rawSchema, poolSize: POOL_SIZE });
      closers.push(
        () => store.close(),
        () => raw.close(),
      );
      lanes.push({ side: RAW, history, target: raw, sampler: sampler() });
      const target = await StoreTarget.open(store);
      lanes.push({ side: 'postgres', history, target, sampler: sampler() });
    }
    return { lanes, close: () => closeAll(closers) };
  },
};
