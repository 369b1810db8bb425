/** What is secret stays so: nothing of it is in the logs, nor in an answer that says what went wrong. */
import { Writable } from 'node:stream';
import { AgentVersioning, InMemoryStore } from '@agent-versions/core';
import { LibSQLStore } from '@agent-versions/libsql';
import { bearerKeys, createServer, type ServerOptions } from '@agent-versions/server';
import { pino } from 'pino';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';

/** Planted wherever a secret may be; never found where it must not be. */
const SECRET = 'planted-secret-1f2e3d';
const KEY = `the-key-${SECRET}`;

const figures = { planted: 0, found: 0 };
afterAll(() => {
  console.log(`secrets planted: ${figures.planted}`);
  console.log(`secrets found in logs and in answers of errors: ${figures.found} (0)`);
});

/** A logger whose lines are kept. */
function keptLog() {
  const lines: string[] = [];
  const stream = new Writable({
    write(line, _, done) {
      lines.push(String(line));
      done();
    },
  });
  return { logger: pino({ level: 'trace' }, stream), lines };
}

/** Sends requests; whatever they come to, no line and no answer of an error holds the secret. */
async function plant(options: ServerOptions, requests: (readonly [path: string, init?: RequestInit])[]) {
  const { logger, lines } = keptLog();
  const app = createServer({ ...options, logger, authenticate: bearerKeys([{ id: 'ada', key: KEY }]) });
  const answers: { status: number; text: string }[] = [];
  for (const [path, init] of requests) {
    const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json', ...init?.headers };
    const answer = await app.request(path, { ...init, headers });
    answers.push({ status: answer.status, text: await answer.text() });
  }
  const told = [...lines, ...answers.filter(({ status }) => status >= 400).map(({ text }) => text)];
  figures.planted += requests.length;
  figures.found += told.filter((text) => text.includes(SECRET)).length;
  expect(told.filter((text) => text.includes(SECRET))).toEqual([]);
  expect(lines.length).toBeGreaterThanOrEqual(requests.length);
  return { answers, lines: lines.map((line) => JSON.parse(line)) };
}

const AGENTS = '/api/stored/agents';

const send = (method: string, body: unknown, headers: Record<string, string> = {}) => ({
  method,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

describe('a secret', () => {
  it('in a snapshot is in the answer that is the snapshot, and nowhere else', async () => {
    const config = { instructions: SECRET, tools: [{ apiKey: SECRET }] };
    const { answers } = await plant({ storage: new InMemoryStore() }, [
      [AGENTS, send('POST', { id: 'support', config })],
      [`${AGENTS}/support`],
      [`${AGENTS}/support`, send('PATCH', { changes: { model: SECRET } })],
      [AGENTS, send('POST', { id: 'support', config })],
      [`${AGENTS}/support`, send('PATCH', { changes: { model: SECRET }, expected: 1 })],
      [AGENTS, send('POST', { id: 'other', config: { ...config, bad: '\ud800' } })],
      [AGENTS, send('POST', `{"config":{"a":"${SECRET}"`)],
      [AGENTS, send('POST', { id: 'other', config, unknown: SECRET })],
    ]);
    expect(answers.map(({ status }) => status)).toEqual([201, 200, 200, 409, 409, 400, 400, 400]);
  });

  it('in a header or in a query is in no answer and in no line', async () => {
    const storage = new InMemoryStore();
    await new AgentVersioning({ storage }).createAgent({ id: 'support' });
    await plant({ storage }, [
      [AGENTS, { headers: { authorization: `Bearer ${SECRET}` } }],
      [AGENTS, { headers: { authorization: `Basic ${SECRET}`, cookie: SECRET } }],
      [AGENTS, { headers: { 'x-request-id': `${SECRET} "` } }],
      [`${AGENTS}?page=${SECRET}`],
      [`/api/stored/events?after=${SECRET}`],
      [`/elsewhere/${SECRET}?key=${SECRET}`],
      [`${AGENTS}/support`, send('PATCH', {}, { 'if-match': SECRET, 'idempotency-key': SECRET })],
      [`${AGENTS}/support`, { method: 'PUT', headers: { 'x-secret': SECRET } }],
      [`${AGENTS}/support/%ff${SECRET}`],
    ]);
  });

  it('in an error that is none of ours is not in its lines, which say where it came from', async () => {
    const storage = new InMemoryStore();
    const beforeStore = () => {
      throw Object.assign(new TypeError(SECRET, { cause: new Error(SECRET) }), { config: SECRET, code: 'E_HOOK' });
    };
    const { answers, lines } = await plant({ storage, rules: { beforeStore } }, [
      [AGENTS, send('POST', { id: 'support', config: { a: SECRET } })],
    ]);
    expect(answers).toMatchObject([{ status: 500, text: expect.stringContaining('"code":"internal"') }]);
    expect(lines[0]).toMatchObject({
      level: 50,
      requestId: lines[1].requestId,
      error: { name: 'TypeError', code: 'E_HOOK', cause: { name: 'Error' } },
    });
    expect(lines[0].error.frames[0]).toContain('secrets.test.ts');
  });

  it('that is thrown and is no error is not told either', async () => {
    const rules = {
      beforeStore: () => {
        throw SECRET;
      },
    };
    const { answers } = await plant({ storage: new InMemoryStore(), rules }, [
      [AGENTS, send('POST', { id: 'support', config: {} })],
    ]);
    expect(answers.map(({ status }) => status)).toEqual([500]);
  });

  it('in the url of a database that cannot be reached is not told', async () => {
    const url = `libsql://127.0.0.1:1/${SECRET}?authToken=${SECRET}&tls=0`;
    const storage = new LibSQLStore({ id: 'remote', url, authToken: SECRET });
    onTestFinished(() => storage.close());
    const { answers } = await plant({ storage }, [[AGENTS], [`${AGENTS}/support/versions`], ['/readyz']]);
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 503]);
  });
});

it('says of a request what it was, who asked, and how it went', async () => {
  const { logger, lines } = keptLog();
  const storage = new InMemoryStore();
  await new AgentVersioning({ storage }).createAgent({ id: 'support' });
  const app = createServer({ storage, logger, authenticate: bearerKeys([{ id: 'ada', key: KEY }]) });
  const headers = { authorization: `Bearer ${KEY}`, 'x-request-id': 'one' };
  await app.request(`${AGENTS}/support/versions?page=1`, { headers });
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      level: 30,
      time: expect.any(Number),
      pid: expect.any(Number),
      hostname: expect.any(String),
      requestId: 'one',
      method: 'GET',
      route: '/api/stored/agents/:agentId/versions',
      actorId: 'ada',
      agentId: 'support',
      status: 200,
      milliseconds: expect.any(Number),
      msg: 'request',
    },
  ]);
});
