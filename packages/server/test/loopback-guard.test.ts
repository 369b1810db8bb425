/** A server without keys: for its own machine, and for no page of elsewhere. */
import { InMemoryStore } from '@agent-versions/core';
import { bearerKeys, createServer, type ServerOptions } from '@agent-versions/server';
import { describe, expect, it } from 'vitest';

async function ask(url: string, init: RequestInit = {}, options: ServerOptions = {}) {
  const app = createServer({ storage: new InMemoryStore(), ...options });
  const answer = await app.request(url, init);
  return answer.status;
}

/** Makes an agent, as a page of that origin would. */
function create(headers: Record<string, string>, options?: ServerOptions) {
  const body = JSON.stringify({ id: 'support', config: {} });
  const init = { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } };
  return ask('http://localhost:4111/api/stored/agents', init, options);
}

describe('the host', () => {
  it.each([
    'localhost',
    'LOCALHOST:4111',
    'studio.localhost:4111',
    '127.0.0.1:4111',
    '127.255.255.254',
    '127.1',
    '[::1]:4111',
  ])('may be %s', async (host) => {
    expect(await ask(`http://${host}/api/stored/agents`, { headers: { host } })).toBe(200);
  });

  it.each([
    'example.com',
    'localhost.example.com',
    'notlocalhost',
    '127.0.0.1.example.com',
    '128.0.0.1',
    '0.0.0.0',
    '192.168.1.1',
    '[::]',
    '[::2]',
  ])('may not be %s', async (host) => {
    expect(await ask(`http://${host}/api/stored/agents`)).toBe(403);
    expect(await ask('http://localhost/api/stored/agents', { headers: { host } })).toBe(403);
  });

  it.each([
    'localhost, example.com',
    'localhost@example.com',
    'example.com#localhost',
    'example.com/localhost',
    '',
    '%',
  ])('may not be said to be %j', async (host) => {
    expect(await ask('http://localhost/api/stored/agents', { headers: { host } })).toBe(403);
  });

  it('may be any where callers have to say who they are', async () => {
    const authenticate = bearerKeys([{ id: 'ada', key: 'the-key-of-ada-1234' }]);
    const headers = { authorization: 'Bearer the-key-of-ada-1234', origin: 'https://example.com' };
    expect(await ask('http://example.com/api/stored/agents', { headers }, { authenticate })).toBe(200);
  });
});

describe('a change', () => {
  it.each<Record<string, string>>([
    {},
    { origin: 'http://localhost:4111' },
    { origin: 'http://localhost:4111', 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'none' },
  ])('is taken from %j', async (headers) => {
    expect(await create(headers)).toBe(201);
  });

  it.each<Record<string, string>>([
    { origin: 'https://example.com' },
    { origin: 'http://localhost:3000' },
    { origin: 'http://127.0.0.1:4111' },
    { origin: 'null' },
    { origin: 'localhost:4111' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('is not taken from %j', async (headers) => {
    expect(await create(headers)).toBe(403);
  });

  it('is taken from the origins of `cors`, and from no others', async () => {
    const cors = { origins: ['http://localhost:3000'] };
    const from = (origin: string) => ({ origin, 'sec-fetch-site': 'same-site' });
    expect(await create(from('http://localhost:3000'), { cors })).toBe(201);
    expect(await create(from('http://localhost:3001'), { cors })).toBe(403);
    expect(await create(from('https://example.com'), { cors: { origins: '*' } })).toBe(201);
  });
});
