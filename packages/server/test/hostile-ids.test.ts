/** Ids that are hard to put into a URL, through a real server that gets them raw. */
import { AgentVersioning, InMemoryStore } from '@agent-versions/core';
import { serve } from '@agent-versions/server';
import type { SaveStoredAgentResponse } from '@agent-versions/server/schemas';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sendRaw } from './raw-requests';
import { asks } from './requests';

const AGENTS = '/api/stored/agents';

async function running() {
  const storage = new InMemoryStore();
  const server = await serve({ storage, port: 0, logger: false });
  onTestFinished(() => server.close());
  const ask = asks((path, init) => sendRaw(server.url, path, init));
  return { storage, ask, versioning: new AgentVersioning({ storage }) };
}

describe('an agent', () => {
  it.each([
    'a/b',
    '/',
    '//',
    'a/versions/1',
    '../other',
    '...',
    '.a',
    ' a b ',
    '+',
    '50%',
    '%2F',
    '%252F',
    '%zz',
    'a?b=c&d#e',
    'a\\b',
    'a;b,c:d@e',
    "(a)*'!~$",
    '"quoted"',
    '<script>',
    '{agentId}',
    ':agentId',
    '*',
    'ü',
    'u\u0308',
    '日本',
    '😀',
    '\u202eabc',
    '\ufeff',
    '__proto__',
    'constructor',
    'compare',
    'versions',
    'x'.repeat(255),
  ])('may be called %j', async (id) => {
    const { ask, versioning } = await running();
    const made = await ask<SaveStoredAgentResponse>('POST', AGENTS, { body: { id, config: { model: 'a' } } });
    const path = `${AGENTS}/${encodeURIComponent(id)}`;
    expect(made.headers.get('location')).toBe(path);
    expect(await ask('GET', path)).toMatchObject({ status: 200, body: { id } });
    expect(await ask('PATCH', path, { body: { changes: { model: 'b' } } })).toMatchObject({ body: { created: true } });
    const got = await ask('GET', `${path}/versions/latest`);
    expect(got.body).toMatchObject({ agentId: id, versionNumber: 2 });
    expect(got.headers.get('content-location')).toBe(`${path}/versions/${got.body.id}`);
    expect(await ask('GET', got.headers.get('content-location') ?? '')).toMatchObject({ status: 200, body: got.body });
    expect((await ask('GET', `${path}/versions?perPage=1`)).headers.get('link')).toContain(
      `<${path}/versions?perPage=1`,
    );
    expect(await ask('PUT', `${path}/labels/active`, { body: { version: 1 } })).toMatchObject({ status: 200 });
    expect(await ask('DELETE', path)).toMatchObject({ status: 200, body: { deletedVersions: 2 } });
    expect((await versioning.listAgents()).total).toBe(0);
  });

  it('is another one in another normal form, or another case', async () => {
    const { ask } = await running();
    const ids = ['ü', 'u\u0308', 'Ü'];
    for (const id of ids) await ask('POST', AGENTS, { body: { id, config: { mine: id } } });
    for (const id of ids) {
      expect((await ask('GET', `${AGENTS}/${encodeURIComponent(id)}`)).body).toMatchObject({ id, mine: id });
    }
  });

  it.each(['', 'a\u0000b', 'a\nb', '\u007f', 'x'.repeat(256), '\ud800', '.', '..'])(
    'may not be called %j',
    async (id) => {
      const { ask } = await running();
      const made = await ask('POST', AGENTS, { body: { id, config: {} } });
      expect(made).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
    },
  );
});

describe('a version', () => {
  it.each(['a/b', '50%', '?', 'ü', 'a b', '__proto__'])('may have the id %j', async (id) => {
    const { storage, ask, versioning } = await running();
    await versioning.createAgent({ id: 'support' });
    const versions = await storage.requireStore('agentVersions');
    await versions.createVersion({ id, agentId: 'support', snapshot: { model: 'b' } });
    const path = `${AGENTS}/support/versions/${encodeURIComponent(id)}`;
    const got = await ask('GET', path);
    expect([got.status, got.body.id, got.headers.get('content-location')]).toEqual([200, id, path]);
    expect(await ask('POST', `${path}/activate`)).toMatchObject({
      status: 200,
      body: { targets: [{ versionId: id }] },
    });
  });
});

describe('a path', () => {
  it.each([
    `${AGENTS}/../agents/support/x`,
    `${AGENTS}/support/../../agents/x/versions/1`,
    `${AGENTS}/%2e%2e/versions/1`,
    `${AGENTS}/.%2E/versions/1`,
    `${AGENTS}/%00`,
    `${AGENTS}/%0a`,
    `${AGENTS}/%`,
    `${AGENTS}/%zz/versions/1`,
    `${AGENTS}/%ff`,
    `${AGENTS}/%c0%ae%c0%ae`,
    `${AGENTS}/%ed%a0%80`,
    `${AGENTS}//versions/1`,
    `${AGENTS}/a\\b`,
    `/${AGENTS}/a`,
    `${AGENTS}/a;x=1/versions/1`,
  ])('%s finds nothing, and breaks nothing', async (path) => {
    const { ask, versioning } = await running();
    await versioning.createAgent({ id: 'support' });
    const { status, body } = await ask('GET', path);
    expect([400, 404]).toContain(status);
    expect(body).toMatchObject({ status, code: status === 400 ? 'invalid_input' : 'not_found' });
  });
});
