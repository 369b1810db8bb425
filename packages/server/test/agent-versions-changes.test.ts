/** The routes that make, serve, bring back and take away versions, and the one that says which is served. */
import type { AgentVersionResponse } from '@agent-versions/server/schemas';
import { describe, expect, it } from 'vitest';
import { notFound, refused, served, servedAgent } from './requests';

const AGENT = '/api/stored/agents/support';
const VERSIONS = `${AGENT}/versions`;

describe('POST /stored/agents/{agentId}/versions', () => {
  it('makes a version of what the agent is, whether anything has changed or not', async () => {
    const { ask, versioning } = await servedAgent();
    await versioning.updateAgent({ id: 'support', changes: { model: 'edited' } });
    const body = { name: 'Release', changeMessage: 'Why', labels: ['staging'] };
    const made = await ask<AgentVersionResponse>('POST', VERSIONS, { body });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ versionNumber: 2, name: 'Release', changeMessage: 'Why' });
    expect(made.body.snapshot).toEqual({ model: 'edited' });
    expect(made.headers.get('content-location')).toBe(`${VERSIONS}/${made.body.id}`);
    expect(made.headers.get('etag')).toBe(`"${made.body.contentHash}"`);
    expect(await ask('GET', `${VERSIONS}/staging`)).toMatchObject({ body: { versionNumber: 2 } });
    expect(await ask('POST', VERSIONS)).toMatchObject({ status: 201, body: { versionNumber: 3 } });
    expect(await ask('POST', VERSIONS, { body: {} })).toMatchObject({ status: 201, body: { versionNumber: 4 } });
  });

  it('returns what the first call made when it is repeated with the same Idempotency-Key', async () => {
    const { ask, versioning } = await servedAgent();
    const headers = { 'idempotency-key': 'k1' };
    const first = await ask('POST', VERSIONS, { headers });
    await versioning.save('support', { model: 'b' });
    const again = await ask('POST', VERSIONS, { headers });
    expect([first.status, again.status, again.body]).toEqual([201, 200, first.body]);
  });

  it('answers 412 with the head where the agent is not what If-Match says, 409 where expected is wrong', async () => {
    const { ask, versioning } = await servedAgent({ versions: 2 });
    const { contentHash } = await versioning.get('support', 1);
    const { id: versionId, contentHash: actual } = await versioning.latest('support');
    expect(await ask('POST', VERSIONS, { headers: { 'if-match': `"${contentHash}"` } })).toMatchObject({
      status: 412,
      body: { code: 'conflict', expected: contentHash, actual, head: { versionId, versionNumber: 2 } },
    });
    expect(await ask('POST', VERSIONS, { body: { expected: 1 } })).toMatchObject({ status: 409 });
    expect(await ask('POST', VERSIONS, { headers: { 'if-match': `"${actual}"` } })).toMatchObject({ status: 201 });
    expect(await ask('POST', VERSIONS, { headers: { 'if-match': '*' } })).toMatchObject({ status: 201 });
    expect(await ask('POST', VERSIONS, { body: { expected: 4 } })).toMatchObject({ status: 201 });
  });

  it.each([
    ['an unknown field', '{"snapshot":{}}', 'json.snapshot'],
    ['an own __proto__', '{"__proto__":{"force":true}}', 'json.__proto__'],
    ['a name that is too long', JSON.stringify({ name: 'x'.repeat(101) }), 'json.name'],
    ['a message that is too long', JSON.stringify({ changeMessage: 'x'.repeat(501) }), 'json.changeMessage'],
    ['a name of another type', '{"name":1}', 'json.name'],
    ['no object', '"name"', 'json'],
  ])('refuses %s', async (_, body, path) => {
    const { ask } = await servedAgent();
    expect(await ask('POST', VERSIONS, { body })).toMatchObject(refused(path));
  });

  it('takes JSON only, also where the body may be left out', async () => {
    const { ask } = await servedAgent();
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', 'x']) {
      const asking = { body: '{"name":"x"}', headers: { 'content-type': type } };
      const answer = { status: 415, body: { code: 'unsupported_media_type' } };
      expect(await ask('POST', VERSIONS, asking), type).toMatchObject(answer);
    }
    const utf8 = { body: '{"name":"ü"}', headers: { 'content-type': 'application/json; charset=utf-8' } };
    expect(await ask('POST', VERSIONS, utf8)).toMatchObject({ status: 201, body: { name: 'ü' } });
  });

  it.each(['{"name":', '{name:1}', "{'name':1}", '[', 'undefined'])('refuses what is no JSON: %s', async (body) => {
    const { ask } = await servedAgent();
    expect(await ask('POST', VERSIONS, { body })).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
  });

  it('answers 404 where there is no such agent', async () => {
    const { ask } = served();
    expect(await ask('POST', VERSIONS)).toMatchObject(notFound('agent'));
  });
});

describe('POST /stored/agents/{agentId}/versions/{versionId}/activate', () => {
  it('points the label active at the version', async () => {
    const { ask, versioning } = await servedAgent({ versions: 2 });
    const { id } = await versioning.get('support', 1);
    const { status, headers, body } = await ask('POST', `${VERSIONS}/head~1/activate`, { body: { reason: 'Calm' } });
    expect(status).toBe(200);
    expect(body).toMatchObject({ label: 'active', targets: [{ versionId: id, weight: 10_000 }], revision: 1 });
    expect(headers.get('etag')).toBe('"1"');
    expect(await ask('GET', AGENT)).toMatchObject({ body: { activeVersionId: id } });
    expect(await ask('POST', `${VERSIONS}/2/activate`)).toMatchObject({ status: 200, body: { revision: 2 } });
    const late = await ask('POST', `${VERSIONS}/2/activate`, { body: { expected: 1 } });
    expect(late).toMatchObject({ status: 409, body: { entity: 'label', expected: 1, actual: 2 } });
  });

  it('answers 404 for a version of another agent', async () => {
    const { ask, versioning } = await servedAgent();
    const { version } = await versioning.createAgent({ id: 'other' });
    expect(await ask('POST', `${VERSIONS}/${version.id}/activate`)).toMatchObject(notFound('version'));
  });
});

describe('GET /stored/agents/{agentId}/resolve', () => {
  it('finds what is served, or what is named', async () => {
    const { ask, versioning } = await servedAgent({ versions: 3 });
    const { id, contentHash } = await versioning.get('support', 2);
    expect(await ask('GET', `${AGENT}/resolve`)).toMatchObject(notFound('label'));
    await versioning.activate('support', 1);
    await versioning.setLabel('support', 'staging', 3);
    await versioning.activate('support', 2);
    const served = await ask('GET', `${AGENT}/resolve`);
    expect(served.body).toMatchObject({ id });
    expect(served.headers.get('content-location')).toBe(`${VERSIONS}/${id}`);
    const numbers: number[] = [];
    for (const query of ['versionId=head~2', 'versionNumber=3', 'label=staging', `versionId=${id}`, 'label=active']) {
      numbers.push((await ask<AgentVersionResponse>('GET', `${AGENT}/resolve?${query}`)).body.versionNumber);
    }
    expect(numbers).toEqual([1, 3, 3, 2, 2]);
    expect(await ask('GET', `${AGENT}/resolve?at=2020-01-01T00:00:00Z`)).toMatchObject(notFound('label'));
    expect(await ask('GET', `${AGENT}/resolve?at=9999-01-01T00:00:00%2B02:00`)).toMatchObject({ body: { id } });
    const held = await ask('GET', `${AGENT}/resolve`, { headers: { 'if-none-match': `"${contentHash}"` } });
    expect(held.status).toBe(304);
  });

  it('gives the same key the same share of a split', async () => {
    const { ask, versioning } = await servedAgent({ versions: 2 });
    const targets = [1, 2].map((version) => ({ version, weight: 5000 }));
    await versioning.setLabel('support', 'active', { targets });
    const seen = new Set<unknown>();
    for (const key of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) {
      const [one, two] = [1, 2].map(() => ask<AgentVersionResponse>('GET', `${AGENT}/resolve?key=${key}`));
      const number = (await one)?.body.versionNumber;
      expect((await two)?.body.versionNumber).toBe(number);
      seen.add(number);
    }
    expect([...seen].sort()).toEqual([1, 2]);
  });

  it.each([
    'versionId=1&versionNumber=1',
    'label=a&versionId=1',
    'versionNumber=1&at=2026-01-01T00:00:00Z',
    'at=today',
  ])('refuses ?%s', async (query) => {
    const { ask } = await servedAgent();
    expect(await ask('GET', `${AGENT}/resolve?${query}`)).toMatchObject({ status: 400 });
  });
});

describe.each(['restore', 'rollback'])('POST /stored/agents/{agentId}/versions/{versionId}/%s', (verb) => {
  it('brings the version back as a new one', async () => {
    const { ask, versioning } = await servedAgent({ versions: 2 });
    const { id } = await versioning.get('support', 1);
    const made = await ask('POST', `${VERSIONS}/head~1/${verb}`, { body: { changeMessage: 'Why' } });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ versionNumber: 3, restoredFrom: id, snapshot: { model: 'a' } });
    expect(made.headers.get('content-location')).toBe(`${VERSIONS}/${made.body.id}`);
    const active = (await ask('GET', AGENT)).body.activeVersionId;
    expect(active).toBe(verb === 'rollback' ? made.body.id : undefined);
  });

  it('answers 200 with the head where that holds the content already, unless forced', async () => {
    const { ask } = await servedAgent();
    expect(await ask('POST', `${VERSIONS}/1/${verb}`)).toMatchObject({ status: 200, body: { versionNumber: 1 } });
    const forced = await ask('POST', `${VERSIONS}/1/${verb}`, { body: { force: true } });
    expect(forced).toMatchObject({ status: 201, body: { versionNumber: 2 } });
  });

  it('keeps to Idempotency-Key and If-Match', async () => {
    const { ask, versioning } = await servedAgent({ versions: 2 });
    const stale = { 'if-match': `"${(await versioning.get('support', 1)).contentHash}"` };
    expect(await ask('POST', `${VERSIONS}/1/${verb}`, { headers: stale })).toMatchObject({ status: 412 });
    const headers = { 'idempotency-key': 'k1' };
    const first = await ask('POST', `${VERSIONS}/1/${verb}`, { headers });
    await versioning.save('support', { model: 'z' });
    const again = await ask('POST', `${VERSIONS}/1/${verb}`, { headers });
    expect([first.status, again.status, again.body]).toEqual([201, 200, first.body]);
  });

  it('answers 404 for a version of another agent, and for none', async () => {
    const { ask, versioning } = await servedAgent();
    const { version } = await versioning.createAgent({ id: 'other' });
    expect(await ask('POST', `${VERSIONS}/${version.id}/${verb}`)).toMatchObject(notFound('version'));
    expect(await ask('POST', `${VERSIONS}/9/${verb}`)).toMatchObject(notFound('version'));
  });
});

describe('POST /stored/agents/{agentId}/versions/{versionId}/redact', () => {
  it('blanks the version for good', async () => {
    const { ask } = await servedAgent({ versions: 2 });
    const blank = await ask('POST', `${VERSIONS}/1/redact`, { body: { reason: 'A key' } });
    expect(blank).toMatchObject({ status: 200, body: { versionNumber: 1, snapshot: {}, redactionReason: 'A key' } });
    expect(await ask('POST', `${VERSIONS}/1/restore`)).toMatchObject({ status: 400 });
  });

  it('answers 409 with the labels that point at it', async () => {
    const { ask } = await servedAgent();
    await ask('POST', `${VERSIONS}/1/activate`);
    const inUse = { status: 409, body: { code: 'version_in_use', labels: ['active'] } };
    expect(await ask('POST', `${VERSIONS}/1/redact`)).toMatchObject(inUse);
  });
});

describe('DELETE /stored/agents/{agentId}/versions/{versionId}', () => {
  it('deletes the version, whose number is never used again', async () => {
    const { ask } = await servedAgent({ versions: 2 });
    expect(await ask('DELETE', `${VERSIONS}/latest?reason=typo`)).toMatchObject({ status: 204, body: undefined });
    expect(await ask('GET', `${VERSIONS}/2`)).toMatchObject(notFound('version'));
    expect(await ask('POST', VERSIONS)).toMatchObject({ status: 201, body: { versionNumber: 3 } });
  });

  it('answers 409 with the labels that point at it, and 404 for a version of another agent', async () => {
    const { ask, versioning } = await servedAgent();
    const { version: other } = await versioning.createAgent({ id: 'other' });
    const { body } = await ask('POST', `${VERSIONS}/1/activate`);
    const inUse = { status: 409, body: { code: 'version_in_use', labels: ['active'] } };
    expect(body).toMatchObject({ label: 'active' });
    expect(await ask('DELETE', `${VERSIONS}/active`)).toMatchObject(inUse);
    expect(await ask('DELETE', `${VERSIONS}/${other.id}`)).toMatchObject(notFound('version'));
  });
});
