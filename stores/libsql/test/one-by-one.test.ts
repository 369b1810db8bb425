/** Statements that are committed one by one, as migrations outside a transaction are, where a lock stops one of them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { UnavailableError } from '@agent-versions/core';
import { createClient } from '@libsql/client';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ClientDriver } from '../src/db/client-driver';
import type { Driver } from '../src/db/driver';
import { LocalDriver } from '../src/db/local-driver';
import { resolveOptions } from '../src/db/options';
import { temporaryFile } from './support/temporary-folder';

const INSERT = 'insert into here values (1)';
const ATTACH = (path: string) => `attach '${path}' as other`;

/** A database with a table `here`, and one beside it with a table `there` whose write lock is held. */
let path: string;
let lockedPath: string;
let holder: Database.Database;
let driver: Driver;

beforeEach(() => {
  [path, lockedPath] = [temporaryFile(), temporaryFile()];
  const database = new Database(path);
  database.exec('pragma journal_mode = wal; create table here (n integer)');
  database.close();
  holder = new Database(lockedPath);
  holder.exec('create table there (n integer); begin immediate');
});

afterEach(async () => {
  await driver.close();
  holder.close();
});

async function runBlocked(): Promise<unknown> {
  const list = [ATTACH(lockedPath), INSERT, 'insert into there values (1)', INSERT];
  return driver.runOneByOne(list, []).catch((error: unknown) => error);
}

async function inserted(): Promise<unknown> {
  const [row] = await driver.read({ sql: 'select count(*) as n from here', values: [] });
  return row?.n;
}

function expectStoppedMidway(refusal: unknown): void {
  expect(refusal).toBeInstanceOf(UnavailableError);
  expect(refusal).toMatchObject({ retryable: false, message: expect.stringContaining('are committed') });
  expect((refusal as Error).message).not.toContain('Nothing was written');
}

describe('on a file', () => {
  beforeEach(() => {
    driver = new LocalDriver({ path, durability: 'full', busyTimeout: 300 });
  });

  it('none runs again because a later one was busy, and the error says how far it got', async () => {
    const refusal = await runBlocked();
    expectStoppedMidway(refusal);
    expect((refusal as Error).message).toContain('2 of 4');
    expect(await inserted()).toBe(1);
  });

  it('go on where they were stopped once the lock is free', async () => {
    const running = runBlocked();
    await sleep(100);
    holder.exec('rollback');
    expect(await running).toBeUndefined();
    expect(await inserted()).toBe(2);
  });

  it('say that nothing was written where the first was busy', async () => {
    await driver.runOneByOne([ATTACH(lockedPath)], []);
    const refusal = driver.runOneByOne(['insert into there values (1)', INSERT], []);
    await expect(refusal).rejects.toMatchObject({
      retryable: true,
      message: expect.stringContaining('Nothing was written'),
    });
    expect(await inserted()).toBe(0);
  });

  it('are followed by what has to come after, also where they were stopped', async () => {
    const list = [ATTACH(lockedPath), 'insert into there values (1)'];
    expectStoppedMidway(await driver.runOneByOne(list, [INSERT]).catch((error: unknown) => error));
    expect(await inserted()).toBe(1);
  });
});

describe('through a client', () => {
  beforeEach(() => {
    const client = createClient({ url: `file:${path}` });
    const options = resolveOptions({ client, busyTimeout: 300 });
    if (options.place.kind !== 'client') throw new Error('A client was given');
    driver = new ClientDriver({ ...options, place: options.place });
  });

  it('none runs again because another one was busy, as the client does not say which', async () => {
    expectStoppedMidway(await runBlocked());
    expect(await inserted()).toBe(1);
  });

  it('a single one waits for the lock', async () => {
    const local = new Database(path);
    local.exec('begin immediate');
    const running = driver.runOneByOne([INSERT], []);
    await sleep(100);
    local.exec('rollback');
    local.close();
    await running;
    expect(await inserted()).toBe(1);
  });

  it('a single one that stays busy says that nothing was written', async () => {
    const local = new Database(path);
    local.exec('begin immediate');
    const refusal = driver.runOneByOne([INSERT], []);
    await expect(refusal).rejects.toMatchObject({
      retryable: true,
      message: expect.stringContaining('Nothing was written'),
    });
    local.close();
    expect(await inserted()).toBe(0);
  });
});
