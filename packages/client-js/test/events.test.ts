/** The feed of events, in stretches and as a stream that outlives its connections. */
import { getEventListeners } from 'node:events';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { AgentVersionsClient } from '@agent-versions/client';
import { AgentVersioning, InMemoryStore } from '@agent-versions/core';
import { serve } from '@agent-versions/server';
import { describe, expect, it, onTestFinished } from 'vitest';
import { collect, listen, refusalOf, world } from './running';

async function running() {
  const storage = new InMemoryStore();
  const server = await serve({ storage, port: 0, logger: false });
  onTestFinished(() => server.close());
  const versioning = new AgentVersioning({ storage });
  await versioning.createAgent({ id: 'support', model: 'a' });
  await versioning.createAgent({ id: 'sales', model: 'a' });
  return { server, versioning, client: new AgentVersionsClient({ baseUrl: server.url }) };
}

/** Answers each connection with the next script, and keeps the headers that it came with. */
async function scripted(...scripts: ((response: ServerResponse) => void)[]) {
  const met: { url?: string; headers: IncomingHttpHeaders }[] = [];
  const baseUrl = await listen((request, response) => {
    met.push({ url: request.url, headers: request.headers });
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    scripts[met.length - 1]?.(response);
  });
  return { met, client: new AgentVersionsClient({ baseUrl }) };
}

const event = (cursor: string) => `id: ${cursor}\ndata: {"cursor":"${cursor}"}\n\n`;

describe('listEvents', () => {
  it('goes on after a cursor, and tells of one agent only', async () => {
    const { client } = world();
    await client.createStoredAgent({ id: 'support', config: { model: 'a' } });
    await client.createStoredAgent({ id: 'sales', config: { model: 'a' } });
    const { events, cursor } = await client.listEvents({ limit: 1 });
    expect(events).toMatchObject([{ type: 'version.created', agentId: 'support' }]);
    expect((await client.listEvents({ after: cursor })).events).toMatchObject([{ agentId: 'sales' }]);
    expect((await client.listEvents({ agentId: 'sales' })).events).toHaveLength(1);
  });
});

describe('streamEvents', () => {
  it('tells what was, then what happens', async () => {
    const { client, versioning } = await running();
    const events = client.streamEvents({ agentId: 'support' });
    expect((await events.next()).value).toMatchObject({
      type: 'version.created',
      agentId: 'support',
      versionNumber: 1,
    });
    const next = events.next();
    await versioning.createAgent({ id: 'other', model: 'a' });
    await versioning.activate('support', 1);
    expect((await next).value).toMatchObject({ type: 'label.moved', label: 'active' });
    await events.return();
  });

  it('begins after a cursor', async () => {
    const { client } = await running();
    const { events } = await client.listEvents({ limit: 1 });
    expect(await collect(client.streamEvents({ after: events[0]?.cursor }), 1)).toMatchObject([{ agentId: 'sales' }]);
  });

  it('goes on where it was when the connection to a real server is cut', async () => {
    const { server, versioning } = await running();
    const asked: (string | undefined)[] = [];
    const proxy = await listen(async (request, response) => {
      const lastId = request.headers['last-event-id'];
      asked.push(typeof lastId === 'string' ? lastId : undefined);
      const upstream = new AbortController();
      response.on('close', () => upstream.abort());
      const headers = { accept: 'text/event-stream', ...(asked.at(-1) && { 'last-event-id': asked.at(-1) as string }) };
      const answer = await fetch(server.url + request.url, { headers, signal: upstream.signal });
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
      const reader = answer.body?.getReader();
      const first = await reader?.read();
      response.write(first?.value, () => response.destroy());
    });
    const events = new AgentVersionsClient({ baseUrl: proxy }).streamEvents();
    const told = [await events.next(), await events.next()];
    await versioning.activate('support', 1);
    told.push(await events.next());
    await events.return();
    expect(told.map(({ value }) => value?.agentId)).toEqual(['support', 'sales', 'support']);
    expect(asked).toEqual([undefined, told[1]?.value?.cursor]);
  });

  it('asks with the cursor first, and with the id of the last event from then on', async () => {
    const { met, client } = await scripted(
      (response) => response.end(event('2')),
      (response) => response.end(),
      (response) => response.end(event('3')),
    );
    const events = await collect(client.streamEvents({ after: '1' }), 2);
    expect(events.map(({ cursor }) => cursor)).toEqual(['2', '3']);
    expect(met.map(({ url }) => url?.split('?')[1])).toEqual(['after=1', undefined, undefined]);
    expect(met.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '2', '2']);
  });

  it('reconnects when not even a heart-beat comes', async () => {
    const { met, client } = await scripted(
      (response) => response.write(event('1')),
      (response) => response.write(event('2')),
    );
    expect(await collect(client.streamEvents({ idleTimeout: 100 }), 2)).toHaveLength(2);
    expect(met).toHaveLength(2);
  });

  it('reads comments, line ends of both kinds, data over lines, and characters that are cut in two', async () => {
    const text =
      ': hello\r\nretry: 5\r\n\r\nid: 1\r\nevent: x\r\ndata: {"cursor":"1",\r\ndata:"agentId":"ü漢"}\r\n\r\n';
    const drip = async (response: ServerResponse) => {
      for (const byte of Buffer.from(text)) {
        response.write(Buffer.of(byte));
        await new Promise(setImmediate);
      }
    };
    const { client } = await scripted((response) => void drip(response));
    expect(await collect(client.streamEvents(), 1)).toEqual([{ cursor: '1', agentId: 'ü漢' }]);
  });

  it('does not take half an event for one', async () => {
    const { client } = await scripted(
      (response) => response.end(`${event('1')}id: 2\ndata: {"cursor":"2"}\n`),
      (response) => response.end(event('2')),
    );
    expect((await collect(client.streamEvents(), 2)).map(({ cursor }) => cursor)).toEqual(['1', '2']);
  });

  it('gives up after as many failures in a row as are allowed', async () => {
    const { met, client } = await scripted(
      (response) => response.end(event('1')),
      (response) => response.end(),
      (response) => response.end(),
    );
    const events = client.streamEvents({ retries: 1 });
    await events.next();
    expect(await refusalOf(events.next())).toMatchObject({ code: 'network' });
    expect(met).toHaveLength(2);
  });

  it('ends with what no waiting mends', async () => {
    const { client } = await scripted((response) => response.end('data: nonsense\n\n'));
    expect(await refusalOf(client.streamEvents().next())).toMatchObject({ code: 'bad_answer', received: 'nonsense' });
    const { client: keyless } = world({ authenticate: () => null });
    expect(await refusalOf(keyless.streamEvents().next())).toMatchObject({ code: 'unauthorized' });
    expect(await refusalOf(keyless.streamEvents({ idleTimeout: 0 }).next())).toMatchObject({ code: 'invalid_input' });
  });

  it('ends when the signal is aborted, or the caller stops, and closes the connection', async () => {
    let closed = 0;
    const count = (response: ServerResponse) => {
      response.on('close', () => closed++);
      response.write(event('1'));
    };
    const { client } = await scripted(count, count);
    const abort = new AbortController();
    const events = client.streamEvents({ signal: abort.signal });
    await events.next();
    const next = events.next();
    abort.abort();
    expect(await refusalOf(next)).toMatchObject({ code: 'aborted' });
    expect(getEventListeners(abort.signal, 'abort')).toEqual([]);
    await collect(client.streamEvents(), 1);
    await expect.poll(() => closed).toBe(2);
  });
});
