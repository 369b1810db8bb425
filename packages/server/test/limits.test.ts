/** What is too much, what is spelled wrongly, and what browsers are told. */
import { InMemoryStore } from '@agent-versions/core';
import { bearerKeys, createServer, type ServerLimits, type ServerOptions } from '@agent-versions/server';
import { describe, expect, it } from 'vitest';
import { isDeeperThan } from '../src/json-depth';

const AGENTS = 'http://localhost/api/stored/agents';
const JSON_BODY = { 'content-type': 'application/json' };

function serverWith(limits: ServerLimits, options: ServerOptions = {}) {
  return createServer({ storage: new InMemoryStore(), limits, ...options });
}

async function ask(app: ReturnType<typeof createServer>, url: string, init: RequestInit = {}) {
  const answer = await app.request(url, init);
  const { code, issues } = (await answer.json().catch(() => ({}))) as { code?: string; issues?: unknown };
  return { status: answer.status, code, issues, headers: Object.fromEntries(answer.headers) };
}

function creating(config: object, type?: string): RequestInit {
  const headers: Record<string, string> = type === undefined ? JSON_BODY : { 'content-type': type };
  return { method: 'POST', headers, body: JSON.stringify({ id: 'a', config }) };
}

describe('a body', () => {
  it('may be as long as it says, whether its length is said or not', async () => {
    const app = serverWith({ bodyBytes: 40 });
    const text = (length: number) => `{"config":{}${' '.repeat(length - 13)}}`;
    const stream = (length: number) => ({ body: new Blob([text(length)]).stream(), duplex: 'half' }) as RequestInit;
    const sized = (length: number) => ({ body: text(length) });
    for (const bodyOf of [stream, sized]) {
      const send = (length: number) => ask(app, AGENTS, { method: 'POST', headers: JSON_BODY, ...bodyOf(length) });
      expect((await send(40)).status).toBe(201);
      expect(await send(41)).toMatchObject({ status: 413, code: 'payload_too_large' });
    }
  });

  it('has at most 100 levels', async () => {
    const nested = (levels: number) => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);
    const app = serverWith({});
    // what configurations may hold is the service's to say: it names the place
    expect(await ask(app, AGENTS, creating({ a: nested(98) }))).toMatchObject({ status: 400 });
    expect(await ask(app, AGENTS, creating({ a: nested(99) }))).toMatchObject({ issues: [{ path: 'json' }] });
    expect(await ask(serverWith({ bodyDepth: 3 }), AGENTS, creating({ a: [1] }))).toMatchObject({ status: 201 });
    expect(await ask(serverWith({ bodyDepth: 3 }), AGENTS, creating({ a: [[1]] }))).toMatchObject({ status: 400 });
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/jsonp'])(
    'is refused as %s, also where it may be left out',
    async (type) => {
      const app = serverWith({});
      await ask(app, AGENTS, creating({}));
      for (const path of ['', '/a/versions', '/a/versions/1/activate', '/a/versions/1/restore']) {
        const answer = await ask(app, `${AGENTS}${path}`, creating({}, type));
        expect(answer, path).toMatchObject({ status: 415, code: 'unsupported_media_type' });
      }
    },
  );

  it.each(['', 'application/json'])('without bytes is none, of whatever type: %j', async (type) => {
    const app = serverWith({});
    await ask(app, AGENTS, creating({}));
    const headers: Record<string, string> = type ? { 'content-type': type } : {};
    expect((await ask(app, `${AGENTS}/a/versions`, { method: 'POST', headers })).status).toBe(201);
  });

  it.each([
    ['no JSON', '{"config":'],
    ['two of them', '{"config":{}}{}'],
    ['other than UTF-8', Uint8Array.from([0x22, 0xff, 0xfe, 0x22])],
  ])('that is %s is a 400', async (_, body) => {
    const answer = await ask(serverWith({}), AGENTS, { method: 'POST', headers: JSON_BODY, body });
    expect(answer).toMatchObject({ status: 400, code: 'invalid_input' });
  });
});

describe('isDeeperThan', () => {
  it.each([
    ['[]', 1],
    ['{"a":[{}]}', 3],
    ['[[],[],[[]]]', 3],
    ['"[[[["', 0],
    ['["\\"[[[", "\\\\", []]', 2],
    ['{"[{\\\\\\"[":"]}"}', 1],
    ['[', 1],
  ])('finds %s to be %d deep', (json, depth) => {
    const bytes = new TextEncoder().encode(json);
    expect([isDeeperThan(bytes, depth), isDeeperThan(bytes, depth - 1)]).toEqual([false, true]);
  });
});

describe('a head', () => {
  it.each([
    ['url', `${AGENTS}?agentId=${'a'.repeat(8192)}`, {}],
    ['url', `${AGENTS}/%ff`, {}],
    ['url', `${AGENTS}/%zz`, {}],
    ['url', `${AGENTS}?page=%e0%80`, {}],
    ['header', AGENTS, { 'x-long': 'a'.repeat(16 * 1024) }],
    ['header', AGENTS, Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`x-${n}`, '1']))],
  ])('has a %s that is short and well spelled', async (path, url, headers) => {
    const issues = [{ path, message: expect.any(String) }];
    expect(await ask(serverWith({}), url, { headers })).toMatchObject({ status: 400, code: 'invalid_input', issues });
  });

  it('has a method that the route takes, or is told those it does', async () => {
    const app = serverWith({});
    expect(await ask(app, `${AGENTS}/a`, { method: 'PUT' })).toMatchObject({
      status: 405,
      code: 'method_not_allowed',
      headers: { allow: 'DELETE, GET, HEAD, PATCH' },
    });
    expect(await ask(app, `${AGENTS}/a/nothing`)).toMatchObject({ status: 404, code: 'not_found' });
    expect(await ask(app, 'http://localhost/elsewhere')).toMatchObject({ status: 404, code: 'not_found' });
  });

  it('names the request, if it does so well; else the server does', async () => {
    const app = serverWith({});
    const idOf = async (id: string) =>
      (await ask(app, AGENTS, { headers: { 'x-request-id': id } })).headers['x-request-id'];
    expect(await idOf('request.1_a-B')).toBe('request.1_a-B');
    for (const id of ['', 'a b', 'a"b', 'a'.repeat(129), '<script>']) expect(await idOf(id)).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('the rate', () => {
  const keys = [
    { id: 'ada', key: 'the-key-of-ada-1234' },
    { id: 'bob', key: 'the-key-of-bob-1234' },
  ];
  const rate = { requests: 2, seconds: 600 };

  it('is counted for each actor', async () => {
    const app = serverWith({ rate }, { authenticate: bearerKeys(keys) });
    const as = (name: string) => ask(app, AGENTS, { headers: { authorization: `Bearer the-key-of-${name}-1234` } });
    expect([(await as('ada')).status, (await as('ada')).status]).toEqual([200, 200]);
    const refused = await as('ada');
    expect(refused).toMatchObject({ status: 429, code: 'rate_limited' });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(600);
    expect((await as('bob')).status).toBe(200);
  });

  it('is counted for each address where nobody is known, so that keys cannot be tried at will', async () => {
    const clientAddress = (request: Request) => request.headers.get('x-address') ?? undefined;
    const app = serverWith({ rate }, { authenticate: bearerKeys(keys), clientAddress });
    const from = (address: string) => ask(app, AGENTS, { headers: { 'x-address': address } });
    expect([(await from('a')).status, (await from('a')).status]).toEqual([401, 401]);
    expect((await from('a')).status).toBe(429);
    expect((await from('b')).status).toBe(401);
  });

  it('can be switched off', async () => {
    const app = serverWith({ rate: false });
    for (let asked = 0; asked < 5; asked += 1) expect((await ask(app, AGENTS)).status).toBe(200);
  });
});

describe('browsers', () => {
  const cors = { origins: ['https://studio.example.com'] };

  it('are told not to guess, not to lend and not to keep', async () => {
    const { headers } = await ask(serverWith({}), AGENTS);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    });
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('may ask for the origins of `cors`, which need no key for the question', async () => {
    const app = serverWith({}, { cors, authenticate: bearerKeys([{ id: 'ada', key: 'the-key-of-ada-1234' }]) });
    const preflight = (origin: string) => ({
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'PATCH', 'access-control-request-headers': 'if-match' },
    });
    const allowed = await ask(app, `${AGENTS}/a`, preflight('https://studio.example.com'));
    expect(allowed).toMatchObject({
      status: 204,
      headers: { 'access-control-allow-origin': 'https://studio.example.com' },
    });
    expect(allowed.headers['access-control-allow-headers']).toContain('If-Match');
    const refused = await ask(app, `${AGENTS}/a`, preflight('https://example.com'));
    expect(refused.headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('may read what is refused, too', async () => {
    const headers = { origin: 'https://studio.example.com' };
    const answer = await ask(serverWith({}, { cors }), `${AGENTS}/a`, { headers });
    expect(answer).toMatchObject({ status: 404, headers: { 'access-control-allow-origin': headers.origin } });
    expect(answer.headers['access-control-expose-headers']).toContain('ETag');
  });
});
