/** The route of the feed of events, as JSON and as an event stream. */
import { getEventListeners } from 'node:events';
import { AgentVersioning } from '@agent-versions/core';
import type { ListEventsResponse } from '@agent-versions/server/schemas';
import { describe, expect, it } from 'vitest';
import { createRouter } from '../src/environment';
import { eventsRouter } from '../src/handlers/events';
import { answerError } from '../src/problem';
import { eventSchema } from '../src/schemas/events';
import { refused, served, servedAgent } from './requests';

const EVENTS = '/api/stored/events';

describe('GET /stored/events', () => {
  it('tells of everything that happens to versions, in order', async () => {
    const { ask, versioning } = await servedAgent();
    const mira = versioning.as({ id: 'mira' });
    await mira.save('support', { model: 'b' }, { labels: ['production'] });
    await mira.restore('support', 1);
    await mira.redact('support', 1, { reason: 'A key' });
    await mira.delete('support', 1);
    await mira.deleteAgent('support');
    const { body } = await ask<ListEventsResponse>('GET', EVENTS);
    expect(body.events.map(({ type }) => type)).toEqual([
      'version.created',
      'version.created',
      'label.moved',
      'version.restored',
      'version.redacted',
      'versions.pruned',
      'agent.deleted',
    ]);
    expect(body.events[4]).toMatchObject({ agentId: 'support', versionNumber: 1, redactedBy: 'mira', reason: 'A key' });
    expect(body.cursor).toBe(body.events.at(-1)?.cursor);
  });

  it('goes on after a cursor, so much at a time, of one agent or of all', async () => {
    const { ask, versioning } = served();
    for (const id of ['a', 'b', 'a2']) await versioning.createAgent({ id });
    await versioning.save('a', { model: 'x' });
    const first = await ask<ListEventsResponse>('GET', `${EVENTS}?limit=3`);
    const rest = await ask<ListEventsResponse>('GET', `${EVENTS}?after=${first.body.cursor}`);
    expect([first, rest].map(({ body }) => body.events.map(({ agentId }) => agentId))).toEqual([
      ['a', 'b', 'a2'],
      ['a'],
    ]);
    const end = await ask<ListEventsResponse>('GET', `${EVENTS}?after=${rest.body.cursor}`);
    expect(end.body).toEqual({ events: [], cursor: rest.body.cursor });
    const one = await ask<ListEventsResponse>('GET', `${EVENTS}?agentId=a`);
    expect(one.body.events.map(({ agentId }) => agentId)).toEqual(['a', 'a']);
  });

  it('has no cursor where nothing has ever happened', async () => {
    const { ask } = served();
    expect((await ask('GET', EVENTS)).body).toEqual({ events: [] });
  });

  it.each([
    ['limit=', 'query.limit'],
    ['limit=1001', 'query.limit'],
    ['limit=1&limit=2', 'query.limit'],
    ['since=1', 'query.since'],
    ['after=x', 'after'],
    ['agentId=', 'agentId'],
  ])('refuses ?%s, also for streams', async (query, path) => {
    const { ask } = served();
    expect(await ask('GET', `${EVENTS}?${query}`)).toMatchObject(refused(path));
    const headers = { accept: 'text/event-stream' };
    expect(await ask('GET', `${EVENTS}?${query}`, { headers })).toMatchObject(refused(path));
  });

  it.each([
    [undefined, 'application/json'],
    ['*/*', 'application/json'],
    ['application/json, text/event-stream;q=0.5', 'application/json'],
    ['text/event-stream', 'text/event-stream'],
    ['text/event-stream, application/json;q=0.5', 'text/event-stream'],
  ])('answers Accept: %s with %s', async (accept, type) => {
    const { app } = served();
    const headers: Record<string, string> = accept === undefined ? {} : { accept };
    const response = await app.request(`http://localhost${EVENTS}`, { headers });
    expect(response.headers.get('content-type')?.split(';')[0]).toBe(type);
    expect(response.headers.get('vary')).toBe('Accept');
    await response.body?.cancel();
  });
});

describe('the event stream', () => {
  it('begins at the beginning, and goes on with what happens', async () => {
    const { listen, versioning } = await streamed();
    const stream = await listen();
    expect(stream.response.headers.get('cache-control')).toBe('no-store');
    expect((await stream.next()).event).toBe('version.created');
    await versioning.save('support', { model: 'b' }, { labels: ['active'] });
    const [created, moved] = [await stream.next(), await stream.next()];
    expect([created.event, moved.event]).toEqual(['version.created', 'label.moved']);
    expect(created.data).toMatchObject({ type: 'version.created', agentId: 'support', versionNumber: 2 });
    expect(created.id).toBe(created.data.cursor);
    await stream.cancel();
  });

  it('goes on after Last-Event-ID, which says more than the url that it was first asked with', async () => {
    const { listen, versioning } = await streamed();
    for (const model of ['b', 'c', 'd']) await versioning.save('support', { model });
    const first = await listen();
    const ids = [(await first.next()).id, (await first.next()).id];
    await first.cancel();
    const numbers = async (path: string, headers?: Record<string, string>) => {
      const stream = await listen(path, headers);
      const { data } = await stream.next();
      await stream.cancel();
      return 'versionNumber' in data && data.versionNumber;
    };
    expect(await numbers(`?after=${ids[0]}`)).toBe(2);
    expect(await numbers(`?after=${ids[0]}`, { 'last-event-id': ids[1] ?? '' })).toBe(3);
  });

  it('misses nothing and repeats nothing over many pages', async () => {
    const { listen, versioning } = await streamed();
    for (let save = 0; save < 20; save += 1) await versioning.save('support', { save });
    const stream = await listen('?limit=3');
    const seen: unknown[] = [];
    while (seen.length < 21) seen.push((await stream.next()).id);
    await stream.cancel();
    expect(seen).toEqual((await versioning.listEvents()).events.map(({ cursor }) => cursor));
  });

  it('tells of one agent alone where that is wanted', async () => {
    const { listen, versioning } = await streamed();
    const stream = await listen('?agentId=other');
    await versioning.createAgent({ id: 'other' });
    expect((await stream.next()).data).toMatchObject({ agentId: 'other' });
    await stream.cancel();
  });

  it('sends comments while nothing happens', async () => {
    const { listen } = await streamed({ heartbeat: 5 });
    const stream = await listen('?agentId=nobody');
    expect(await stream.text()).toBe('retry: 1000\n\n');
    expect([await stream.text(), await stream.text()]).toEqual([':\n\n', ':\n\n']);
    await stream.cancel();
  });

  it('ends when the server is about to stop', async () => {
    const { listen, shutdown } = await streamed({ poll: 60_000 });
    const stream = await listen();
    await stream.next();
    const end = stream.text();
    shutdown.abort();
    expect(await end).toBeUndefined();
  });

  it('leaves nothing behind when the client goes: no timer, no listener, no question to the storage', async () => {
    const { listen, looks, shutdown } = await streamed({ poll: 1 });
    const waits = () => getEventListeners(shutdown.signal, 'abort').length;
    const stream = await listen();
    await stream.next();
    const waiting = stream.text();
    while (looks() < 5 || waits() === 0) await new Promise(setImmediate);
    await stream.cancel();
    expect(await waiting).toBeUndefined();
    const asked = looks();
    expect(waits()).toBe(0); // it goes together with the timer
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(looks()).toBe(asked);
  });

  it('is cut off where the feed may not be read any more', async () => {
    const { listen, forbid } = await streamed({ poll: 1 });
    const stream = await listen();
    await stream.next();
    forbid();
    await expect(stream.text()).rejects.toThrow('was cut off');
    expect((await listen()).response.status).toBe(403);
  });
});

/** Streams that look for events every few milliseconds, over a server of their own with the agent `support`. */
async function streamed(pace: { poll?: number; heartbeat?: number } = {}) {
  const { storage, versioning } = await servedAgent();
  const shutdown = new AbortController();
  let looks = 0;
  let allowed = true;
  const policy = {
    can: () => {
      looks += 1;
      return allowed;
    },
  };
  const watched = new AgentVersioning({ storage, policy });
  const app = createRouter();
  app.onError(answerError);
  app.use(async (c, next) => {
    c.set('versioning', watched);
    c.set('shutdown', shutdown.signal);
    c.set('requestId', 'r1');
    c.set('log', { info: () => {}, error: () => {} });
    await next();
  });
  app.route('/', eventsRouter({ poll: 5, heartbeat: 60_000, ...pace }));
  return {
    versioning,
    shutdown,
    looks: () => looks,
    forbid: () => {
      allowed = false;
    },
    listen: async (query = '', headers: Record<string, string> = {}) => {
      const asking = { headers: { accept: 'text/event-stream', ...headers } };
      return readStream(await app.request(`http://localhost/stored/events${query}`, asking));
    },
  };
}

/** Reads an event stream, an event or a piece at a time. */
function readStream(response: Response) {
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let buffer = '';
  const text = async () => {
    const { done, value } = await reader.read();
    return done ? undefined : decoder.decode(value, { stream: true });
  };
  return {
    response,
    text,
    next: async () => {
      for (;;) {
        const found = /^id: (.*)\nevent: (.*)\ndata: (.*)$/m.exec(buffer);
        if (found) {
          buffer = buffer.slice(found.index + found[0].length);
          const [, id, event, data = ''] = found;
          return { id, event, data: eventSchema.parse(JSON.parse(data)) };
        }
        buffer += await text();
      }
    },
    cancel: () => reader.cancel(),
  };
}
