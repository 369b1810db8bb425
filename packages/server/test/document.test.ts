/** The page for people: all of the OpenAPI document, and nothing from elsewhere. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { AgentVersioning, InMemoryStore } from '@agent-versions/core';
import { bearerKeys, createServer, serve } from '@agent-versions/server';
import { describe, expect, it, onTestFinished } from 'vitest';
import { curlOf } from '../src/document/curl';
import { documentOf, operationsOf } from './documented-requests';

const run = promisify(execFile);

const app = createServer({ storage: new InMemoryStore() });
const document = documentOf(app);
const operations = operationsOf(document);

describe('/reference', () => {
  it('has every route, and a place for every problem that an answer points to', async () => {
    const page = await (await app.request('/reference')).text();
    for (const { id, method, path } of operations) {
      expect(page).toContain(`<h3 id="${id}"><code>${method} ${path}</code></h3>`);
    }
    const { type } = (await (await app.request('/nowhere')).json()) as { type: string };
    expect(type).toBe('/reference#not_found');
    expect(page).toContain('id="not_found"');
  });

  it('runs nothing, and loads nothing', async () => {
    const answer = await app.request('/reference');
    expect(await answer.text()).not.toMatch(/<script|<link|<img|@import|url\(|javascript:|\son\w+=/i);
    expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'; .*style-src 'sha256-/);
    expect(answer.headers.get('content-type')).toContain('text/html');
  });

  it('is in one of the groups with every route', () => {
    const groups = document.tags?.map(({ name }) => name);
    for (const { tag, id } of operations) expect(groups, id).toContain(tag);
  });
});

describe('the curl lines', () => {
  const KEY = 'the-key-of-ada-1234';

  it.each(operations)('$id: works as it is printed', async (operation) => {
    const storage = new InMemoryStore();
    const versioning = new AgentVersioning({ storage });
    if (operation.id !== 'createAgent') {
      await versioning.createAgent({ id: 'support', model: 'a' });
      for (const model of ['b', 'c']) await versioning.save('support', { model });
      for (const version of [2, 1]) await versioning.setLabel('support', 'production', version);
      await versioning.activate('support', 1);
    }
    const authenticate = bearerKeys([{ id: 'ada', key: KEY }]);
    const server = await serve({ storage, port: 0, logger: false, authenticate });
    onTestFinished(() => server.close());
    const line = curlOf(operation, { document, origin: server.url });
    const { stdout } = await run('sh', ['-c', `${line} -s -w '%{http_code}' -o /dev/null`], {
      env: { ...process.env, KEY },
    });
    expect(stdout, line).toMatch(/^20\d$/);
  });
});
