/** The server on Node: where it listens, and how it stops. */
import { EventEmitter, once } from 'node:events';
import { AgentVersioning, InMemoryStore, ValidationError } from '@agent-versions/core';
import { bearerKeys, closeOnSignals, type ServeOptions, serve } from '@agent-versions/server';
import { describe, expect, it, onTestFinished } from 'vitest';

const authenticate = bearerKeys([{ id: 'ada', key: 'the-key-of-ada-1234' }]);

/** A server on a free port, which is closed when the test is over. */
async function listening(options: ServeOptions = {}) {
  const storage = options.storage ?? new InMemoryStore();
  const server = await serve({ storage, port: 0, logger: false, ...options });
  onTestFinished(() => server.close());
  return { ...server, storage };
}

/** A server whose first save waits for `go` in the middle of its work. */
async function slow() {
  const doing = new EventEmitter();
  const storage = new InMemoryStore();
  const rules = {
    beforeStore: async (config: Record<string, unknown>) => {
      const gone = once(doing, 'go');
      doing.emit('begun');
      await gone;
      return config;
    },
  };
  await new AgentVersioning({ storage }).createAgent({ id: 'support', model: 'a' });
  return { doing, storage, rules };
}

function save(url: string): Promise<Response> {
  const body = JSON.stringify({ changes: { model: 'b' } });
  const headers = { 'content-type': 'application/json' };
  return fetch(`${url}/api/stored/agents/support`, { method: 'PATCH', body, headers });
}

describe('where it listens', () => {
  it('is this machine, unless callers have to say who they are', async () => {
    const { url } = await listening();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    for (const hostname of ['0.0.0.0', '::', '192.0.2.1', 'example.com']) {
      const message = expect.stringContaining('authenticate');
      await expect(serve({ storage: new InMemoryStore(), port: 0, hostname })).rejects.toMatchObject({
        code: 'invalid_input',
        issues: [{ path: 'hostname', message }],
      });
    }
  });

  it('may be named as localhost without keys', async () => {
    const { url } = await listening({ hostname: 'localhost' });
    expect(url).toMatch(/^http:\/\/localhost:\d+$/);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  it('may be any address with them', async () => {
    const { port } = await listening({ hostname: '0.0.0.0', authenticate });
    const agents = `http://127.0.0.1:${port}/api/stored/agents`;
    expect((await fetch(agents)).status).toBe(401);
    expect((await fetch(agents, { headers: { authorization: 'Bearer the-key-of-ada-1234' } })).status).toBe(200);
  });

  it('is said clearly when it is taken, and nothing is left of the attempt', async () => {
    const { port } = await listening();
    const again = serve({ storage: new InMemoryStore(), port, logger: false });
    await expect(again).rejects.toThrow(ValidationError);
    await expect(again).rejects.toThrow(`port: ${port} is in use on 127.0.0.1`);
  });

  it.each([{ port: -1 }, { port: 65_536 }, { port: 1.5 }, { hostname: '' }, { shutdownTimeout: -1 }])(
    'is refused as %j',
    async (wrong) => {
      await expect(serve({ storage: new InMemoryStore(), ...wrong })).rejects.toMatchObject({ code: 'invalid_input' });
    },
  );
});

describe('close', () => {
  it('finishes what has begun, and takes nothing new', async () => {
    const { doing, storage, rules } = await slow();
    const server = await listening({ storage, rules });
    const begun = once(doing, 'begun');
    const saving = save(server.url);
    await begun;
    const closed = server.close();
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
    doing.emit('go');
    const saved = await saving;
    expect([saved.status, saved.headers.get('connection')]).toEqual([200, 'close']);
    expect(await saved.json()).toMatchObject({ created: true, version: { versionNumber: 2 } });
    await closed;
    expect((await new AgentVersioning({ storage }).latest('support')).versionNumber).toBe(2);
  });

  it('ends event streams', async () => {
    const { storage, url, close } = await listening();
    await new AgentVersioning({ storage }).createAgent({ id: 'support', model: 'a' });
    const stream = await fetch(`${url}/api/stored/events`, { headers: { accept: 'text/event-stream' } });
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toContain('retry:');
    const closed = close();
    let end = await reader?.read();
    while (end?.done === false) end = await reader?.read();
    expect(end?.done).toBe(true);
    await closed;
  });

  it('cuts off what takes longer than it waits', async () => {
    const { doing, storage, rules } = await slow();
    const server = await listening({ storage, rules, shutdownTimeout: 50 });
    const begun = once(doing, 'begun');
    const saving = save(server.url).then(
      () => 'answered',
      () => 'cut off',
    );
    await begun;
    await server.close();
    expect(await saving).toBe('cut off');
    doing.emit('go');
  });

  it('can be called again', async () => {
    const { close } = await listening();
    await Promise.all([close(), close()]);
    await close();
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('comes with %s, once', async (signal) => {
    const server = await listening();
    const listeners = process.listenerCount(signal);
    const closed = closeOnSignals(server);
    process.emit(signal, signal);
    expect(await closed).toBe(signal);
    expect(process.listenerCount(signal)).toBe(listeners);
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
  });
});
