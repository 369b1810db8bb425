/** What holds for every route. */
import { describe, expect, it } from 'vitest';
import { type DocumentedRoute, notFound, refused, routes, servedAgent } from './requests';

const VERSIONS = '/api/stored/agents/support/versions';

/** What each route is asked with where it needs a body, by the end of its path. */
const BODIES: [end: string, body: object][] = [
  ['/stored/agents', { config: {} }],
  ['/stored/agents/{agentId}', {}],
  ['/labels/{label}', { version: 1 }],
  ['/prune', { keepLast: 1 }],
];

/** A request that the route takes, but for what a test adds to it. */
function requestOf({ method, path, request }: DocumentedRoute) {
  const body = request?.body?.required ? BODIES.find(([end]) => path.endsWith(end))?.[1] : undefined;
  const named = path.replace('{agentId}', 'support').replace('{versionId}', '1').replace('{label}', 'active');
  return { method: method.toUpperCase(), url: `/api${named}`, body };
}

/** As rows of a table of tests. */
const rows = (those: readonly DocumentedRoute[]) => those.map((route) => [route.method, route.path, route] as const);

describe.each(rows(routes))('%s %s', (_, __, route) => {
  it.each(['unknown', '__proto__', 'toString', ' '])(
    'refuses a query parameter that it does not know: %j',
    async (name) => {
      const { ask } = await servedAgent();
      const { method, url, body } = requestOf(route);
      const answer = await ask(method, `${url}?${encodeURIComponent(name)}=1`, { body });
      expect(answer).toMatchObject(refused(`query.${name}`));
    },
  );
});

describe.each(rows(routes.filter(({ method }) => method !== 'get')))('%s %s', (_, __, route) => {
  it('heeds If-Match, or refuses it rather than not to heed it', async () => {
    const { ask } = await servedAgent();
    const { method, url, body } = requestOf(route);
    const heeds = Object.hasOwn(route.request?.headers?.shape ?? {}, 'if-match');
    const message = expect.stringContaining(heeds ? 'must be the ETag' : 'is not heeded');
    const answer = await ask(method, url, { body, headers: { 'if-match': 'no tag' } });
    expect(answer).toMatchObject({ status: 400, body: { issues: [{ path: 'header.if-match', message }] } });
  });

  it('refuses If-None-Match, which it does not heed', async () => {
    const { ask } = await servedAgent();
    const { method, url, body } = requestOf(route);
    const answer = await ask(method, url, { body, headers: { 'if-none-match': '*' } });
    expect(answer).toMatchObject(refused('header.if-none-match'));
  });
});

describe.each(rows(routes.filter(({ request }) => request?.body)))('%s %s', (_, __, route) => {
  it.each(['unknown', '__proto__', 'constructor'])('refuses a field that it does not know: %j', async (name) => {
    const { ask } = await servedAgent();
    const { method, url, body = {} } = requestOf(route);
    const fields = [JSON.stringify(body).slice(1, -1), `"${name}":{"x":1}`].filter((field) => field !== '');
    expect(await ask(method, url, { body: `{${fields.join(',')}}` })).toMatchObject(refused(`json.${name}`));
  });
});

describe('every route of a version', () => {
  const calls = [
    ['GET', ''],
    ['POST', '/activate'],
    ['POST', '/restore'],
    ['POST', '/rollback'],
    ['POST', '/redact'],
    ['DELETE', ''],
  ] as const;

  it.each(calls)('%s …/versions/{versionId}%s takes an id, a number, a label and a place', async (method, end) => {
    for (const name of ['id', '2', 'mark', 'head~1']) {
      const { ask, versioning } = await servedAgent({ versions: 3 });
      const { id } = await versioning.get('support', 2);
      if (name === 'mark') await versioning.setLabel('support', 'mark', 2);
      const { status, body } = await ask(method, `${VERSIONS}/${name === 'id' ? id : name}${end}`);
      // what has a label can be neither deleted nor blanked: the refusal names it
      expect([200, 201, 204, 409]).toContain(status);
      expect(status === 409).toBe(name === 'mark' && (method === 'DELETE' || end === '/redact'));
      if (status === 204) expect(await ask('GET', `${VERSIONS}/2`)).toMatchObject(notFound('version'));
      else expect(JSON.stringify(body)).toContain(id);
    }
  });

  it.each(calls)('%s …/versions/{versionId}%s finds no version of another agent', async (method, end) => {
    const { ask, versioning } = await servedAgent();
    const { version } = await versioning.createAgent({ id: 'other' });
    expect(await ask(method, `${VERSIONS}/${version.id}${end}`)).toMatchObject(notFound('version'));
    expect(await versioning.get('other', 1)).toEqual(version);
  });
});
