/** Who may do what: every route of the OpenAPI document, for every kind of caller. */
import { AgentVersioning, InMemoryStore } from '@agent-versions/core';
import { type BearerKey, bearerKeys, createServer } from '@agent-versions/server';
import { afterAll, describe, expect, it } from 'vitest';
import {
  type DocumentedRequest,
  documentOf,
  namesOf,
  operationsOf,
  requestOf,
  type Values,
} from './documented-requests';

const MARK = 'only-for-those-who-may-read-it';

const keyOf = (id: string) => `${id}-key-of-enough-length`;

/** `owner` has the agents that are asked about, `stranger` another; `reader` may only look; `admin` has no bounds. */
const KEYS: BearerKey[] = [
  { id: 'owner', key: keyOf('owner'), agents: ['mine', 'fresh'] },
  { id: 'stranger', key: keyOf('stranger'), agents: ['theirs'] },
  { id: 'reader', key: keyOf('reader'), agents: ['mine', 'fresh'], readOnly: true },
  { id: 'admin', key: keyOf('admin') },
];

/** What makes the document's examples fit what is stored; a new agent has an id of its own. */
const VALUES: Values = { agentId: 'mine', id: 'fresh', versionId: 2, version: 2, keepLast: 1 };

const document = documentOf(createServer({ storage: new InMemoryStore() }));
const operations = operationsOf(document);
const guarded = operations.filter(({ open }) => !open);
const ofAgents = guarded.filter(({ path }) => path.includes('{agentId}'));
const spanning = guarded.filter((operation) => !ofAgents.includes(operation));
const writing = guarded.filter(({ method }) => method !== 'GET');

const figures = { requests: 0, foreignReads: 0, foreignWrites: 0 };
afterAll(() => {
  console.log(`http.authz: ${operations.length} routes, ${figures.requests} requests`);
  console.log(`http.authz foreign reads: ${figures.foreignReads} (0)`);
  console.log(`http.authz foreign writes: ${figures.foreignWrites} (0)`);
});

/** A server with two agents of three versions each, a mark in each version, and labels that were moved. */
async function makeScene() {
  const storage = new InMemoryStore();
  const versioning = new AgentVersioning({ storage });
  for (const id of ['mine', 'theirs']) {
    await versioning.createAgent({ id, model: 'a', instructions: `${MARK} ${id}` });
    await versioning.save(id, { model: 'b' });
    await versioning.save(id, { model: 'c' });
    await versioning.setLabel(id, 'production', 3);
    await versioning.setLabel(id, 'production', 1);
    await versioning.activate(id, 3);
  }
  const app = createServer({ storage, authenticate: bearerKeys(KEYS) });
  const ask = async ({ path, init }: DocumentedRequest, key?: string) => {
    figures.requests += 1;
    const authorization: Record<string, string> = key === undefined ? {} : { authorization: `Bearer ${key}` };
    const headers = { ...init.headers, ...authorization, 'x-request-id': 'one' };
    const answer = await app.request(path, { ...init, headers });
    return { status: answer.status, headers: Object.fromEntries(answer.headers), text: await answer.text() };
  };
  return { versioning, ask };
}

/** One for all that is refused, as that changes nothing. */
const shared = makeScene();

/** Everything that is stored. */
async function contentOf(versioning: AgentVersioning): Promise<string> {
  const { agents } = await versioning.listAgents({ perPage: 100 });
  const { events } = await versioning.listEvents({ limit: 1000 });
  const lines: string[] = [];
  for await (const line of versioning.exportHistories()) lines.push(line);
  // the first line says when it was exported
  return JSON.stringify({ agents, events, lines: lines.slice(1) });
}

/** Sends what is to be refused, and sees to it that nothing is told and nothing is done. */
async function refuse(request: DocumentedRequest, key?: string) {
  const { versioning, ask } = await shared;
  const before = await contentOf(versioning);
  const answer = await ask(request, key);
  const told = answer.text.includes(MARK);
  const done = (await contentOf(versioning)) !== before;
  figures.foreignReads += Number(told);
  figures.foreignWrites += Number(done);
  expect({ told, done, type: answer.headers['content-type'] }).toEqual({
    told: false,
    done: false,
    type: 'application/problem+json',
  });
  return { ...answer, code: JSON.parse(answer.text).code };
}

it('finds the routes of the document', () => {
  expect([ofAgents.length, spanning.length, writing.length].every((count) => count > 3)).toBe(true);
});

describe.each(operations)('$method $path', (operation) => {
  it('is for a key without bounds', async () => {
    const { ask } = await makeScene();
    expect((await ask(requestOf(operation, document, VALUES), keyOf('admin'))).status).toBeLessThan(300);
  });
});

describe.each(guarded)('$method $path', (operation) => {
  it.each([
    ['no key', undefined],
    ['a wrong key', 'a-key-that-nobody-has'],
    ['what is no key', ''],
  ])('is refused to whoever has %s', async (_, key) => {
    const refused = { status: 401, code: 'unauthorized', headers: { 'www-authenticate': 'Bearer' } };
    expect(await refuse(requestOf(operation, document, VALUES), key)).toMatchObject(refused);
  });
});

describe.each(writing)('$method $path', (operation) => {
  it('is refused to a key that only reads', async () => {
    const refused = { status: 403, code: 'forbidden' };
    expect(await refuse(requestOf(operation, document, VALUES), keyOf('reader'))).toMatchObject(refused);
  });
});

describe.each(ofAgents)('$method $path', (operation) => {
  const request = (values: Values) => requestOf(operation, document, { ...VALUES, ...values });

  it('is for a key of the agent, to read or to write', async () => {
    const { versioning, ask } = await makeScene();
    const before = await contentOf(versioning);
    if (!writing.includes(operation)) {
      expect((await ask(request({}), keyOf('reader'))).status).toBe(200);
      expect(await contentOf(versioning)).toBe(before);
    }
    expect((await ask(request({}), keyOf('owner'))).status).toBeLessThan(300);
  });

  it('answers a key of another agent as if there were no such agent, byte for byte', async () => {
    const there = await refuse(request({}), keyOf('stranger'));
    const absent = await refuse(request({ agentId: 'nope' }), keyOf('stranger'));
    const { ask } = await shared;
    const unknown = await ask(
      { path: '/api/stored/agents/nope', init: { method: 'GET', headers: {} } },
      keyOf('admin'),
    );
    expect(there).toMatchObject({ status: 404, code: 'not_found' });
    expect({ ...there, text: there.text.replaceAll('mine', 'nope') }).toEqual(absent);
    expect(absent).toMatchObject(unknown);
  });

  it('finds no version of another agent by its id', async () => {
    const { versioning } = await shared;
    const { id } = await versioning.latest('theirs');
    const names = namesOf(operation, document).filter((name) => ['versionId', 'version', 'from', 'to'].includes(name));
    for (const name of names) {
      expect(await refuse(request({ [name]: id }), keyOf('owner')), name).toMatchObject({ status: 404 });
    }
  });
});

describe.each(spanning)('$method $path', (operation) => {
  const request = (values: Values) => requestOf(operation, document, values);
  const refused = { status: 403, code: 'forbidden' };

  it('is refused to a key with bounds, unless it names an agent within them', async () => {
    expect(await refuse(request({ id: 'nope' }), keyOf('owner'))).toMatchObject(refused);
    if (!namesOf(operation, document).includes('agentId')) return;
    expect(await refuse(request({ agentId: 'theirs' }), keyOf('owner'))).toMatchObject({ status: 404 });
    const { ask } = await shared;
    const answer = await ask(request({ agentId: 'mine' }), keyOf('owner'));
    expect([answer.status, answer.text.includes('theirs')]).toEqual([200, false]);
  });
});

it('does not tell who may not make an agent whether there is one of that name', async () => {
  const create = (id: string) => ({
    path: '/api/stored/agents',
    init: {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id, config: {} }),
    },
  });
  const there = await refuse(create('mine'), keyOf('stranger'));
  const absent = await refuse(create('nope'), keyOf('stranger'));
  expect({ ...there, text: there.text.replaceAll('mine', 'nope') }).toEqual(absent);
  expect(there.status).toBe(403);
});
