/** Random and hostile requests, through a real server in a process of its own. */
import { InMemoryStore } from '@agent-versions/core';
import { createServer } from '@agent-versions/server';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentOf } from './documented-requests';
import { type FuzzedServer, startFuzzedServer } from './fuzz/fuzzed-server';
import { hostileRequests } from './fuzz/hostile-requests';
import { breakOff, bytesOf, type Pieces, type RawAnswer, type RawRequest, send } from './fuzz/raw-request';

const KEY = 'the-key-of-the-fuzzer';
const MEGABYTE = 1024 * 1024;

/** `AGENT_VERSIONS_RUNS` multiplies the requests, `AGENT_VERSIONS_SEED` repeats a run. */
const { AGENT_VERSIONS_RUNS: factor = '1', AGENT_VERSIONS_SEED: given } = process.env;
const COUNT = Math.round(2500 * Number(factor));
const seed = given === undefined ? Math.trunc(Math.random() * 0x7fff_ffff) : Number(given);

/** As many at once. */
const LANES = 16;

/** A request that is as it should be. */
const HEALTH = [Buffer.from('GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')];

const figures = { requests: 0, taken: 0, failed: 0, slowest: 0 };
let server: FuzzedServer;

beforeAll(async () => {
  server = await startFuzzedServer(KEY);
});

afterAll(async () => {
  const { peakMemory, polluted } = await server.vitals();
  const { code, stderr } = await server.stop();
  console.log(`http.fuzz: ${figures.requests} requests, seed ${seed}, ${figures.taken} of them taken`);
  console.log(`http.fuzz 5xx: ${figures.failed} (0)`);
  console.log(`http.fuzz crashes: ${Number(code !== 0)} (0)`);
  console.log(`http.fuzz polluted prototypes: ${polluted.length} (0)`);
  console.log(`limits slowest refusal of a million levels: ${Math.round(figures.slowest)} ms (< 100)`);
  console.log(`http.fuzz peak memory: ${Math.round(peakMemory / MEGABYTE)} MB (< 300)`);
  expect({ code, stderr, polluted }).toEqual({ code: 0, stderr: '', polluted: [] });
  expect(peakMemory).toBeLessThan(300 * MEGABYTE);
});

/** Sends one request, and sees to it that the server knows what to say; CONNECT alone it hangs up on. */
async function check(name: string, pieces: Pieces): Promise<RawAnswer> {
  figures.requests += 1;
  const answer = await send(server.port, pieces);
  const { status = name.includes('"CONNECT"') ? 400 : 599, head, body } = answer;
  figures.taken += Number(status < 300);
  figures.failed += Number(status >= 500);
  expect(status, `${name}: ${head} ${body.slice(0, 500)}`).toBeLessThan(500);
  return answer;
}

/** The beginning of a request for a new agent, up to what says how long its body is. */
function creating(length: string): Buffer {
  const headers = `Host: localhost\r\nAuthorization: Bearer ${KEY}\r\nContent-Type: application/json\r\n`;
  return Buffer.from(`POST /api/stored/agents HTTP/1.1\r\n${headers}${length}\r\n\r\n`);
}

function shown({ body, ...request }: RawRequest): string {
  return JSON.stringify({ ...request, body: body.toString('latin1', 0, 200) }).slice(0, 2000);
}

it(`answers ${COUNT} hostile requests without a fault of its own`, { timeout: 600_000 }, async () => {
  const document = documentOf(createServer({ storage: new InMemoryStore() }));
  const requests = fc.sample(hostileRequests(document, KEY), { seed, numRuns: COUNT });
  const queue = requests.entries();
  const lane = async () => {
    for (const [index, request] of queue) {
      await check(`seed ${seed}, request ${index}: ${shown(request)}`, [bytesOf(request)]);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
});

describe('a body', () => {
  const deep = `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`;

  it.each([
    ['', ''],
    ['{"config":', '}'],
    ['{"id":"a","config":{"a":', '}}'],
    ['{"config":{},"x":', '}'],
  ])('with a million levels in %s…%s is a 400', async (begin, end) => {
    const body = Buffer.from(begin + deep + end);
    const begun = performance.now();
    const answer = await check('depth', [creating(`Content-Length: ${body.length}`), body]);
    figures.slowest = Math.max(figures.slowest, performance.now() - begun);
    expect(answer).toMatchObject({ status: 400, body: expect.stringContaining('levels deep') });
  });

  it('that is not closed again is a 400 at any depth', async () => {
    const body = Buffer.from('{"config":[{"a":'.repeat(100_000));
    expect((await check('depth', [creating(`Content-Length: ${body.length}`), body])).status).toBe(400);
  });

  it('of 50 MB is a 413, whether its length is said or not', async () => {
    const piece = Buffer.alloc(MEGABYTE, ' ');
    const size = Buffer.from(`${piece.length.toString(16)}\r\n`);
    const fifty = Array.from({ length: 50 }, () => piece);
    const chunks = fifty.flatMap((bytes) => [size, bytes, Buffer.from('\r\n')]);
    const sized = await check('50 MB', [creating(`Content-Length: ${50 * MEGABYTE}`), ...fifty]);
    const chunked = await check('50 MB in chunks', [creating('Transfer-Encoding: chunked'), ...chunks]);
    expect([sized.status, chunked.status]).toEqual([413, 413]);
  });

  it('that comes a byte at a time is taken as any other, and holds up nobody', async () => {
    const body = Buffer.from(JSON.stringify({ id: 'slow', config: {} }));
    const pieces = async function* () {
      yield creating(`Content-Length: ${body.length}`);
      for (const byte of body) {
        expect((await check('meanwhile', HEALTH)).status).toBe(200);
        yield Buffer.from([byte]);
      }
    };
    expect((await check('a slow body', pieces())).status).toBe(201);
  });

  it('that breaks off does no harm', async () => {
    await breakOff(server.port, Buffer.concat([creating('Content-Length: 1000'), Buffer.from('{"id":"cut"')]));
    await breakOff(server.port, Buffer.concat([creating('Transfer-Encoding: chunked'), Buffer.from('9\r\n{"id"')]));
    expect((await check('afterwards', HEALTH)).status).toBe(200);
  });
});

it.each([
  'x\r\n\r\n',
  'GET / HTTP/9.9\r\n\r\n',
  'GET /healthz HTTP/1.1\r\n\r\n',
  'GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: example.com\r\n\r\n',
  'GET /healthz HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n',
  'GET /healthz HTTP/1.1\r\nHost: localhost\r\nNo colon\r\n\r\n',
  'GET /healthz HTTP/1.1\r\nHost: localhost\r\nA: b\r\n folded: c\u0000\r\n\r\n',
  'GET /health z HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'POST /api/stored/agents HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  'POST /api/stored/agents HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n',
  'POST /api/stored/agents HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n12',
  `GET /${'a'.repeat(100_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
])('answers %j, which is no HTTP, as a fault of the client', async (text) => {
  expect((await check(text, [Buffer.from(text, 'latin1')])).status).toBeGreaterThanOrEqual(400);
});
