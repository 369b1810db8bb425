/** Statements that take too long, servers that fall silent, and writes that lock each other out. */
import { setTimeout as sleep } from 'node:timers/promises';
import { PgAgentVersionsStorage, PostgresStore } from '@agent-versions/pg';
import pgPromise from 'pg-promise';
import sql from 'sql-template-tag';
import { afterEach, describe, expect, it } from 'vitest';
import { postgresUrl } from '../../../../test/postgres/context';
import { testSchemas } from '../../../../test/postgres/schema';
import { PgDatabase } from '../../src/db/database';
import { printFigure } from '../figure';
import { withClient } from '../raw-client';
import { TcpProxy } from '../tcp-proxy';

const schemas = testSchemas();
const connectionString = postgresUrl();
const closing: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const open of closing.splice(0).reverse()) await open.close();
});

/** Opens something that the end of the test closes. */
function opened<T extends { close(): Promise<void> }>(open: T): T {
  closing.push(open);
  return open;
}

describe('a statement over its deadline', () => {
  it('is ended by the server, and is known not to have happened', async () => {
    const schema = schemas.next();
    await opened(new PostgresStore({ id: 'pg', connectionString, schema })).init();
    const options = { id: 'hurried', connectionString, schema, disableInit: true, statementTimeout: 1_000 };
    const versions = await opened(new PostgresStore(options)).requireStore('agentVersions');
    await versions.createVersion({ agentId: 'a', snapshot: {} });
    await withClient(async (client) => {
      await client.query('begin');
      await client.query(`select 1 from ${schema}.mastra_agent_version_heads for update`);
      const blocked = versions.createVersion({ agentId: 'a', snapshot: { blocked: true } });
      await expect(blocked).rejects.toMatchObject({ code: 'unavailable', retryable: true });
      await client.query('rollback');
    });
    expect(await versions.createVersion({ agentId: 'a', snapshot: {} })).toMatchObject({ versionNumber: 2 });
  });

  it('is given up by the client where a pooler is in between', async () => {
    const options = { connectionString, disableInit: true, preparedStatements: false, statementTimeout: 500, max: 1 };
    const db = opened(new PgDatabase(options));
    const begun = performance.now();
    await expect(db.read(sql`select pg_sleep(30)`)).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    await expect(db.write(sql`select pg_sleep(30)`)).rejects.toMatchObject({ code: 'outcome_unknown' });
    await expect(db.write(sql`select 1`, sql`select pg_sleep(30)`)).rejects.toMatchObject({ code: 'unavailable' });
    expect(performance.now() - begun).toBeLessThan(30_000);
    expect(await db.read(sql`select 1 as one`)).toEqual([{ one: 1 }]);
  });

  it('ends where the network has fallen silent', async () => {
    const proxy = opened(await TcpProxy.start(connectionString));
    const schema = schemas.next();
    await opened(new PostgresStore({ id: 'pg', connectionString, schema })).init();
    const deadlines = { statementTimeout: 1_000, connectionTimeout: 1_000, max: 2 };
    const options = { connectionString: proxy.url, schema, disableInit: true, preparedStatements: false, ...deadlines };
    const versions = opened(new PgAgentVersionsStorage(options));
    await versions.createVersion({ agentId: 'a', snapshot: {} });
    proxy.silence();
    const begun = performance.now();
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) =>
        i % 2 ? versions.getLatestVersion('a') : versions.createVersion({ agentId: 'a', snapshot: { i } }),
      ),
    );
    const took = Math.round(performance.now() - begun);
    const codes = results.map((result) => (result.status === 'rejected' ? result.reason.code : 'answered'));
    printFigure(`pg.silence: ${codes.length} of 20 calls ended (target 20) after ${took} ms (target < 10000)`);
    expect(new Set(codes)).toEqual(new Set(['unavailable', 'outcome_unknown']));
    expect(took).toBeLessThan(10_000);
  });
});

describe('writes that lock each other out', () => {
  it('all happen, since the loser is tried again', async () => {
    const schema = schemas.next();
    const row = `"${schema}".rows`;
    await withClient((client) =>
      client.query(
        `create schema ${schema}; create table ${row} (id int, n int); insert into ${row} values (1, 0), (2, 0)`,
      ),
    );
    let deadlocks = 0;
    const pgp = pgPromise({
      noWarnings: true,
      error: (error) => {
        if (error.code === '40P01') deadlocks += 1;
      },
    });
    const client = pgp(`${connectionString}?options=-csearch_path%3D${schema}`);
    const db = opened(new PgDatabase({ client, disableInit: true }));
    const step = (id: number) => sql`update rows set n = n + 1 where id = ${id}`;
    const crossing = (first: number) => db.write(step(first), sql`select pg_sleep(0.2)`, step(3 - first));
    await Promise.all([crossing(1), crossing(2), crossing(1), crossing(2)]);
    expect(await db.read(sql`select id, n from rows order by id`)).toEqual([
      { id: 1, n: 4 },
      { id: 2, n: 4 },
    ]);
    await client.$pool.end();
    printFigure(`pg.deadlock: 0 of 4 crossing writes failed (target 0), ${deadlocks} deadlocks met (target > 0)`);
    expect(deadlocks).toBeGreaterThan(0);
  });

  it('end as unavailable when they never get through', async () => {
    const db = opened(new PgDatabase({ connectionString, disableInit: true }));
    const always = sql`do $$ begin raise exception 'as it happens' using errcode = 'serialization_failure'; end $$`;
    await expect(db.write(always)).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    await expect(db.write(sql`select 1`, always)).rejects.toMatchObject({ code: 'unavailable', retryable: true });
  });
});

describe('a process', () => {
  it('survives the death of its idle connections', async () => {
    const name = schemas.next();
    const url = `${connectionString}?application_name=${name}`;
    const db = opened(new PgDatabase({ connectionString: url, disableInit: true, max: 4 }));
    await Promise.all(Array.from({ length: 4 }, () => db.read(sql`select pg_sleep(0.05)`)));
    const { rowCount } = await withClient((client) =>
      client.query('select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1', [name]),
    );
    expect(rowCount).toBe(4);
    await sleep(100);
    expect(await db.read(sql`select 1 as one`)).toEqual([{ one: 1 }]);
  });
});
