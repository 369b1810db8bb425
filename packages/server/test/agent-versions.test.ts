/** The routes that read an agent's versions. */
import type {
  AgentVersionResponse,
  CompareVersionsResponse,
  ListAgentVersionsResponse,
} from '@agent-versions/server/schemas';
import { describe, expect, it } from 'vitest';
import { notFound, refused, served, servedAgent } from './requests';

const AGENT = '/api/stored/agents/support';
const VERSIONS = `${AGENT}/versions`;

/** Three versions, the second of them `production`, and another agent with one. */
async function servedVersions() {
  const server = await servedAgent({ versions: 3 });
  const { versioning } = server;
  await versioning.setLabel('support', 'production', 2);
  const { version: other } = await versioning.createAgent({ id: 'other', model: 'x' });
  return { ...server, other, second: await versioning.get('support', 2) };
}

describe('GET /stored/agents/{agentId}/versions', () => {
  it('lists the newest first, 20 at a time', async () => {
    const { ask } = await servedVersions();
    const { body } = await ask<ListAgentVersionsResponse>('GET', VERSIONS);
    expect(body).toMatchObject({ total: 3, page: 1, perPage: 20, hasMore: false });
    expect(body.versions.map(({ versionNumber, snapshot }) => [versionNumber, snapshot.model])).toEqual([
      [3, 'c'],
      [2, 'b'],
      [1, 'a'],
    ]);
  });

  it('turns the order', async () => {
    const { ask } = await servedVersions();
    for (const query of ['orderDirection=ASC', 'orderBy=createdAt&orderDirection=ASC']) {
      const { body } = await ask<ListAgentVersionsResponse>('GET', `${VERSIONS}?${query}`);
      expect(body.versions.map(({ versionNumber }) => versionNumber)).toEqual([1, 2, 3]);
    }
  });

  it('leaves the snapshots out where none are wanted', async () => {
    const { ask } = await servedVersions();
    const { body } = await ask<ListAgentVersionsResponse>('GET', `${VERSIONS}?includeSnapshot=false`);
    expect(body.versions.map((version) => 'snapshot' in version)).toEqual([false, false, false]);
  });

  it('links to the pages around', async () => {
    const { ask } = await servedVersions();
    const link = async (page: number) => (await ask('GET', `${VERSIONS}?perPage=1&page=${page}`)).headers.get('link');
    const at = (page: number, rel: string) => `<${VERSIONS}?perPage=1&page=${page}>; rel="${rel}"`;
    expect(await link(1)).toBe([at(1, 'first'), at(2, 'next'), at(3, 'last')].join(', '));
    expect(await link(2)).toBe([at(1, 'first'), at(1, 'prev'), at(3, 'next'), at(3, 'last')].join(', '));
    expect(await link(3)).toBe([at(1, 'first'), at(2, 'prev'), at(3, 'last')].join(', '));
    expect(await link(9)).toBe([at(1, 'first'), at(3, 'prev'), at(3, 'last')].join(', '));
  });

  it('goes on below a number, and links to what is older still', async () => {
    const { ask } = await servedVersions();
    const { body, headers } = await ask<ListAgentVersionsResponse>('GET', `${VERSIONS}?before=3&perPage=1`);
    expect(body.versions.map(({ versionNumber }) => versionNumber)).toEqual([2]);
    expect(headers.get('link')).toBe(`<${VERSIONS}?before=2&perPage=1>; rel="next"`);
    expect((await ask('GET', `${VERSIONS}?before=2`)).headers.get('link')).toBeNull();
  });

  it.each([
    ['page=', 'page'],
    ['page=0', 'page'],
    ['page=-1', 'page'],
    ['page=1.5', 'page'],
    ['page=1e3', 'page'],
    ['page=0x10', 'page'],
    ['page=%201', 'page'],
    ['page=01', 'page'],
    ['page=true', 'page'],
    ['page=NaN', 'page'],
    ['page=2147483648', 'page'],
    ['page=99999999999999999999', 'page'],
    ['page=1&page=2', 'page'],
    ['page[]=1', 'page[]'],
    ['perPage=0', 'perPage'],
    ['perPage=1001', 'perPage'],
    ['includeSnapshot=1', 'includeSnapshot'],
    ['includeSnapshot=TRUE', 'includeSnapshot'],
    ['orderBy=name', 'orderBy'],
    ['orderDirection=asc', 'orderDirection'],
    ['agentId=other', 'agentId'],
    ['__proto__=1', '__proto__'],
    ['constructor=1', 'constructor'],
  ])('refuses ?%s', async (query, field) => {
    const { ask } = served();
    expect(await ask('GET', `${VERSIONS}?${query}`)).toMatchObject(refused(`query.${field}`));
  });

  it('refuses a page of a list that goes by number', async () => {
    const { ask } = served();
    expect(await ask('GET', `${VERSIONS}?before=3&page=2`)).toMatchObject({ status: 400 });
  });
});

describe('GET /stored/agents/{agentId}/versions/{versionId}', () => {
  it('finds a version by id, number, label and place', async () => {
    const { ask, second } = await servedVersions();
    for (const name of [second.id, '2', 'production', 'head~1']) {
      const { status, headers, body } = await ask<AgentVersionResponse>('GET', `${VERSIONS}/${name}`);
      expect([status, body.versionNumber, body.snapshot]).toEqual([200, 2, { model: 'b' }]);
      expect(headers.get('etag')).toBe(`"${second.contentHash}"`);
      expect(headers.get('content-location')).toBe(`${VERSIONS}/${second.id}`);
      expect(headers.get('cache-control')).toBe('private, no-cache');
    }
    for (const name of ['latest', 'head', 'head~0', '3']) {
      expect((await ask('GET', `${VERSIONS}/${name}`)).body).toMatchObject({ versionNumber: 3 });
    }
  });

  it('answers 404 where the agent has no such version, also when another agent has it', async () => {
    const { ask, other } = await servedVersions();
    for (const name of [other.id, '4', '99999', 'head~3', 'nothing']) {
      expect(await ask('GET', `${VERSIONS}/${name}`)).toMatchObject(notFound('version'));
    }
  });

  it('answers 304 without a body to who holds the content', async () => {
    const { ask, second } = await servedVersions();
    const tag = `"${second.contentHash}"`;
    for (const given of [tag, `W/${tag}`, `"x", ${tag}`, '*']) {
      const { status, headers, body } = await ask('GET', `${VERSIONS}/2`, { headers: { 'if-none-match': given } });
      expect([status, body]).toEqual([304, undefined]);
      expect(headers.get('etag')).toBe(tag);
      expect(headers.get('content-location')).toBe(`${VERSIONS}/${second.id}`);
    }
    for (const given of ['"x"', second.contentHash, `"x" ${tag}`]) {
      const { status } = await ask('GET', `${VERSIONS}/2`, { headers: { 'if-none-match': given } });
      expect(status).toBe(200);
    }
  });

  it('says by Content-Location that a label moved to another version of the same content', async () => {
    const { ask, versioning } = await servedVersions();
    const before = await ask('GET', `${VERSIONS}/production`);
    const { version } = await versioning.save('support', { model: 'b' }, { labels: ['production'] });
    const headers = { 'if-none-match': before.headers.get('etag') ?? '' };
    const after = await ask('GET', `${VERSIONS}/production`, { headers });
    expect(after.status).toBe(304);
    expect(after.headers.get('content-location')).toBe(`${VERSIONS}/${version.id}`);
  });

  it('gives a redacted version no ETag, as its content is not the one that was hashed', async () => {
    const { ask, versioning } = await servedVersions();
    await versioning.redact('support', 1);
    const { headers, body } = await ask('GET', `${VERSIONS}/1`, { headers: { 'if-none-match': '*' } });
    expect(body).toMatchObject({ snapshot: {}, redactedAt: expect.any(String) });
    expect(headers.get('etag')).toBeNull();
  });

  it('answers HEAD with the headers alone', async () => {
    const { app, second } = await servedVersions();
    const response = await app.request(`http://localhost${VERSIONS}/2`, { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(response.headers.get('etag')).toBe(`"${second.contentHash}"`);
  });

  it('refuses a query', async () => {
    const { ask } = await servedVersions();
    expect(await ask('GET', `${VERSIONS}/1?page=1`)).toMatchObject(refused('query.page'));
  });
});

describe('GET /stored/agents/{agentId}/versions/compare', () => {
  it('says what differs, however the two are named', async () => {
    const { ask, second } = await servedVersions();
    for (const [from, to] of [
      ['1', '2'],
      ['head~2', 'production'],
      ['1', second.id],
    ]) {
      const { body } = await ask<CompareVersionsResponse>('GET', `${VERSIONS}/compare?from=${from}&to=${to}`);
      expect(body.diffs).toEqual([{ field: 'model', previousValue: 'a', currentValue: 'b' }]);
      expect([body.fromVersion.versionNumber, body.toVersion.versionNumber]).toEqual([1, 2]);
      expect(body.patch).toEqual([{ op: 'replace', path: '/model', value: 'b' }]);
    }
  });

  it('tells added, removed and changed fields apart, with texts and named items in detail', async () => {
    const { ask, versioning } = served();
    const tools = [{ name: 'search', limit: 1 }, { name: 'mail' }];
    await versioning.createAgent({ id: 'support', gone: null, instructions: 'Be kind.', tools });
    const changed = { fresh: 0, instructions: 'Be brief.', tools: [{ name: 'search', limit: 2 }, { name: 'sms' }] };
    await versioning.save('support', changed, { remove: ['gone'] });
    const { body } = await ask<CompareVersionsResponse>('GET', `${VERSIONS}/compare?from=1&to=latest`);
    expect(body.diffs).toContainEqual({ field: 'fresh', currentValue: 0 });
    expect(body.diffs).toContainEqual({ field: 'gone', previousValue: null });
    expect(body.fields.map(({ field, kind }) => `${kind} ${field}`)).toEqual([
      'added fresh',
      'removed gone',
      'changed instructions',
      'changed tools',
    ]);
    expect(body.fields[2]?.text).toMatchObject({ level: 'words' });
    expect(body.fields[3]?.items).toMatchObject({ changed: [{ name: 'search', fields: ['limit'] }] });
  });

  it.each([
    ['', 'from'],
    ['from=1', 'to'],
    ['from=&to=2', 'from'],
    ['from=1&to=2&to=3', 'to'],
    ['from=1&to=2&x=3', 'x'],
  ])('refuses ?%s', async (query, field) => {
    const { ask } = await servedVersions();
    expect(await ask('GET', `${VERSIONS}/compare?${query}`)).toMatchObject(refused(`query.${field}`));
  });

  it('answers 404 where one of them is not there, also when another agent has it', async () => {
    const { ask, other } = await servedVersions();
    expect(await ask('GET', `${VERSIONS}/compare?from=1&to=9`)).toMatchObject(notFound('version'));
    expect(await ask('GET', `${VERSIONS}/compare?from=${other.id}&to=1`)).toMatchObject(notFound('version'));
  });
});
