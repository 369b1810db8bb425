/** Records that are stored once go in by the order of their ids: two that save the same ones never block each other. */
import { setTimeout as sleep } from 'node:timers/promises';
import { prepareEvals } from '@agent-versions/core';
import { PgEvalsStorage } from '@agent-versions/pg';
import type { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { postgresUrl } from '../../../test/postgres/context';
import { testSchemas } from '../../../test/postgres/schema';
import { insertEvals } from '../../sql/src/statements/evals';
import { PostgresDialect } from '../src/db/dialect';
import { withClient } from './raw-client';

const schema = testSchemas().next();
const evals = new PgEvalsStorage({ connectionString: postgresUrl(), schema });

beforeAll(() => evals.init());
afterAll(() => evals.close());

/** Saves a score past the store, as part of the transaction that is open. */
function insertEval(client: Client, id: string) {
  return client.query(
    `insert into ${schema}.mastra_evals ("id", "scorerId", "score", "createdAt") values ($1, 'exact', 1, now())`,
    [id],
  );
}

/** Ends when another connection waits for this one. */
async function waitUntilBlocking(client: Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query(
      'select pid from pg_stat_activity where pg_backend_pid() = any(pg_blocking_pids(pid))',
    );
    if (rows.length > 0) return;
    await sleep(10);
  }
}

it.each([
  ['two', ['b', 'a']],
  ['so many that they take several statements', Array.from({ length: 300 }, (_, n) => String(999 - n))],
])('a call that waits for its first id holds none of the others: %s', (name, ends) =>
  withClient(async (client) => {
    const ids = ends.map((end) => `${name}-${end}`);
    const [last = ''] = ids;
    const first = ids.at(-1) ?? '';
    await client.query('begin');
    await insertEval(client, first);
    const call = evals.saveEvals({ evals: ids.map((id) => ({ id, scorerId: 'exact', score: 1 })) });
    await waitUntilBlocking(client);
    // a call that held the last id already would keep this one waiting, and be kept waiting by it
    await client.query(`set local lock_timeout = '1s'`);
    await insertEval(client, last);
    await client.query('commit');
    expect((await call).evals.map(({ id }) => id)).toEqual(ids);
  }),
);

it('the canary: in another order, a call that waits for its last id holds the others', () =>
  withClient((client) =>
    withClient(async (naive) => {
      const scores = ['canary-b', 'canary-a'].map((id) => ({ id, scorerId: 'exact', score: 1 }));
      const { text, values } = insertEvals(new PostgresDialect(schema), prepareEvals({ evals: scores }));
      await client.query('begin');
      await insertEval(client, 'canary-a');
      // or it would find the circle by itself, and give up what it holds
      await naive.query(`set deadlock_timeout = '10min'`);
      const call = naive.query(text, values);
      await waitUntilBlocking(client);
      await client.query(`set local lock_timeout = '10ms'`);
      await expect(insertEval(client, 'canary-b')).rejects.toMatchObject({ code: '55P03' });
      await client.query('rollback');
      expect((await call).rowCount).toBe(2);
    }),
  ));
