/** A database that others keep busy: nothing that was acknowledged is lost, and nothing hangs. */
import { setTimeout as sleep } from 'node:timers/promises';
import { UnavailableError } from '@agent-versions/core';
import { createClient } from '@libsql/client';
import Database from 'libsql';
import { describe, expect, it } from 'vitest';
import { LocalConnection } from '../src/db/local-connection';
import { LibSQLAgentVersionsStorage } from '../src/domains/agent-versions';
import { printFigure } from './support/figure';
import { temporaryFile } from './support/temporary-folder';
import { startWorker } from './support/worker';

const SAVES = 1000;

/** How many rows of a table a fresh connection finds. */
function countRows(path: string, table: string): number {
  const database = new Database(path);
  const [row] = database.prepare(`select count(*) as n from ${table}`).all() as { n: number }[];
  database.close();
  return row?.n ?? 0;
}

interface SaverReport {
  acknowledged: string[];
  errors: Record<string, number>;
  heldMilliseconds: number;
}

/** Saves through `saver` while another process holds the lock for 1.5 seconds from before the first save. */
async function savePastLock(path: string, how: { inject: boolean; busyTimeout?: number }): Promise<SaverReport> {
  const [saver, holder] = await Promise.all([
    startWorker('saver', { url: `file:${path}`, agentId: 'busy', saves: SAVES, together: 10, ...how }),
    startWorker('lock-holder', { path, milliseconds: 1500 }),
  ]);
  holder.go();
  await holder.next();
  saver.go();
  const report = await saver.next<SaverReport>();
  expect(await saver.exited).toBe(0);
  return report;
}

describe('while another process holds the lock for longer than the busy time-out', () => {
  it.each([
    ['its own connection', false],
    ['an injected client', true],
  ])('1,000 saves through %s lose nothing that was acknowledged', { timeout: 120_000 }, async (name, inject) => {
    const path = temporaryFile();
    const { acknowledged, errors } = await savePastLock(path, { inject, busyTimeout: 300 });
    const lost = acknowledged.length - countRows(path, 'mastra_agent_versions');
    const figure = `lost ${lost} of ${acknowledged.length} acknowledged (target 0), gave up ${errors.unavailable}`;
    printFigure(`busy.poison (${name})`, figure);
    expect(lost).toBe(0);
    expect(acknowledged.length + (errors.unavailable ?? 0)).toBe(SAVES);
    expect(errors.unavailable).toBeGreaterThan(0); // the lock did outlast the time-out
    expect(acknowledged.length).toBeGreaterThan(SAVES / 2); // and the store came back by itself
  });

  it.each([
    ['its own connection', false],
    ['an injected client', true],
  ])('1,000 saves through %s that wait long enough all succeed', { timeout: 120_000 }, async (name, inject) => {
    const path = temporaryFile();
    const { acknowledged, errors } = await savePastLock(path, { inject });
    const lost = acknowledged.length - countRows(path, 'mastra_agent_versions');
    printFigure(
      `busy.patience (${name})`,
      `lost ${lost} of ${acknowledged.length} acknowledged (target 0 of ${SAVES})`,
    );
    expect(errors).toEqual({});
    expect({ acknowledged: acknowledged.length, lost }).toEqual({ acknowledged: SAVES, lost: 0 });
  });

  it('the bare client loses acknowledged rows, which is what all this is for', { timeout: 60_000 }, async () => {
    const path = temporaryFile();
    const database = new Database(path);
    database.exec('pragma journal_mode = wal; create table saves (id integer primary key, text text)');
    database.close();
    const [saver, holder] = await Promise.all([
      startWorker('bare-saver', { path, saves: SAVES }),
      startWorker('lock-holder', { path, milliseconds: 600 }),
    ]);
    holder.go();
    await holder.next();
    saver.go();
    const { acknowledged } = await saver.next<{ acknowledged: number }>();
    await saver.exited;

    const lost = acknowledged - countRows(path, 'saves');
    printFigure('busy.canary', `the bare client lost ${lost} of ${acknowledged} acknowledged (target > 0)`);
    expect(lost).toBeGreaterThan(0);
  });
});

it('a save gives up after the busy time-out with an error that says it may be tried again', async () => {
  const path = temporaryFile();
  const [busyTimeout, saves] = [500, 20];
  const versions = new LibSQLAgentVersionsStorage({ url: `file:${path}`, busyTimeout });
  await versions.init();
  const other = new Database(path);
  other.exec('begin immediate');

  const startedAt = performance.now();
  const refusals = await Promise.all(
    Array.from({ length: saves }, () => versions.createVersion({ agentId: 'a', snapshot: {} }).catch((error) => error)),
  );
  const waited = performance.now() - startedAt;
  for (const refusal of refusals) {
    expect(refusal).toBeInstanceOf(UnavailableError);
    expect(refusal).toMatchObject({ retryable: true, message: expect.stringContaining('is busy') });
  }
  expect(waited).toBeGreaterThanOrEqual(busyTimeout);
  expect(waited).toBeLessThan(saves * busyTimeout); // all twenty wait for one lock, not one after the other
  expect(await versions.countVersions('a')).toBe(0); // reading goes on meanwhile

  other.exec('rollback');
  other.close();
  await expect(versions.createVersion({ agentId: 'a', snapshot: {} })).resolves.toMatchObject({ versionNumber: 1 });
  await versions.close();
});

it('a save waits for the transaction that an injected client of memory has open', async () => {
  const client = createClient({ url: ':memory:' });
  const versions = new LibSQLAgentVersionsStorage({ client });
  await versions.init();
  const transaction = await client.transaction('write');
  const saving = versions.createVersion({ agentId: 'a', snapshot: {} });
  await transaction.execute('create table mine (id integer)');
  await sleep(50);
  await transaction.commit();
  await expect(saving).resolves.toMatchObject({ versionNumber: 1 });
  expect((await client.execute('select * from mine')).rows).toEqual([]);
  await versions.close();
  client.close();
});

it('a connection that was refused as busy is as good as before', () => {
  const path = temporaryFile();
  const connection = new LocalConnection({ path, durability: 'full', readOnly: false });
  connection.transact([{ sql: 'create table saves (id integer primary key, text text)', values: [] }]);
  const insert = { sql: 'insert into saves (text) values (?)', values: ['kept'] };
  const holder = new Database(path);
  for (let refusal = 0; refusal < 20; refusal++) {
    holder.exec('begin immediate');
    expect(() => connection.transact([insert])).toThrow('database is locked');
    holder.exec('rollback');
    expect(connection.suspect).toBe(false);
    connection.transact([insert]);
    // another connection sees it: it is committed, not merely said to be
    expect(holder.prepare('select count(*) as n from saves').all()).toEqual([{ n: refusal + 1 }]);
  }
  holder.close();
  connection.close({ checkpoint: true });
});

it('a kept statement that failed half-way puts its connection under suspicion; a constraint does not', () => {
  const path = temporaryFile();
  const connection = new LocalConnection({ path, durability: 'full', readOnly: false });
  connection.transact([{ sql: 'create table saves (id integer primary key)', values: [] }]);
  const insert = { sql: 'insert into saves values (?)', values: [1] };
  connection.transact([insert]);
  expect(() => connection.transact([insert])).toThrow('UNIQUE constraint failed');
  expect(() => connection.all({ sql: 'select * from nowhere', values: [] })).toThrow('no such table');
  expect(connection.suspect).toBe(false);
  const holder = new Database(path);
  holder.exec('begin immediate');
  expect(() => connection.all({ ...insert, values: [2] })).toThrow('database is locked');
  expect(connection.suspect).toBe(true);
  holder.exec('rollback');
  holder.close();
  connection.close({ checkpoint: false });
});
