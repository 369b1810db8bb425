/** Keys: how they are kept, presented and compared. */
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { AgentVersioning, InMemoryStore, Mastra, type PolicyRequest } from '@agent-versions/core';
import { type Authenticate, type BearerKey, bearerKeys, createServer, hashKey } from '@agent-versions/server';
import { describe, expect, it, onTestFinished } from 'vitest';

const KEYS = ['first', 'second', 'third', 'fourth'].map((id) => ({ id, key: `the-key-of-${id}` }));

function present(authenticate: Authenticate, authorization?: string) {
  return authenticate(new Request('http://localhost/', { headers: authorization ? { authorization } : {} }));
}

/** What is compared from now on, pair by pair. */
function watchComparisons(): [left: string, right: string][] {
  const compared: [string, string][] = [];
  const { timingSafeEqual } = crypto;
  crypto.timingSafeEqual = (left, right) => {
    compared.push([Buffer.from(left as Uint8Array).toString('hex'), Buffer.from(right as Uint8Array).toString('hex')]);
    return timingSafeEqual(left, right);
  };
  syncBuiltinESMExports();
  onTestFinished(() => {
    crypto.timingSafeEqual = timingSafeEqual;
    syncBuiltinESMExports();
  });
  return compared;
}

describe('bearerKeys', () => {
  it('knows who presents a key, given by itself or by its hash, with claims', async () => {
    const authenticate = bearerKeys([
      { id: 'ada', key: 'the-key-of-ada-1234', roles: ['editor'] },
      { id: 'bob', hash: hashKey('the-key-of-bob-1234'), readOnly: true },
    ]);
    expect(await present(authenticate, 'Bearer the-key-of-ada-1234')).toEqual({ id: 'ada', roles: ['editor'] });
    expect(await present(authenticate, 'bearer  the-key-of-bob-1234 ')).toEqual({ id: 'bob', readOnly: true });
  });

  it.each([
    undefined,
    'Bearer',
    'Bearer the-key-of-first-and-more',
    'Bearer the-key-of-firs',
    'Bearer THE-KEY-OF-FIRST',
    'Basic the-key-of-first',
    'the-key-of-first',
    `Bearer ${hashKey('the-key-of-first')}`,
    'Bearer the-key-of-first, Bearer the-key-of-second',
  ])('does not know who presents %j', async (authorization) => {
    expect(await present(bearerKeys(KEYS), authorization)).toBeNull();
  });

  it.each(['first', 'fourth', 'nobody'])('compares the key of %s with every key, by hash', async (id) => {
    const authenticate = bearerKeys(KEYS);
    const compared = watchComparisons();
    await present(authenticate, `Bearer the-key-of-${id}`);
    const presented = hashKey(`the-key-of-${id}`);
    expect(compared).toEqual(KEYS.map(({ key }) => [hashKey(key), presented]));
  });

  it.each<[string, BearerKey[]]>([
    ['no keys', []],
    ['a short one', [{ id: 'a', key: 'short' }]],
    ['one that no header carries', [{ id: 'a', key: 'a key with blanks in it' }]],
    ['neither key nor hash', [{ id: 'a' }]],
    ['both', [{ id: 'a', key: 'the-key-of-ada-1234', hash: hashKey('x') }]],
    ['a hash that is none', [{ id: 'a', hash: 'the-key-of-ada-1234' }]],
    ['an id that is none', [{ id: '', key: 'the-key-of-ada-1234' }]],
    ['a key twice', [KEYS[0] as BearerKey, { id: 'b', hash: hashKey('the-key-of-first') }]],
  ])('refuses %s, and does not repeat it', (_, keys) => {
    const refuse = () => bearerKeys(keys);
    expect(refuse).toThrow(expect.objectContaining({ code: 'invalid_input' }));
    expect(refuse).not.toThrow(/short|blanks|the-key/);
  });
});

describe('the scope of a key', () => {
  const scoped = bearerKeys([
    { id: 'ada', key: 'the-key-of-ada-1234', agents: ['support'] },
    { id: 'bob', key: 'the-key-of-bob-1234' },
  ]);

  async function statusOf(options: { authorize: (request: PolicyRequest) => boolean }, key: string, path: string) {
    const storage = new InMemoryStore();
    await new AgentVersioning({ storage }).createAgent({ id: 'support' });
    const app = createServer({ storage, authenticate: scoped, ...options });
    const headers = { authorization: `Bearer ${key}` };
    return (await app.request(`/api/stored/agents${path}`, { headers })).status;
  }

  it('holds also where `authorize` allows everything', async () => {
    const all = { authorize: () => true };
    expect(await statusOf(all, 'the-key-of-ada-1234', '')).toBe(403);
    expect(await statusOf(all, 'the-key-of-bob-1234', '')).toBe(200);
  });

  it('leaves the rest to `authorize`, which has to say yes', async () => {
    const none = { authorize: (() => undefined) as unknown as () => boolean };
    expect(await statusOf(none, 'the-key-of-ada-1234', '/support')).toBe(404);
    expect(await statusOf({ authorize: () => true }, 'the-key-of-ada-1234', '/support')).toBe(200);
  });

  it('is not for a facade, whose policy knows nothing of it', () => {
    const mastra = new Mastra({ storage: new InMemoryStore() });
    const refused = expect.objectContaining({ code: 'invalid_input' });
    expect(() => createServer({ mastra, authenticate: scoped })).toThrow(refused);
    expect(() => createServer({ mastra, authenticate: bearerKeys(KEYS) })).not.toThrow();
  });
});
