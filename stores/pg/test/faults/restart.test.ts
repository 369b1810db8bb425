/** A server that restarts under load, in order and by a crash: the pool recovers by itself and nothing is lost. */
import { setTimeout as sleep } from 'node:timers/promises';
import { PostgresStore } from '@agent-versions/pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EmbeddedPostgres, type StopMode } from '../../../../test/postgres/embedded';
import { printFigure } from '../figure';
import { judge, startLoad, type Told } from './load';

const schema = 'restarted';
let server: EmbeddedPostgres;

beforeAll(async () => {
  server = await EmbeddedPostgres.create({ max_connections: '50' });
});
afterAll(() => server.remove());

/** Restarts the server; returns how long after its return the first write got through, in milliseconds. */
async function restart(mode: StopMode, told: Told): Promise<number> {
  await server.stop(mode);
  await sleep(300);
  await server.start();
  const up = performance.now();
  const first = () => told.times.find((time) => time > up);
  while (first() === undefined && performance.now() - up < 15_000) await sleep(5);
  return Math.round((first() ?? Number.POSITIVE_INFINITY) - up);
}

it('acknowledged versions survive restarts, and calls succeed again at once', async () => {
  const store = new PostgresStore({ id: 'pg', connectionString: server.url, schema, max: 8 });
  await store.init();
  const load = startLoad(store, 8);
  const waits: number[] = [];
  for (const mode of ['fast', 'immediate', 'fast', 'immediate'] as const) {
    await sleep(500);
    waits.push(await restart(mode, load.told));
  }
  await sleep(500);
  const told = await load.stop();
  await store.close();
  const { stored, ...faults } = await judge(told, { schema, url: server.url });
  printFigure(
    `pg.restart: lost ${faults.lost} of ${told.acknowledged.size} (target 0), refused but stored ${faults.ghosts} of ` +
      `${told.refused.size} (target 0), untyped errors ${told.others.length} (target 0), first success ` +
      `${waits.join(', ')} ms after the server was up (target < 1000)`,
  );
  expect(told.others).toEqual([]);
  expect(faults).toEqual({ lost: 0, ghosts: 0, crooked: 0 });
  expect(Math.max(...waits)).toBeLessThan(15_000); // the figure above is for a machine that is not busy
  expect(stored).toBeGreaterThan(20);
});

it('a store made while the server is down works once it is up', async () => {
  await server.stop();
  const store = new PostgresStore({ id: 'pg', connectionString: server.url, schema: 'late', connectionTimeout: 1_000 });
  await expect(store.init()).rejects.toMatchObject({ code: 'unavailable', retryable: true });
  await expect(store.requireStore('agents')).rejects.toMatchObject({ code: 'unavailable', retryable: true });
  await server.start();
  const agents = await store.requireStore('agents');
  expect(await agents.createAgent({ id: 'a', name: 'A' })).toMatchObject({ id: 'a', revision: 1 });
  await store.close();
});
