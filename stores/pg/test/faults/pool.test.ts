/** More calls than connections, and connections that somebody else holds. */
import { setTimeout as sleep } from 'node:timers/promises';
import { UnavailableError } from '@agent-versions/core';
import { PostgresStore } from '@agent-versions/pg';
import pgPromise from 'pg-promise';
import { describe, expect, it } from 'vitest';
import { postgresUrl } from '../../../../test/postgres/context';
import { testSchemas } from '../../../../test/postgres/schema';
import { printFigure } from '../figure';
import { withClient } from '../raw-client';

const schemas = testSchemas();
const connectionString = postgresUrl();
const pgp = pgPromise({ noWarnings: true });

/** Whatever comes of a call, as a value. */
const outcome = <T>(call: Promise<T>): Promise<unknown> => call.catch((error: unknown) => error);

describe('a pool of 2', () => {
  it('serves 200 parallel calls', async () => {
    const store = new PostgresStore({ id: 'pg', connectionString, schema: schemas.next(), max: 2 });
    const versions = await store.requireStore('agentVersions');
    const begun = performance.now();
    const created = await Promise.allSettled(
      Array.from({ length: 200 }, (_, i) => versions.createVersion({ agentId: `agent-${i % 7}`, snapshot: { i } })),
    );
    const took = Math.round(performance.now() - begun);
    await store.close();
    const failed = created.filter(({ status }) => status === 'rejected');
    printFigure(
      `pg.exhaustion: ${failed.length} of 200 calls failed (target 0), the last after ${took} ms (target < 10000)`,
    );
    expect(failed).toEqual([]);
    expect(took).toBeLessThan(10_000);
  });

  it('that others hold ends calls at their deadline, and serves again when it is let go', async () => {
    const schema = schemas.next();
    const store = new PostgresStore({ id: 'pg', connectionString, schema, max: 2, connectionTimeout: 2_000 });
    const versions = await store.requireStore('agentVersions');
    await Promise.all(['held-1', 'held-2'].map((agentId) => versions.createVersion({ agentId, snapshot: {} })));
    const locked = withClient(async (client) => {
      await client.query('begin');
      await client.query(`select 1 from ${schema}.mastra_agent_version_heads for update`);
      await sleep(8_000);
      await client.query('commit');
    });
    await sleep(500);
    const holders = [1, 2].map((n) => versions.createVersion({ agentId: `held-${n}`, snapshot: { n } }));
    await sleep(500);
    const begun = performance.now();
    const results = await Promise.all(Array.from({ length: 20 }, () => outcome(versions.getVersion('any'))));
    const took = Math.round(performance.now() - begun);
    const typed = results.filter((error) => error instanceof UnavailableError && error.retryable);
    printFigure(
      `pg.poolHeld: ${typed.length} of 20 calls ended with UnavailableError (target 20) after ${took} ms (target < 6000)`,
    );
    expect(typed).toHaveLength(20);
    expect(took).toBeLessThan(6_000);
    await locked;
    expect((await Promise.all(holders)).map((version) => version.versionNumber).sort()).toEqual([2, 2]);
    expect(await versions.getVersion('any')).toBeNull();
    await store.close();
  });
});

describe('closing', () => {
  it('waits for the calls under way, and refuses those that come after', async () => {
    const store = new PostgresStore({ id: 'pg', connectionString, schema: schemas.next(), max: 2 });
    const versions = await store.requireStore('agentVersions');
    const calls = Array.from({ length: 20 }, (_, i) => versions.createVersion({ agentId: 'a', snapshot: { i } }));
    const closing = store.close();
    const late = await outcome(versions.getVersion('any'));
    await closing;
    expect((await Promise.all(calls)).map(({ versionNumber }) => versionNumber).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, i) => i + 1),
    );
    expect(late).toMatchObject({ code: 'unavailable', retryable: false, message: 'The store is closed' });
    await store.close();
  });
});

describe('an injected database', () => {
  it('is used, and left open', async () => {
    const client = pgp({ connectionString, max: 3 });
    const schema = schemas.next();
    const store = new PostgresStore({ id: 'pg', client, schema });
    const versions = await store.requireStore('agentVersions');
    const { id, createdAt } = await versions.createVersion({ agentId: 'a', snapshot: { deep: { at: 1.5e-7 } } });
    expect(await versions.getVersion(id)).toMatchObject({ snapshot: { deep: { at: 1.5e-7 } }, createdAt });
    await store.close();
    await expect(versions.getVersion(id)).rejects.toMatchObject({ code: 'unavailable', retryable: false });
    expect(await client.one(`select count(*)::integer as n from ${schema}.mastra_agent_versions`)).toEqual({ n: 1 });
    await client.$pool.end();
  });

  it('may have parsers, hooks and settings of its own', async () => {
    const odd = pgPromise({ noWarnings: true, receive: ({ data }) => void data.reverse(), capSQL: true });
    const types = { getTypeParser: () => (text: string) => `odd ${text}` };
    const client = odd({ connectionString, max: 1, types } as never);
    const versions = new PostgresStore({ id: 'pg', client, schema: schemas.next() }).stores.agentVersions;
    const created = await versions?.createVersion({ agentId: 'a', snapshot: { a: [1] }, changedFields: ['a'] });
    expect(await versions?.getVersion(created?.id ?? '')).toEqual(created);
    await client.$pool.end();
  });

  it('whose connections are all taken does not make a call hang', async () => {
    const client = pgp({ connectionString, max: 1 });
    const taken = await client.connect();
    const store = new PostgresStore({ id: 'pg', client, schema: schemas.next(), connectionTimeout: 200 });
    await expect(store.requireStore('agentVersions')).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    await taken.done();
    const versions = await store.requireStore('agentVersions');
    expect(await versions.countVersions('a')).toBe(0);
    await store.close();
    await client.$pool.end();
  });

  it('that was ended by its owner is an error, not a crash', async () => {
    const client = pgp({ connectionString, max: 1 });
    const store = new PostgresStore({ id: 'pg', client, schema: schemas.next() });
    const versions = await store.requireStore('agentVersions');
    await client.$pool.end();
    await expect(versions.countVersions('a')).rejects.toMatchObject({ code: 'unavailable' });
  });
});
