/** A stranger's program: `Paths` is made from `/openapi.json` by a generator, and every type here of that. */
import assert from 'node:assert/strict';
import createClient from 'openapi-fetch';

/** @import { Client } from 'openapi-fetch' */

const [baseUrl, key] = process.argv.slice(2);

/** @type {Client<Paths, `application/${string}json`>} */
const client = createClient({ baseUrl, headers: { authorization: `Bearer ${key}` } });

const sent = /** @type {Map<string, string>} */ (new Map());

/** Everything that was sent and received, by the paths of the document. */
const traffic = /** @type {object[]} */ ([]);

client.use({
  async onRequest({ request, id }) {
    sent.set(id, await request.clone().text());
  },
  async onResponse({ request, response, schemaPath, id }) {
    const type = response.headers.get('content-type');
    const received = await response.clone().text();
    traffic.push({
      path: schemaPath,
      method: request.method,
      status: response.status,
      sent: sent.get(id),
      type,
      received,
    });
  },
});

const support = { agentId: 'support' };

async function asking() {
  const health = await client.GET('/healthz');
  const readiness = await client.GET('/readyz');
  assert.deepEqual([health.data?.status, readiness.data?.status], ['ok', 'ok']);
}

async function saving() {
  const body = { id: 'support', config: { name: 'Support', model: 'a' }, versionName: 'First', labels: ['production'] };
  const made = await client.POST('/api/stored/agents', { body, params: { header: { 'idempotency-key': 'first' } } });
  assert.equal(made.response.status, 201);
  assert.equal(made.data?.version.versionNumber, 1);
  const again = await client.POST('/api/stored/agents', { body, params: { header: { 'idempotency-key': 'first' } } });
  assert.deepEqual([again.response.status, again.data?.version], [200, made.data?.version]);

  const seen = await client.GET('/api/stored/agents/{agentId}', { params: { path: support } });
  assert.equal(seen.data?.model, 'a');
  const header = { 'if-match': seen.response.headers.get('etag') ?? '' };
  const mine = { params: { path: support, header }, body: { changes: { model: 'b' }, changeMessage: 'Try b' } };
  const saved = await client.PATCH('/api/stored/agents/{agentId}', mine);
  assert.deepEqual([saved.data?.created, saved.data?.version.versionNumber], [true, 2]);
  const late = await client.PATCH('/api/stored/agents/{agentId}', { ...mine, body: { remove: ['name'] } });
  assert.deepEqual([late.response.status, late.error?.code, late.error?.head?.versionNumber], [412, 'conflict', 2]);
}

async function reading() {
  const agents = await client.GET('/api/stored/agents', { params: { query: { perPage: 10, orderBy: 'updatedAt' } } });
  assert.deepEqual(
    agents.data?.agents.map(({ id, versionNumber }) => [id, versionNumber]),
    [['support', 2]],
  );
  const query = /** @type {const} */ ({ page: 1, perPage: 1, orderDirection: 'ASC', includeSnapshot: false });
  const page = await client.GET('/api/stored/agents/{agentId}/versions', { params: { path: support, query } });
  assert.deepEqual(
    page.data?.versions.map(({ name }) => name),
    ['First'],
  );
  assert.deepEqual([page.data?.total, page.data?.hasMore], [2, true]);

  const path = { ...support, versionId: 'latest' };
  const version = await client.GET('/api/stored/agents/{agentId}/versions/{versionId}', { params: { path } });
  assert.deepEqual(version.data?.snapshot, { name: 'Support', model: 'b' });
  const header = { 'if-none-match': version.response.headers.get('etag') ?? '' };
  const held = await client.GET('/api/stored/agents/{agentId}/versions/{versionId}', { params: { path, header } });
  assert.deepEqual([held.response.status, held.data], [304, undefined]);

  const compared = await client.GET('/api/stored/agents/{agentId}/versions/compare', {
    params: { path: support, query: { from: '1', to: 'latest' } },
  });
  assert.deepEqual(compared.data?.diffs, [{ field: 'model', previousValue: 'a', currentValue: 'b' }]);
  assert.deepEqual(compared.data?.patch, [{ op: 'replace', path: '/model', value: 'b' }]);
}

async function serving() {
  const path = { ...support, versionId: '2' };
  const nothing = await client.GET('/api/stored/agents/{agentId}/resolve', { params: { path: support } });
  assert.deepEqual([nothing.response.status, nothing.error?.entity], [404, 'label']);
  const active = await client.POST('/api/stored/agents/{agentId}/versions/{versionId}/activate', {
    params: { path },
    body: { reason: 'Tried', expected: 'none' },
  });
  assert.deepEqual([active.data?.label, active.data?.revision], ['active', 1]);
  const served = await client.GET('/api/stored/agents/{agentId}/resolve', { params: { path: support } });
  assert.equal(served.data?.versionNumber, 2);
  const inUse = await client.DELETE('/api/stored/agents/{agentId}/versions/{versionId}', { params: { path } });
  assert.deepEqual([inUse.error?.code, inUse.error?.labels], ['version_in_use', ['active']]);

  const restored = await client.POST('/api/stored/agents/{agentId}/versions/{versionId}/restore', {
    params: { path: { ...support, versionId: '1' }, header: { 'idempotency-key': 'back' } },
    body: { changeMessage: 'Back to a', name: 'Third', expected: 2, force: false },
  });
  assert.deepEqual([restored.response.status, restored.data?.versionNumber], [201, 3]);
  const rolled = await client.POST('/api/stored/agents/{agentId}/versions/{versionId}/rollback', { params: { path } });
  assert.deepEqual([rolled.data?.versionNumber, rolled.data?.snapshot.model], [4, 'b']);
  const more = await client.POST('/api/stored/agents/{agentId}/versions', {
    params: { path: support },
    body: { name: 'Fifth' },
  });
  assert.equal(more.data?.versionNumber, 5);
}

async function labelling() {
  const path = { ...support, label: 'production' };
  const split = await client.PUT('/api/stored/agents/{agentId}/labels/{label}', {
    params: { path, header: { 'if-match': '"1"' } },
    body: {
      targets: [
        { version: 1, weight: 9000 },
        { version: 'latest', weight: 1000 },
      ],
      reason: 'Carefully',
    },
  });
  assert.deepEqual([split.data?.revision, split.data?.targets.map(({ weight }) => weight)], [2, [9000, 1000]]);
  const late = await client.PUT('/api/stored/agents/{agentId}/labels/{label}', {
    params: { path },
    body: { version: 2, expected: 1 },
  });
  assert.deepEqual([late.error?.code, late.error?.actual], ['conflict', 2]);
  const reverted = await client.POST('/api/stored/agents/{agentId}/labels/{label}/revert', { params: { path } });
  assert.equal(reverted.data?.targets.length, 1);
  const label = await client.GET('/api/stored/agents/{agentId}/labels/{label}', { params: { path } });
  assert.equal(label.response.headers.get('etag'), `"${label.data?.revision}"`);
  const labels = await client.GET('/api/stored/agents/{agentId}/labels', { params: { path: support } });
  assert.deepEqual(
    labels.data?.labels.map((one) => one.label),
    ['active', 'production'],
  );
  const gone = await client.DELETE('/api/stored/agents/{agentId}/labels/{label}', { params: { path } });
  assert.deepEqual([gone.data?.from?.length, gone.data?.to], [1, undefined]);
  const moves = await client.GET('/api/stored/agents/{agentId}/label-moves', {
    params: { path: support, query: { label: 'production' } },
  });
  assert.deepEqual(
    moves.data?.moves.map(({ revision }) => revision),
    [4, 3, 2, 1],
  );
}

async function keeping() {
  const pruned = await client.POST('/api/stored/agents/{agentId}/prune', {
    params: { path: support },
    body: { keepLast: 2, dryRun: true },
  });
  assert.deepEqual(
    [pruned.data?.dryRun, pruned.data?.deleted.map(({ versionNumber }) => versionNumber)],
    [true, [1, 2, 3]],
  );
  const verified = await client.GET('/api/stored/agents/{agentId}/verify', { params: { path: support } });
  if (!verified.data?.ok) assert.fail('the history is whole');
  assert.equal(verified.data.head?.versionNumber, 5);
  const { data: lines } = await client.GET('/api/stored/export', {
    params: { query: { agentId: ['support'] } },
    parseAs: 'text',
  });
  const one = await client.GET('/api/stored/agents/{agentId}/export', { params: { path: support }, parseAs: 'text' });
  assert.equal(one.data, lines);
  assert.equal(JSON.parse(lines?.trimEnd().split('\n').at(-1) ?? '').type, 'end');
  const { data: feed } = await client.GET('/api/stored/events', {
    params: { query: { agentId: 'support', limit: 2 } },
  });
  if (typeof feed !== 'object') assert.fail('the feed is JSON');
  assert.deepEqual(
    feed.events.map(({ type }) => type),
    ['version.created', 'label.moved'],
  );
}

async function takingAway() {
  const path = { ...support, versionId: '3' };
  const redacted = await client.POST('/api/stored/agents/{agentId}/versions/{versionId}/redact', {
    params: { path },
    body: { reason: 'Had a key in it' },
  });
  assert.deepEqual([redacted.data?.redactionReason, redacted.data?.snapshot], ['Had a key in it', {}]);
  const deleted = await client.DELETE('/api/stored/agents/{agentId}/versions/{versionId}', { params: { path } });
  assert.equal(deleted.response.status, 204);
  const left = await client.DELETE('/api/stored/agents/{agentId}', { params: { path: support } });
  assert.equal(left.data?.deletedVersions, 4);
}

async function failing() {
  const missing = await client.GET('/api/stored/agents/{agentId}', { params: { path: { agentId: 'nobody' } } });
  assert.deepEqual([missing.error?.status, missing.error?.code, missing.error?.id], [404, 'not_found', 'nobody']);
  const wrong = await client.PUT('/api/stored/agents/{agentId}/labels/{label}', {
    params: { path: { ...support, label: 'staging' } },
    body: {},
  });
  assert.deepEqual([wrong.error?.code, wrong.error?.issues?.length], ['invalid_input', 1]);
  const stranger = await client.GET('/api/stored/agents', { headers: { authorization: null } });
  assert.deepEqual([stranger.response.status, stranger.error?.code], [401, 'unauthorized']);
}

/** What nobody may write: the program compiles only if each of these is an error. */
export function unwritable() {
  const params = { path: support };
  return [
    // @ts-expect-error there is no such route
    () => client.GET('/api/stored/agents/{agentId}/history', { params }),
    // @ts-expect-error a path needs its parameters
    () => client.GET('/api/stored/agents/{agentId}'),
    // @ts-expect-error a comparison needs two versions
    () => client.GET('/api/stored/agents/{agentId}/versions/compare', { params: { ...params, query: { from: '1' } } }),
    // @ts-expect-error pages are numbers
    () => client.GET('/api/stored/agents', { params: { query: { page: 'first' } } }),
    // @ts-expect-error an agent needs a configuration
    () => client.POST('/api/stored/agents', { body: { id: 'support' } }),
    // @ts-expect-error what is expected is a number, or none
    () => client.PATCH('/api/stored/agents/{agentId}', { params, body: { expected: 'latest' } }),
    // @ts-expect-error no problem has such a code
    async () => (await client.GET('/api/stored/agents')).error?.code === 'gone',
  ];
}

await asking();
await saving();
await reading();
await serving();
await labelling();
await keeping();
await failing();
await takingAway();
console.log(JSON.stringify(traffic));
