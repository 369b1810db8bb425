/** Wherever the routes are mounted, what they point at is there. */
import { AgentVersioning, InMemoryStore } from '@agent-versions/core';
import { createServer } from '@agent-versions/server';
import { Hono } from 'hono';
import { expect, it } from 'vitest';

/** A storage with the agent `stored/agents`, which a path could be mistaken by. */
async function stored() {
  const storage = new InMemoryStore();
  const versioning = new AgentVersioning({ storage });
  await versioning.createAgent({ id: '/stored/agents', model: 'a' });
  await versioning.save('/stored/agents', { model: 'b' });
  return storage;
}

it.each([
  ['the default base path', '/api', async () => createServer({ storage: await stored() })],
  [
    'another base path',
    '/v1/agents-api',
    async () => createServer({ storage: await stored(), basePath: '/v1/agents-api' }),
  ],
  ['the root', '', async () => createServer({ storage: await stored(), basePath: '/' })],
  [
    'another application',
    '/inner/api',
    async () => new Hono().route('/inner', createServer({ storage: await stored() })),
  ],
])('%s: Content-Location, Location and Link lead back', async (_, base, mount) => {
  const app = await mount();
  const ask = (path: string, init?: RequestInit) => app.request(`http://localhost${path}`, init);
  const agent = `${base}/stored/agents/%2Fstored%2Fagents`;

  const got = await ask(`${agent}/versions/latest`);
  const location = got.headers.get('content-location') ?? '';
  expect(location.startsWith(`${agent}/versions/`)).toBe(true);
  expect(await (await ask(location)).json()).toEqual(await got.json());

  const list = await ask(`${agent}/versions?perPage=1`);
  const next = /<([^>]*)>; rel="next"/.exec(list.headers.get('link') ?? '')?.[1] ?? '';
  expect(await (await ask(next)).json()).toMatchObject({ page: 2, versions: [{ versionNumber: 1 }] });

  const body = JSON.stringify({ id: 'new', config: {} });
  const made = await ask(`${base}/stored/agents`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
  });
  expect(made.headers.get('location')).toBe(`${base}/stored/agents/new`);
});
