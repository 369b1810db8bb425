/** Embedded replicas of a real libSQL server, with others writing to it, and with it away. */

import { generateKeyPairSync } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AgentVersioning, UnavailableError, ValidationError } from '@agent-versions/core';
import { afterAll, describe, expect, it } from 'vitest';
import { LibSQLDatabase } from '../src/db/database';
import { DefaultStorage } from '../src/default-storage';
import { LibSQLStore, type LibSQLStoreOptions } from '../src/store';
import { printFigure } from './support/figure';
import { startProxy } from './support/proxy';
import { freePort, type Sqld, startSqld } from './support/sqld';
import { temporaryFile, temporaryFolder } from './support/temporary-folder';

const server = await startSqld();
const opened: LibSQLStore[] = [];
let prefixes = 0;

afterAll(() => Promise.all(opened.map((store) => store.close())));

function open(options: Partial<LibSQLStoreOptions>): LibSQLStore {
  const store = new LibSQLStore({ id: 'test', busyTimeout: 200, ...options });
  opened.push(store);
  return store;
}

/** A replica on a file of its own, and a store on the primary itself. */
function openBoth(options: Partial<LibSQLStoreOptions> = {}, primary: Sqld = server) {
  const tablePrefix = `t${++prefixes}_`;
  const file = temporaryFile();
  const url = `http://${primary.host}`;
  const replica = open({ url: `file:${file}`, syncUrl: url, tablePrefix, ...options });
  return { replica, primary: open({ url, tablePrefix }), file };
}

describe('a replica', () => {
  it('touches nothing until it is called, and writes on the primary', async () => {
    const { replica, primary, file } = openBoth();
    expect(existsSync(file)).toBe(false);
    const made = await (await replica.requireStore('agentVersions')).createVersion({
      agentId: 'a',
      snapshot: { n: 1 },
    });
    expect(await (await primary.requireStore('agentVersions')).getVersion(made.id)).toEqual(made);
  });

  it('says how far it is synced, in the words of the client', async () => {
    const { replica, primary } = openBoth();
    const versions = await primary.requireStore('agentVersions');
    await versions.createVersion({ agentId: 'a', snapshot: {} });
    const first = await replica.sync();
    await versions.createVersion({ agentId: 'a', snapshot: {} });
    const second = await replica.sync();
    expect(Number(second?.frame_no)).toBeGreaterThan(Number(first?.frame_no));
    expect(second?.frames_synced).toBeGreaterThan(0);
  });

  it('reads what is current unless told otherwise, whoever wrote it', async () => {
    const { replica, primary } = openBoth({ syncInterval: 3600 });
    const [here, there] = await Promise.all([replica, primary].map((store) => store.requireStore('agentVersions')));
    await here?.createVersion({ agentId: 'a', snapshot: { n: 1 } });
    const made = await there?.createVersion({ agentId: 'a', snapshot: { n: 2 } });
    expect(await here?.getLatestVersion('a')).toEqual(made);
  });

  it('reads on where its file cannot be synced, and says so when it is asked to sync', async () => {
    const { replica } = openBoth({ url: `file:${join(temporaryFolder(), 'no', 'folder.db')}`, syncInterval: 3600 });
    const versions = await replica.requireStore('agentVersions');
    await versions.createVersion({ agentId: 'a', snapshot: {} });
    expect(await versions.countVersions('a')).toBe(1);
    await expect(replica.sync()).rejects.toMatchObject({ code: 'unavailable' });
    expect(await versions.countVersions('a')).toBe(1);
  });

  it('keeps its file from its first read on where it has an interval', async () => {
    const { replica, file } = openBoth({ syncInterval: 3600 });
    const versions = await replica.requireStore('agentVersions');
    expect(existsSync(file)).toBe(false);
    expect(await versions.countVersions('a')).toBe(0);
    expect(existsSync(file)).toBe(true);
  });

  it('derives no write from what others have changed meanwhile', async () => {
    const { replica, primary } = openBoth();
    const [here, there] = [replica, primary].map((storage) => new AgentVersioning({ storage }));
    await here?.createAgent({ id: 'a', name: 'A' });
    await here?.save('a', { prompt: 'one' });
    await replica.sync();
    await there?.save('a', { prompt: 'two' });
    const saved = await here?.save('a', { prompt: 'one' }); // what the file holds already, and the primary no longer
    expect(saved).toMatchObject({ created: true, version: { versionNumber: 4, snapshot: { prompt: 'one' } } });
  });

  it('of DefaultStorage is configured the same way', async () => {
    const config = { url: `file:${temporaryFile()}`, syncUrl: `http://${server.host}`, tablePrefix: 'default_' };
    const storage = new DefaultStorage({ config });
    opened.push(storage);
    await storage.init();
    expect(await storage.sync()).toMatchObject({ frame_no: expect.any(Number) });
  });
});

describe('a replica whose reads may lag', () => {
  it('answers from its file until it is synced, and sees its own writes at once', async () => {
    const { replica, primary } = openBoth({ reads: 'may-lag' });
    const [here, there] = await Promise.all([replica, primary].map((store) => store.requireStore('agentVersions')));
    expect(await here?.countVersions('a')).toBe(0); // opens the file
    await there?.createVersion({ agentId: 'a', snapshot: {} });
    expect(await here?.countVersions('a')).toBe(0);
    await replica.sync();
    expect(await here?.countVersions('a')).toBe(1);
    await there?.createVersion({ agentId: 'a', snapshot: {} });
    await here?.createVersion({ agentId: 'a', snapshot: {}, expected: 2 });
    expect(await here?.countVersions('a')).toBe(3);
    expect(await here?.countVersions('a')).toBe(3); // from the file again
  });

  it('syncs by itself where it has an interval', async () => {
    const { replica, primary } = openBoth({ reads: 'may-lag', syncInterval: 0.05 });
    const [here, there] = await Promise.all([replica, primary].map((store) => store.requireStore('agentVersions')));
    expect(await here?.countVersions('a')).toBe(0);
    await there?.createVersion({ agentId: 'a', snapshot: {} });
    await expect.poll(() => here?.countVersions('a'), { timeout: 30_000 }).toBe(1);
  });

  it('merges and swaps over what is there, not over what it has read', async () => {
    const { replica, primary } = openBoth({ reads: 'may-lag' });
    const [here, there] = await Promise.all([replica, primary].map((store) => store.requireStore('agents')));
    await here?.createAgent({ id: 'a', name: 'A' });
    await replica.sync();
    let lost = 0;
    for (let round = 1; round <= 20; round += 1) {
      await there?.updateAgent({ id: 'a', changes: { theirs: round } });
      await here?.updateAgent({ id: 'a', changes: { mine: round } }); // read as it was before theirs
      const agent = await there?.getAgent('a');
      if (agent?.theirs !== round || agent.mine !== round) lost += 1;
    }
    printFigure('replica.lag', `${lost} of 20 edits lost over a lagging read (target 0)`);
    expect(lost).toBe(0);
    expect((await there?.getAgent('a'))?.revision).toBe(41);
  });

  it('numbers its versions after those of others', async () => {
    const { replica, primary } = openBoth({ reads: 'may-lag' });
    const stores = await Promise.all([replica, primary].map((store) => store.requireStore('agentVersions')));
    await stores[0]?.countVersions('a');
    const saves = Array.from({ length: 20 }, (_, n) => stores[n % 2]?.createVersion({ agentId: 'a', snapshot: { n } }));
    const numbers = (await Promise.all(saves)).map((version) => version?.versionNumber ?? 0);
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
  });
});

describe('a primary that is away', () => {
  it('makes calls unavailable, not the constructor, and is found when it is there', async () => {
    const gone = await startSqld();
    await gone.kill();
    for (const reads of ['current', 'may-lag'] as const) {
      const { replica, file } = openBoth({ reads }, gone);
      for (const call of [() => replica.requireStore('agents'), () => replica.sync(), () => replica.init()]) {
        const refusal = await call().catch((error: unknown) => error);
        expect(refusal).toBeInstanceOf(UnavailableError);
        expect(refusal).toMatchObject({ retryable: true });
      }
      expect(existsSync(file)).toBe(false);
      await gone.restart();
      await expect(replica.requireStore('agents').then((agents) => agents.listAgents())).resolves.toMatchObject({
        agents: [],
      });
      await gone.kill();
    }
  });

  it('leaves an open file readable, refuses writes, and takes them again when it is back', async () => {
    const restarted = await startSqld();
    const { replica } = openBoth({ reads: 'may-lag' }, restarted);
    const versions = await replica.requireStore('agentVersions');
    await versions.createVersion({ agentId: 'a', snapshot: { n: 1 } });
    await replica.sync();
    await restarted.kill();
    expect(await versions.getVersionByNumber('a', 1)).toMatchObject({ snapshot: { n: 1 } });
    for (const call of [() => versions.createVersion({ agentId: 'a', snapshot: {} }), () => replica.sync()]) {
      await expect(call()).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    }
    expect(await versions.countVersions('a')).toBe(1); // the refused write has written nothing to look for
    await restarted.restart();
    expect(await versions.createVersion({ agentId: 'a', snapshot: { n: 2 } })).toMatchObject({ versionNumber: 2 });
    expect(await versions.countVersions('a')).toBe(2);
  });

  it('or falls silent, ends calls at their deadline', async () => {
    const proxy = await startProxy(server.host);
    const syncUrl = `http://${proxy.host}`;
    // its file stays closed: the client would hold the event loop, which this proxy needs
    const { replica } = openBoth({ syncUrl, requestTimeout: 1_000 });
    const versions = await replica.requireStore('agentVersions');
    expect(await versions.countVersions('a')).toBe(0);
    proxy.mode = 'hang';
    for (const call of [() => versions.createVersion({ agentId: 'a', snapshot: {} }), () => replica.sync()]) {
      await expect(call()).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    }
  });
});

it('a store that is no replica has nothing to sync with', async () => {
  for (const url of [`file:${temporaryFile()}`, ':memory:', `http://${server.host}`]) {
    await expect(open({ url }).sync()).rejects.toBeInstanceOf(ValidationError);
  }
});

it('a closed replica refuses to sync', async () => {
  const database = new LibSQLDatabase({
    url: `file:${temporaryFile()}`,
    syncUrl: `http://127.0.0.1:${await freePort()}`,
  });
  await database.close();
  await expect(database.sync()).rejects.toMatchObject({ code: 'unavailable', retryable: false });
});

it('a token goes to the primary, and is not shown where it is refused', async () => {
  const { publicKey } = generateKeyPairSync('ed25519');
  const keyFile = join(temporaryFolder(), 'key.pem');
  writeFileSync(keyFile, publicKey.export({ type: 'spki', format: 'pem' }));
  const guarded = await startSqld(['--auth-jwt-key-file', keyFile]);
  const replica = open({
    url: `file:${temporaryFile()}`,
    syncUrl: `http://${guarded.host}?authToken=secret.secret.secret`,
  });
  const refusal = await replica.sync().catch((error: unknown) => error);
  expect(refusal).toMatchObject({ code: 'unavailable', retryable: false, message: expect.stringMatching(/authToken/) });
  expect(String((refusal as Error).stack)).not.toContain('secret');
});
