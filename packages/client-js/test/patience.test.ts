/** Time-outs and aborts, over real connections; nothing is left behind. */
import { getEventListeners } from 'node:events';
import { AgentVersionsClient, type CallOptions } from '@agent-versions/client';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { answers, listen, lost, refusalOf, world } from './running';

const hole = () => new Promise<never>(() => undefined);

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a time-out', () => {
  it('ends a call to a server that says nothing', async () => {
    const client = new AgentVersionsClient({ baseUrl: await listen(() => undefined), timeout: 50, retries: 0 });
    expect(await refusalOf(client.listEvents())).toMatchObject({ code: 'timeout' });
  });

  it('ends a call whose answer does not end', async () => {
    const baseUrl = await listen((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"events":');
    });
    const client = new AgentVersionsClient({ baseUrl });
    expect(await refusalOf(client.listEvents({}, { timeout: 200, retries: 0 }))).toMatchObject({ code: 'timeout' });
  });

  it('ends an export in which nothing comes any more', async () => {
    const baseUrl = await listen((_, response) => {
      response.writeHead(200, { 'content-type': 'application/x-ndjson' });
      response.write('{"a":1}\n{"b":');
    });
    const lines = new AgentVersionsClient({ baseUrl, timeout: 200 }).exportHistories();
    expect(await lines.next()).toEqual({ done: false, value: '{"a":1}' });
    expect(await refusalOf(lines.next())).toMatchObject({ code: 'timeout' });
  });

  it('is per try: a read is tried again', async () => {
    const { client } = world();
    let tries = 0;
    const { connect } = world();
    const patient = connect({
      timeout: 50,
      fetch: () =>
        ++tries === 1 ? hole() : answers(200, '{"events":[]}', { 'content-type': 'application/json' })(hole),
    });
    expect(await patient.listEvents()).toEqual({ events: [] });
    expect(await client.listEvents({}, { timeout: Number.POSITIVE_INFINITY })).toMatchObject({ events: [] });
  });

  it('ends waits for a fetch, or for headers, that heed no signal', async () => {
    const { connect } = world();
    const settings = { timeout: 20, retries: 0 };
    expect(await refusalOf(connect({ ...settings, fetch: hole }).listEvents())).toMatchObject({ code: 'timeout' });
    expect(await refusalOf(connect({ ...settings, headers: hole }).listEvents())).toMatchObject({ code: 'timeout' });
  });
});

describe('a connection that is cut', () => {
  it('in the middle of an answer is a network error, never half an answer', async () => {
    const baseUrl = await listen((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"events":[]}', () => response.destroy());
    });
    const client = new AgentVersionsClient({ baseUrl, retries: 0 });
    expect(await refusalOf(client.listEvents())).toMatchObject({ code: 'network', cause: expect.any(Error) });
  });

  it('in the middle of an export is a network error after the lines that came', async () => {
    const baseUrl = await listen((_, response) => {
      response.writeHead(200, { 'content-type': 'application/x-ndjson' });
      response.write('{"a":1}\n', () => response.destroy());
    });
    const lines = new AgentVersionsClient({ baseUrl }).exportHistories();
    expect((await lines.next()).value).toBe('{"a":1}');
    expect(await refusalOf(lines.next())).toMatchObject({ code: 'network' });
  });

  it('to a server that is gone is a network error', async () => {
    const client = new AgentVersionsClient({ baseUrl: 'http://127.0.0.1:1', retries: 0 });
    expect(await refusalOf(client.listEvents())).toMatchObject({ code: 'network' });
  });
});

describe('a signal', () => {
  it('that is aborted already sends nothing', async () => {
    const { client, seen } = world();
    const signal = AbortSignal.abort(new Error('enough'));
    expect(await refusalOf(client.listEvents({}, { signal }))).toMatchObject({
      code: 'aborted',
      cause: { message: 'enough' },
    });
    expect(await refusalOf(client.resolve('a', { signal, fallback: {} }))).toMatchObject({ code: 'aborted' });
    expect(seen).toEqual([]);
  });

  it('ends a call, and the connection with it', async () => {
    const abort = new AbortController();
    let closed: Promise<void> | undefined;
    const baseUrl = await listen((_, response) => {
      closed = new Promise((resolve) => response.on('close', resolve));
      abort.abort();
    });
    const refusal = await refusalOf(new AgentVersionsClient({ baseUrl }).listEvents({}, { signal: abort.signal }));
    expect(refusal).toMatchObject({ code: 'aborted' });
    await closed;
  });

  it('ends the wait between two tries', async () => {
    const { client, faults } = world();
    const abort = new AbortController();
    faults.push(answers(503, '', { 'retry-after': '20' }));
    const onResponse = () => void setTimeout(() => abort.abort());
    const options: CallOptions = { signal: abort.signal, onResponse };
    expect(await refusalOf(client.listEvents({}, options))).toMatchObject({ code: 'aborted' });
  });
});

describe('after a call', () => {
  it('no listener and no timer is left, however it went', async () => {
    const set = vi.spyOn(globalThis, 'setTimeout');
    const clear = vi.spyOn(globalThis, 'clearTimeout');
    const { client, faults } = world();
    const { signal } = new AbortController();
    const timeout = 54_321;
    await client.listEvents({}, { signal, timeout });
    faults.push(lost, lost);
    await client.listEvents({}, { signal, timeout });
    faults.push(answers(404, 'no'));
    await refusalOf(client.listEvents({}, { signal, timeout }));
    for await (const line of client.exportHistories({}, { signal, timeout })) if (line) break;
    const timers = set.mock.calls.flatMap(([, delay], index) =>
      delay === timeout ? [set.mock.results[index]?.value] : [],
    );
    const cleared = new Set(clear.mock.calls.map(([timer]) => timer));
    expect(timers.length).toBeGreaterThanOrEqual(6);
    expect(timers.filter((timer) => !cleared.has(timer))).toEqual([]);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
