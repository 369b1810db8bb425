/** Backends killed under load: nothing acknowledged is lost, and nothing but typed errors comes of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { PostgresStore } from '@agent-versions/pg';
import { expect, it } from 'vitest';
import { postgresUrl } from '../../../../test/postgres/context';
import { testSchemas } from '../../../../test/postgres/schema';
import { printFigure } from '../figure';
import { withClient } from '../raw-client';
import { judge, startLoad } from './load';

const schemas = testSchemas();

/** Kills the backends of one application, a few at a time, for some seconds. Returns how many. */
function killBackends(application: string, seconds: number): Promise<number> {
  return withClient(async (client) => {
    let killed = 0;
    for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(100)) {
      const { rowCount } = await client.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1 order by random() limit 3`,
        [application],
      );
      killed += rowCount ?? 0;
    }
    return killed;
  });
}

it('acknowledged versions survive pg_terminate_backend', async () => {
  const schema = schemas.next();
  const store = new PostgresStore({
    id: 'pg',
    connectionString: `${postgresUrl()}?application_name=${schema}`,
    schema,
    max: 8,
  });
  await store.init();
  const load = startLoad(store, 8);
  const killed = await killBackends(schema, 5);
  const told = await load.stop();
  await store.close();
  const { stored, ...faults } = await judge(told, { schema });
  printFigure(
    `pg.terminate: lost ${faults.lost} of ${told.acknowledged.size} (target 0), refused but stored ${faults.ghosts} of ` +
      `${told.refused.size} (target 0), untyped errors ${told.others.length} (target 0), outcome unknown ` +
      `${told.unknown.size}; ${killed} backends killed`,
  );
  expect(told.others).toEqual([]);
  expect(faults).toEqual({ lost: 0, ghosts: 0, crooked: 0 });
  expect(killed).toBeGreaterThan(10);
  expect(stored).toBeGreaterThan(20);
});
