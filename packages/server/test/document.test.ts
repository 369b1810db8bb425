/** What the server says of itself: the OpenAPI document, and the page for people. */
import { InMemoryStore } from '@agent-versions/core';
import { createServer } from '@agent-versions/server';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { expect, it } from 'vitest';

it('tries', async () => {
  const app = createServer({ storage: new InMemoryStore() });
  const text = await (await app.request('/openapi.json')).text();
  const config = await createConfig({ extends: ['recommended'] });
  const problems = await lintFromString({ source: text, config, absoluteRef: 'openapi.json' });
  console.log(problems.map((p) => `${p.severity} ${p.ruleId} ${p.message} ${JSON.stringify(p.location[0]?.pointer)}`).join('\n'));
  console.log(await (await app.request('/reference')).text());
  console.log(await (await app.request('/readyz')).text());
});
