/** The routes of agents. */
import type { SaveStoredAgentResponse, StoredAgentResponse } from '@agent-versions/server/schemas';
import { describe, expect, it } from 'vitest';
import { notFound, refused, served, servedAgent } from './requests';

const AGENTS = '/api/stored/agents';
const AGENT = `${AGENTS}/support`;

describe('POST /stored/agents', () => {
  it('makes an agent with its configuration as version 1', async () => {
    const { ask } = served();
    const body = { id: 'support', config: { name: 'Support', model: 'a' }, changeMessage: 'Why', versionName: 'First' };
    const made = await ask<SaveStoredAgentResponse>('POST', AGENTS, { body });
    const { agent, version, created } = made.body;
    expect(made.status).toBe(201);
    expect(made.headers.get('location')).toBe(AGENT);
    expect(made.headers.get('etag')).toBe(`"${version.contentHash}"`);
    expect(created).toBe(true);
    expect(agent).toMatchObject({ id: 'support', name: 'Support', model: 'a', versionNumber: 1, revision: 1 });
    expect(version).toMatchObject({ versionNumber: 1, name: 'First', changeMessage: 'Why' });
    expect(version.snapshot).toEqual({ name: 'Support', model: 'a' });
  });

  it('makes an id where none is given', async () => {
    const { ask } = served();
    const { headers, body } = await ask<SaveStoredAgentResponse>('POST', AGENTS, { body: { config: {} } });
    expect(headers.get('location')).toBe(`${AGENTS}/${body.agent.id}`);
    expect(await ask('GET', headers.get('location') ?? '')).toMatchObject({ status: 200 });
  });

  it('points labels at version 1 in the same step', async () => {
    const { ask } = served();
    const body = { id: 'support', config: { model: 'a' }, labels: ['active', 'production'] };
    const { body: made } = await ask<SaveStoredAgentResponse>('POST', AGENTS, { body });
    expect(made.agent.activeVersionId).toBe(made.version.id);
    expect(await ask('GET', `${AGENT}/labels/production`)).toMatchObject({ status: 200 });
  });

  it('returns what the first call made when it is repeated with the same Idempotency-Key', async () => {
    const { ask, versioning } = served();
    const asking = { body: { id: 'support', config: { model: 'a' } }, headers: { 'idempotency-key': 'k1' } };
    const first = await ask<SaveStoredAgentResponse>('POST', AGENTS, asking);
    await versioning.save('support', { model: 'b' });
    const again = await ask<SaveStoredAgentResponse>('POST', AGENTS, asking);
    expect([first.status, again.status]).toEqual([201, 200]);
    expect([again.body.created, again.body.version]).toEqual([false, first.body.version]);
    // the agent is another by now: the tag of its first version would refuse an honest If-Match
    expect(again.headers.get('etag')).toBeNull();
  });

  it('needs an id together with Idempotency-Key, as a repeat would make another agent', async () => {
    const { ask } = served();
    const asking = { body: { config: {} }, headers: { 'idempotency-key': 'k1' } };
    expect(await ask('POST', AGENTS, asking)).toMatchObject(refused('json.id'));
  });

  it('answers 409 where the id is taken', async () => {
    const { ask } = await servedAgent();
    const taken = await ask('POST', AGENTS, { body: { id: 'support', config: {} } });
    expect(taken).toMatchObject({ status: 409, body: { code: 'conflict', entity: 'agent', id: 'support' } });
  });

  it.each(['.', '..'])('refuses the id %j, which no URL can name', async (id) => {
    const { ask } = served();
    expect(await ask('POST', AGENTS, { body: { id, config: {} } })).toMatchObject(refused('json.id'));
  });

  it.each([
    ['no object', '[]', 'json'],
    ['no configuration', '{}', 'json.config'],
    ['a configuration that is none', '{"config":[]}', 'json.config'],
    ['an unknown field', '{"config":{},"model":"a"}', 'json.model'],
    ['an own __proto__', '{"config":{},"__proto__":{"x":1}}', 'json.__proto__'],
    ['an own __proto__ within the configuration', '{"config":{"a":{"__proto__":{"x":1}}}}', 'a.__proto__'],
    ['an id within the configuration', '{"config":{"id":"other"}}', 'json.config'],
    ['a field of the record within the configuration', '{"config":{"revision":7}}', 'revision'],
    ['a name of another type', '{"config":{},"versionName":7}', 'json.versionName'],
  ])('refuses %s', async (_, body, path) => {
    const { ask, versioning } = served();
    expect(await ask('POST', AGENTS, { body })).toMatchObject(refused(path));
    expect((await versioning.listAgents()).total).toBe(0);
  });
});

describe('GET /stored/agents', () => {
  it('lists the newest first, a page at a time, with links to the others', async () => {
    const { ask, versioning } = served();
    for (const id of ['a', 'b', 'c', 'd', 'e']) await versioning.createAgent({ id });
    const { body, headers } = await ask('GET', `${AGENTS}?perPage=2&page=2&orderBy=createdAt&orderDirection=ASC`);
    expect(body).toMatchObject({ agents: [{ id: 'c' }, { id: 'd' }], total: 5, page: 2, perPage: 2, hasMore: true });
    const at = (page: number) => `<${AGENTS}?perPage=2&page=${page}&orderBy=createdAt&orderDirection=ASC>`;
    const links = `${at(1)}; rel="first", ${at(1)}; rel="prev", ${at(3)}; rel="next", ${at(3)}; rel="last"`;
    expect(headers.get('link')).toBe(links);
  });

  it('is empty where there is none', async () => {
    const { ask } = served();
    expect((await ask('GET', AGENTS)).body).toEqual({ agents: [], total: 0, page: 1, perPage: 20, hasMore: false });
  });
});

describe('GET /stored/agents/{agentId}', () => {
  it('says what the agent is, with the hash of its configuration as ETag', async () => {
    const { ask, versioning } = await servedAgent();
    const { body, headers } = await ask<StoredAgentResponse>('GET', AGENT);
    expect(body).toMatchObject({ id: 'support', model: 'a', versionNumber: 1, revision: 1 });
    expect(headers.get('etag')).toBe(`"${(await versioning.latest('support')).contentHash}"`);
  });

  it('has edits that are in no version yet', async () => {
    const { ask, versioning } = await servedAgent();
    await versioning.updateAgent({ id: 'support', changes: { model: 'edited' } });
    const { body, headers } = await ask('GET', AGENT);
    expect(body).toMatchObject({ model: 'edited', versionNumber: 1 });
    expect(headers.get('etag')).not.toBe(`"${(await versioning.latest('support')).contentHash}"`);
  });

  it('answers in full whatever the client holds, as the record has more to it than the ETag says', async () => {
    const { ask } = await servedAgent();
    const tag = (await ask('GET', AGENT)).headers.get('etag') ?? '';
    expect(await ask('GET', AGENT, { headers: { 'if-none-match': tag } })).toMatchObject({ status: 200 });
  });

  it('answers 404 where there is none', async () => {
    const { ask } = served();
    expect(await ask('GET', AGENT)).toMatchObject(notFound('agent'));
  });
});

describe('PATCH /stored/agents/{agentId}', () => {
  it('sets and takes away fields, and makes a version of the whole', async () => {
    const { ask } = await servedAgent();
    const body = { changes: { note: 'x' }, remove: ['model'], changeMessage: 'Why', versionName: 'Second' };
    const saved = await ask<SaveStoredAgentResponse>('PATCH', AGENT, { body });
    expect(saved.status).toBe(200);
    expect(saved.body.created).toBe(true);
    expect(saved.body.version).toMatchObject({ versionNumber: 2, name: 'Second', snapshot: { note: 'x' } });
    expect(saved.body.agent).toMatchObject({ note: 'x', versionNumber: 2 });
    expect(saved.body.agent).not.toHaveProperty('model');
    expect(saved.headers.get('etag')).toBe(`"${saved.body.version.contentHash}"`);
  });

  it('makes no version where nothing changes, unless forced', async () => {
    const { ask } = await servedAgent();
    const body = { changes: { model: 'a' } };
    const idle = await ask('PATCH', AGENT, { body });
    expect(idle).toMatchObject({ status: 200, body: { created: false, version: { versionNumber: 1 } } });
    expect(idle.headers.get('etag')).toBe((await ask('GET', AGENT)).headers.get('etag'));
    const forced = await ask('PATCH', AGENT, { body: { ...body, force: true } });
    expect(forced).toMatchObject({ status: 200, body: { created: true, version: { versionNumber: 2 } } });
  });

  it('answers 412 with the head where the agent is not what If-Match says', async () => {
    const { ask, versioning } = await servedAgent();
    const tag = (await ask('GET', AGENT)).headers.get('etag') ?? '';
    const mine = { body: { changes: { model: 'mine' } }, headers: { 'if-match': tag } };
    expect(await ask('PATCH', AGENT, mine)).toMatchObject({ status: 200, body: { created: true } });
    const late = await ask('PATCH', AGENT, { ...mine, body: { changes: { model: 'late' } } });
    const { id: versionId, contentHash: actual } = await versioning.latest('support');
    expect(late).toMatchObject({
      status: 412,
      body: { code: 'conflict', expected: tag.slice(1, -1), actual, head: { versionId, versionNumber: 2 } },
    });
  });

  it('notices by If-Match also edits that are in no version yet', async () => {
    const { ask, versioning } = await servedAgent();
    const tag = (await ask('GET', AGENT)).headers.get('etag') ?? '';
    await versioning.updateAgent({ id: 'support', changes: { note: 'theirs' } });
    const body = { changes: { model: 'mine' } };
    expect(await ask('PATCH', AGENT, { body, headers: { 'if-match': tag } })).toMatchObject({ status: 412 });
  });

  it('takes the ETag of its own answer for the next change', async () => {
    const { ask } = await servedAgent();
    let tag = (await ask('GET', AGENT)).headers.get('etag') ?? '';
    for (const model of ['b', 'c', 'd']) {
      const saved = await ask('PATCH', AGENT, { body: { changes: { model } }, headers: { 'if-match': tag } });
      expect(saved.status).toBe(200);
      tag = saved.headers.get('etag') ?? '';
    }
    expect(tag).toBe((await ask('GET', AGENT)).headers.get('etag'));
  });

  it('answers 409 with what a merge needs where the head is not the expected one', async () => {
    const { ask } = await servedAgent({ versions: 3 });
    const body = { changes: { model: 'mine', note: 'x' }, expected: 1 };
    const conflict = { code: 'conflict', expected: 1, actual: 3, head: { versionNumber: 3 } };
    const fields = { theirFields: ['model'], myFields: ['model', 'note'], bothFields: ['model'] };
    expect(await ask('PATCH', AGENT, { body })).toMatchObject({ status: 409, body: { ...conflict, ...fields } });
  });

  it('returns what the first call made when it is repeated with the same Idempotency-Key', async () => {
    const { ask, versioning } = await servedAgent();
    const asking = { body: { changes: { model: 'b' } }, headers: { 'idempotency-key': 'k1' } };
    const first = await ask<SaveStoredAgentResponse>('PATCH', AGENT, asking);
    await versioning.save('support', { model: 'c' });
    const again = await ask<SaveStoredAgentResponse>('PATCH', AGENT, asking);
    expect([again.status, again.body.created, again.body.version]).toEqual([200, false, first.body.version]);
    expect(again.body.agent).toMatchObject({ model: 'c' });
    const other = await ask('PATCH', AGENT, { ...asking, body: { changes: { model: 'd' } } });
    expect(other).toMatchObject({ status: 409, body: { entity: 'idempotencyKey' } });
  });

  it.each([
    ['If-Match together with expected', { 'if-match': `"${'0'.repeat(64)}"` }, { expected: 1 }, 'header.if-match'],
    ['a weak If-Match', { 'if-match': `W/"${'0'.repeat(64)}"` }, {}, 'header.if-match'],
    ['a list in If-Match', { 'if-match': '"a", "b"' }, {}, 'header.if-match'],
    ['the ETag of a label in If-Match', { 'if-match': '"3"' }, {}, 'header.if-match'],
    ['an If-Match that is no ETag', { 'if-match': 'abc' }, {}, 'header.if-match'],
    ['an unknown field', {}, { model: 'b' }, 'json.model'],
    ['changes that are no object', {}, { changes: [] }, 'json.changes'],
    ['a change of the record', {}, { changes: { id: 'other' } }, 'changes.id'],
    ['an expected version that is none', {}, { expected: 0 }, 'json.expected'],
    ['a label that is none', {}, { labels: ['latest'] }, 'labels[0]'],
  ])('refuses %s', async (_, headers, body, path) => {
    const { ask, versioning } = await servedAgent();
    expect(await ask('PATCH', AGENT, { body, headers: headers as Record<string, string> })).toMatchObject(
      refused(path),
    );
    expect((await versioning.list({ agentId: 'support' })).total).toBe(1);
  });

  it('answers 404 where there is no such agent', async () => {
    const { ask } = served();
    expect(await ask('PATCH', AGENT, { body: { changes: {} } })).toMatchObject(notFound('agent'));
  });
});

describe('DELETE /stored/agents/{agentId}', () => {
  it('deletes the agent with its history, and says how many versions went', async () => {
    const { ask } = await servedAgent({ versions: 3 });
    expect(await ask('DELETE', `${AGENT}?reason=done`)).toMatchObject({ status: 200, body: { deletedVersions: 3 } });
    expect(await ask('GET', AGENT)).toMatchObject(notFound('agent'));
    expect(await ask('GET', `${AGENT}/versions/1`)).toMatchObject({ status: 404 });
    expect(await ask('DELETE', AGENT)).toMatchObject({ status: 200, body: { deletedVersions: 0 } });
  });

  it('answers 409 where the record is not at the expected revision', async () => {
    const { ask } = await servedAgent({ versions: 2 });
    const refusal = { status: 409, body: { code: 'conflict', expected: 1, actual: 2 } };
    expect(await ask('DELETE', `${AGENT}?expected=1`)).toMatchObject(refusal);
    expect(await ask('DELETE', `${AGENT}?expected=2`)).toMatchObject({ status: 200 });
  });
});
