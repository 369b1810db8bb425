/** Faults that pass: a server that is starting, full or away for a while is waited for, within bounds. */
import { createServer, connect as dial, type Server, type Socket } from 'node:net';
import { type AgentVersionsStorage, UnavailableError } from '@agent-versions/core';
import { PgAgentVersionsStorage, PostgresStore } from '@agent-versions/pg';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { postgresUrl } from '../../../../test/postgres/context';
import { EmbeddedPostgres } from '../../../../test/postgres/embedded';
import { testSchemas } from '../../../../test/postgres/schema';
import { printFigure } from '../figure';
import { TcpProxy } from '../tcp-proxy';

const schemas = testSchemas();
const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A message of the server's that ends the connection. */
function refusal(code: string, message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${message}\0\0`);
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}

/** A server that turns connections away with what `next` gives, and lets them through once that gives nothing. */
async function startDoorkeeper(next: () => Buffer | 'hang up' | undefined): Promise<string> {
  const sockets = new Set<Socket>();
  const { hostname, port } = new URL(postgresUrl());
  const server: Server = createServer((client) => {
    sockets.add(client.on('error', () => {}));
    const answer = next();
    if (answer === 'hang up') return void client.destroy();
    if (answer) return void client.once('data', () => client.end(answer));
    const upstream = dial(Number(port || 5432), hostname, () => client.pipe(upstream).pipe(client));
    sockets.add(upstream.on('error', () => {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('Not listening');
  const url = new URL(postgresUrl());
  url.host = `127.0.0.1:${address.port}`;
  return url.href;
}

function open(connectionString: string, options: { connectionTimeout?: number } = {}): AgentVersionsStorage {
  const versions = new PgAgentVersionsStorage({ connectionString, schema: schemas.next(), max: 2, ...options });
  closing.push(() => versions.close());
  return versions;
}

describe.each<[string, Buffer | 'hang up']>([
  ['is starting (57P03)', refusal('57P03', 'the database system is starting up')],
  ['is full (53300)', refusal('53300', 'sorry, too many clients already')],
  ['hangs up', 'hang up'],
])('a server that %s', (_, answer) => {
  it('is tried again until it lets calls in', async () => {
    let turnedAway = 0;
    const versions = open(
      await startDoorkeeper(() => {
        turnedAway += 1;
        return turnedAway <= 5 ? answer : undefined;
      }),
    );
    expect(await versions.createVersion({ agentId: 'a', snapshot: {} })).toMatchObject({ versionNumber: 1 });
    expect(turnedAway).toBeGreaterThan(5);
  });

  it('and stays so ends calls as unavailable', async () => {
    let tries = 0;
    const versions = open(
      await startDoorkeeper(() => {
        tries += 1;
        return answer;
      }),
      { connectionTimeout: 2_000 },
    );
    const begun = performance.now();
    const error = await versions.countVersions('a').catch((reason: unknown) => reason);
    const took = Math.round(performance.now() - begun);
    printFigure(`pg.turnedAway: ended after ${tries} tries, ${took} ms (target < 10000): ${error}`);
    expect(error).toBeInstanceOf(UnavailableError);
    expect(error).toMatchObject({ retryable: true });
    expect(tries).toBeGreaterThan(1);
    expect(took).toBeLessThan(10_000);
  });
});

describe('a real server', () => {
  let server: EmbeddedPostgres;
  beforeAll(async () => {
    server = await EmbeddedPostgres.create({ max_connections: '4', superuser_reserved_connections: '0' });
  });
  afterAll(() => server.remove());

  it('that starts while calls wait answers all of them', async () => {
    const before = open(server.url);
    await before.createVersion({ agentId: 'a', snapshot: {} });
    await server.stop('immediate'); // it has to recover before it lets anybody in
    const store = new PostgresStore({ id: 'new', connectionString: server.url, schema: schemas.next(), max: 2 });
    closing.push(() => store.close());
    const calls = [
      before.getLatestVersion('a'),
      before.createVersion({ agentId: 'b', snapshot: {} }),
      store.requireStore('agentVersions').then((versions) => versions.createVersion({ agentId: 'c', snapshot: {} })),
    ];
    await server.start();
    expect(await Promise.all(calls)).toMatchObject([{ agentId: 'a' }, { agentId: 'b' }, { agentId: 'c' }]);
  });

  it('that has no connection left is waited for, and named when none comes free', async () => {
    const takers = Array.from({ length: 4 }, () => new Client({ connectionString: server.url }));
    for (const taker of takers) await taker.connect();
    closing.push(() => Promise.all(takers.map((taker) => taker.end())));
    const hurried = open(server.url, { connectionTimeout: 3_000 });
    await expect(hurried.countVersions('a')).rejects.toMatchObject({
      code: 'unavailable',
      retryable: true,
      message: expect.stringMatching(/53300.*max_connections/),
    });
    const waiting = open(server.url).countVersions('a');
    for (const taker of takers.slice(0, 2)) await taker.end();
    expect(await waiting).toBe(0);
  });
});

describe('a connection that is lost', () => {
  /** A store with one version, and the network that it is reached through. */
  async function through(): Promise<{ proxy: TcpProxy; versions: AgentVersionsStorage; versionId: string }> {
    const proxy = await TcpProxy.start(postgresUrl());
    closing.push(() => proxy.close());
    const versions = open(proxy.url);
    const { id: versionId } = await versions.createVersion({ agentId: 'a', snapshot: {} });
    return { proxy, versions, versionId };
  }

  /** Cuts a connection whenever it is about to say `text`, so many times. Returns how often it did. */
  function cut(proxy: TcpProxy, text: string, times: number): () => number {
    let left = times;
    proxy.tap = {
      toServer(chunk) {
        if (left === 0 || !chunk.includes(text)) return true;
        left -= 1;
        return false;
      },
    };
    return () => times - left;
  }

  it.each([1, 4])('%i times in a read is replaced, and the read repeated', async (times) => {
    const { proxy, versions } = await through();
    const cuts = cut(proxy, 'select', times);
    expect(await versions.countVersions('a')).toBe(1);
    expect(cuts()).toBe(times);
  });

  it.each([1, 4])('%i times before a commit is replaced, and the label moved once', async (times) => {
    const { proxy, versions, versionId } = await through();
    const cuts = cut(proxy, 'begin', times);
    await versions.setLabel({ agentId: 'a', label: 'production', versionId });
    const { total } = await versions.listLabelMoves({ agentId: 'a' });
    expect([cuts(), total]).toEqual([times, 1]);
  });

  it('every time ends reads as unavailable, and transactions too', async () => {
    const { proxy, versions, versionId } = await through();
    for (const [text, call] of [
      ['select', () => versions.countVersions('a')],
      ['begin', () => versions.setLabel({ agentId: 'a', label: 'production', versionId })],
    ] as const) {
      const cuts = cut(proxy, text, 1_000);
      await expect(call()).rejects.toMatchObject({ code: 'unavailable', retryable: true });
      printFigure(`pg.alwaysCut at ${text}: gave up after ${cuts()} tries (target 10)`);
      expect(cuts()).toBe(10);
    }
  });

  it('in a write that may have arrived is not replaced: a second try could write twice', async () => {
    const { proxy, versions } = await through();
    const cuts = cut(proxy, '"again"', 1_000);
    const save = versions.createVersion({ agentId: 'a', idempotencyKey: 'k', snapshot: { again: true } });
    await expect(save).rejects.toMatchObject({ code: 'outcome_unknown', idempotencyKey: 'k' });
    expect(cuts()).toBe(1);
  });
});
