/** What a server can be made of, and what it cannot. */
import { AgentVersioning, InMemoryStore, Mastra } from '@agent-versions/core';
import { bearerKeys, createServer, type ServerOptions } from '@agent-versions/server';
import { describe, expect, it } from 'vitest';

const storage = new InMemoryStore();
const mastra = new Mastra({ storage });
const refusal = (path: string) =>
  expect.objectContaining({ code: 'invalid_input', issues: [{ path, message: expect.any(String) }] });

describe('an option', () => {
  it.each<[string, Record<string, unknown>]>([
    ['', {}],
    ['', { storage, mastra }],
    ['storage', { storage: {} }],
    ['mastra', { mastra: {} }],
    ['authorize', { mastra, authorize: () => true }],
    ['rules', { mastra, rules: {} }],
    ['authenticate', { storage, authenticate: 'ada' }],
    ['authorize', { storage, authorize: {} }],
    ['rules.policy', { storage, rules: { policy: { can: () => true } } }],
    ['rules.actor', { storage, rules: { actor: { id: 'ada' } } }],
    ['basePath', { storage, basePath: 'api' }],
    ['basePath', { storage, basePath: '/:api/*' }],
    ['logger', { storage, logger: true }],
    ['limits.bodyBytes', { storage, limits: { bodyBytes: 0 } }],
    ['limits.bodyBytes', { storage, limits: { bodyBytes: '2mb' } }],
    ['limits.headers', { storage, limits: { headers: 1 } }],
    ['limits.rate', { storage, limits: { rate: true } }],
    ['cors.origins', { storage, cors: {} }],
    ['cors.origins[0]', { storage, cors: { origins: ['https://example.com/'] } }],
    ['clientAddress', { storage, clientAddress: '127.0.0.1' }],
    ['shutdown', { storage, shutdown: true }],
    ['port', { storage, port: 4111 }],
  ])('that is none is refused by its name: %s', (path, options) => {
    expect(() => createServer(options)).toThrow(refusal(path));
  });

  it('of the service is checked by the service', () => {
    const options = { storage, rules: { protectedLabels: ['Not A Label'] } };
    expect(() => createServer(options)).toThrow(expect.objectContaining({ code: 'invalid_input' }));
  });
});

describe('basePath', () => {
  it.each([
    ['/api', '/api/stored/agents'],
    ['/v1/agents/', '/v1/agents/stored/agents'],
    ['/', '/stored/agents'],
    ['', '/stored/agents'],
  ])('%j puts the routes at %s, and leaves those of the root where they are', async (basePath, path) => {
    const app = createServer({ storage: new InMemoryStore(), basePath });
    for (const known of [path, '/healthz', '/readyz', '/openapi.json', '/reference']) {
      expect((await app.request(known)).status, known).toBe(200);
    }
    const document = (await (await app.request('/openapi.json')).json()) as { paths: object };
    expect(Object.keys(document.paths)).toContain(path);
  });
});

describe('who asks', () => {
  async function author(options: ServerOptions, authenticate: ServerOptions['authenticate']) {
    const app = createServer({ ...options, authenticate });
    const headers = { 'content-type': 'application/json' };
    const answer = await app.request('/api/stored/agents', { method: 'POST', headers, body: '{"config":{}}' });
    const { version } = (await answer.json()) as { version?: { createdBy?: string } };
    return [answer.status, version?.createdBy];
  }

  it('is what `authenticate` says, or what the facade was bound to', async () => {
    const bound = new Mastra({ storage: new InMemoryStore(), actor: { id: 'bot' } });
    expect(await author({ mastra: bound }, undefined)).toEqual([201, 'bot']);
    expect(await author({ mastra: bound }, () => ({ id: 'ada' }))).toEqual([201, 'ada']);
    expect(await author({ storage }, async () => ({ id: 'ada' }))).toEqual([201, 'ada']);
    expect(await author({ storage }, undefined)).toEqual([201, undefined]);
    expect(await author({ storage }, () => null)).toEqual([401, undefined]);
  });

  it('is a fault of the server where `authenticate` says something else', async () => {
    const nobody = (() => ({ name: 'ada' })) as unknown as ServerOptions['authenticate'];
    expect(await author({ storage }, nobody)).toEqual([500, undefined]);
    const broken = () => Promise.reject(new Error('the directory is down'));
    expect(await author({ storage }, broken)).toEqual([500, undefined]);
  });
});

describe('a protected label', () => {
  async function move(authorize?: ServerOptions['authorize']) {
    const own = new InMemoryStore();
    await new AgentVersioning({ storage: own }).createAgent({ id: 'support' });
    const authenticate = bearerKeys([{ id: 'ada', key: 'the-key-of-ada-1234' }]);
    const rules = { protectedLabels: ['prod*'] };
    const app = createServer({ storage: own, rules, authenticate, authorize });
    const headers = { authorization: 'Bearer the-key-of-ada-1234', 'content-type': 'application/json' };
    const init = { method: 'PUT', headers, body: '{"version":1}' };
    const statusOf = async (label: string) =>
      (await app.request(`/api/stored/agents/support/labels/${label}`, init)).status;
    return [await statusOf('production'), await statusOf('staging')];
  }

  it('moves for whom `authorize` lets, and for nobody without it', async () => {
    expect(await move()).toEqual([403, 200]);
    expect(await move(({ protected: isProtected, actor }) => !isProtected || actor?.id === 'ada')).toEqual([200, 200]);
  });
});
