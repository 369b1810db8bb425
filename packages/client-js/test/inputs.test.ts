/** What is refused before anything is sent, and what is sent as it is. */
import { AgentVersionsClient, type AgentVersionsClientOptions } from '@agent-versions/client';
import { describe, expect, it } from 'vitest';
import { refusalOf, world } from './running';

describe('ids', () => {
  it.each(['', '.', '..', '\ud800'])('that no URL can name are refused: %j', async (id) => {
    const { client, seen } = world();
    const agent = client.getStoredAgent('support');
    expect(() => client.getStoredAgent(id)).toThrow(expect.objectContaining({ code: 'invalid_input' }));
    expect(await refusalOf(agent.getVersion(id))).toMatchObject({ code: 'invalid_input' });
    expect(await refusalOf(agent.labels.get(id))).toMatchObject({ code: 'invalid_input' });
    expect(await refusalOf(client.resolve(id, { fallback: {} }))).toMatchObject({ code: 'invalid_input' });
    expect(seen).toEqual([]);
  });

  it('never leave their place in the path', async () => {
    const { client, seen } = world();
    await refusalOf(client.getStoredAgent('../../secret?x#y').getVersion('../activate'));
    expect(seen[0]?.path).toBe('/api/stored/agents/..%2F..%2Fsecret%3Fx%23y/versions/..%2Factivate');
  });
});

describe('bodies', () => {
  it.each([
    ['NaN', { temperature: Number.NaN }],
    ['a function', { tool: () => 1 }],
    ['a Map', { tools: new Map() }],
    ['a hole in a list', { tools: [undefined] }],
    ['a BigInt', { tokens: 1n }],
    ['a symbol', { kind: Symbol('x') }],
  ])('that JSON would change in silence are refused: %s', async (_, config) => {
    const { client, seen } = world();
    expect(await refusalOf(client.createStoredAgent({ config }))).toMatchObject({ code: 'invalid_input' });
    expect(seen).toEqual([]);
  });

  it('with a cycle are refused', async () => {
    const { client } = world();
    const config: Record<string, unknown> = {};
    config.self = config;
    expect(await refusalOf(client.createStoredAgent({ config }))).toMatchObject({ code: 'invalid_input' });
  });

  it('are otherwise sent as they are', async () => {
    const { client } = world();
    const config = { empty: '', none: null, nested: { list: [1, 0.5, 'ü', false] }, left: undefined };
    const made = await client.createStoredAgent({ id: 'whole', config: { ...config, at: new Date(0) } });
    const { left, ...rest } = config;
    expect(made.version.snapshot).toEqual({ ...rest, at: '1970-01-01T00:00:00.000Z' });
  });
});

describe('options', () => {
  it.each<Partial<AgentVersionsClientOptions>>([
    { baseUrl: '' },
    { baseUrl: 'localhost:4111' },
    { baseUrl: 'ftp://localhost' },
    { baseUrl: 'http://user:password@localhost' },
    { baseUrl: 'http://localhost?x=1' },
    { apiKey: '' },
    { apiKey: 'two\nlines' },
    { headers: { 'x-tenant': 'a\nb' } },
    { timeout: 0 },
    { timeout: 2 ** 31 },
    { retries: -1 },
    { retries: 0.5 },
    { cache: { ttl: Number.NaN } },
    { cache: { maxVersions: -1 } },
  ])('that are none are refused: %j', (option) => {
    expect(() => new AgentVersionsClient({ baseUrl: 'http://localhost', ...option })).toThrow(
      expect.objectContaining({ code: 'invalid_input' }),
    );
  });

  it('of a call are checked as well', async () => {
    const { client } = world();
    expect(await refusalOf(client.listEvents({}, { timeout: -1 }))).toMatchObject({ code: 'invalid_input' });
    expect(await refusalOf(client.listEvents({}, { retries: Number.NaN }))).toMatchObject({ code: 'invalid_input' });
    expect(await refusalOf(client.resolve('a', { ttl: -1, fallback: {} }))).toMatchObject({ code: 'invalid_input' });
  });

  it('never show up in an error: keys', async () => {
    const { connect } = world();
    const secret = 'sk-planted\u0000';
    const error = await refusalOf(connect({ headers: () => ({ authorization: secret }) }).listEvents());
    expect(JSON.stringify([error, String(error), (error as Error).stack, (error as Error).cause])).not.toContain(
      'planted',
    );
    expect(error).toMatchObject({ code: 'invalid_input', issues: [{ path: 'headers.authorization' }] });
  });

  it('a base path and slashes at the end are put together', async () => {
    const { connect, seen } = world({ basePath: '/v1' });
    for (const basePath of ['/v1', 'v1', '//v1/'])
      await connect({ baseUrl: 'http://localhost/', basePath }).listEvents();
    await connect({ baseUrl: 'http://localhost/v1/', basePath: '' }).listEvents();
    expect(seen.map(({ path, status }) => [path, status])).toEqual(Array(4).fill(['/v1/stored/events', 200]));
  });
});

describe('headers', () => {
  it('are asked for before each request, and win over the key', async () => {
    const { connect, seen } = world();
    let token = 0;
    const client = connect({
      apiKey: 'key',
      headers: async () => ({ Authorization: `Bearer ${++token}`, 'x-tenant': 't' }),
    });
    await client.listEvents();
    await client.listEvents();
    expect(seen.map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer 1', 'Bearer 2']);
    expect(seen[0]?.headers.get('x-tenant')).toBe('t');
    await connect({ apiKey: 'key' }).listEvents();
    expect(seen[2]?.headers.get('authorization')).toBe('Bearer key');
  });

  it('of answers can be seen', async () => {
    const { client } = world();
    await client.createStoredAgent({ id: 'support', config: { model: 'a' } });
    const tags: (string | null)[] = [];
    const options = { onResponse: ({ headers }: { headers: Headers }) => void tags.push(headers.get('etag')) };
    const { contentHash } = await client.getStoredAgent('support').getVersion('1', options);
    expect(tags).toEqual([`"${contentHash}"`]);
  });
});
