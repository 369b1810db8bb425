/** Whether the server answers, and whether it can be sent requests. */
import { InMemoryStore, type MastraStorage } from '@agent-versions/core';
import { bearerKeys, createServer, type ServerOptions } from '@agent-versions/server';
import { describe, expect, it } from 'vitest';

async function ask(path: string, options: ServerOptions) {
  const answer = await createServer(options).request(path);
  return [answer.status, await answer.json()];
}

/** A storage whose agents are asked for like this. */
function asking(getAgent: () => Promise<null>): MastraStorage {
  const storage = new InMemoryStore();
  Object.assign(storage.stores.agents ?? {}, { getAgent });
  return storage;
}

const OK = [200, { status: 'ok' }];
const UNAVAILABLE = [503, { status: 'unavailable' }];

describe('/healthz', () => {
  it('says that the process answers, whatever the storage does, and needs no key', async () => {
    const storage = asking(() => Promise.reject(new Error('gone')));
    const authenticate = bearerKeys([{ id: 'ada', key: 'the-key-of-ada-1234' }]);
    expect(await ask('/healthz', { storage, authenticate })).toEqual(OK);
  });
});

describe('/readyz', () => {
  it('says that the storage answers, and needs no key', async () => {
    const authenticate = bearerKeys([{ id: 'ada', key: 'the-key-of-ada-1234' }]);
    expect(await ask('/readyz', { storage: new InMemoryStore(), authenticate })).toEqual(OK);
  });

  it('says no more than that it does not', async () => {
    const storage = asking(() => Promise.reject(new Error('postgres://user:secret@host')));
    expect(await ask('/readyz', { storage })).toEqual(UNAVAILABLE);
  });

  it('does not wait for a storage that hangs, and asks it once however many want to know', async () => {
    let asked = 0;
    const storage = asking(() => {
      asked += 1;
      return new Promise(() => {});
    });
    const app = createServer({ storage });
    const answers = await Promise.all([app.request('/readyz'), app.request('/readyz'), app.request('/readyz')]);
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 503]);
    expect(asked).toBe(1);
  });

  it('says no as soon as the server is about to stop', async () => {
    const shutdown = new AbortController();
    const app = createServer({ storage: new InMemoryStore(), shutdown: shutdown.signal });
    expect((await app.request('/readyz')).status).toBe(200);
    shutdown.abort();
    expect((await app.request('/readyz')).status).toBe(503);
  });
});
