/** The routes of an agent's labels. */
import type { ListLabelMovesResponse, ListLabelsResponse, VersionLabelResponse } from '@agent-versions/server/schemas';
import { describe, expect, it } from 'vitest';
import { notFound, refused, servedAgent } from './requests';

const AGENT = '/api/stored/agents/support';
const LABELS = `${AGENT}/labels`;

describe('PUT /stored/agents/{agentId}/labels/{label}', () => {
  it('points the label at a version, however that is named', async () => {
    const { ask, versioning } = await servedAgent({ versions: 2 });
    const ids = [await versioning.get('support', 1), await versioning.get('support', 2)].map(({ id }) => id);
    const named: (string | number | undefined)[] = [1, '2', ids[0], 'latest', 'head~1', 'production'];
    for (const [index, version] of named.entries()) {
      const moved = await ask<VersionLabelResponse>('PUT', `${LABELS}/production`, { body: { version, reason: 'r' } });
      const versionId = ids[index === 5 ? 0 : index % 2];
      expect(moved).toMatchObject({ status: 200, body: { label: 'production', targets: [{ versionId }] } });
      expect(moved.headers.get('etag')).toBe(`"${moved.body.revision}"`);
    }
  });

  it('splits it over several', async () => {
    const { ask } = await servedAgent({ versions: 2 });
    const targets = [
      { version: 1, weight: 9000 },
      { version: 'latest', weight: 1000 },
    ];
    const split = await ask<VersionLabelResponse>('PUT', `${LABELS}/active`, { body: { targets } });
    expect(split.body.targets.map(({ weight }) => weight).sort()).toEqual([1000, 9000]);
  });

  it('answers 412 where the revision is not what If-Match says, 409 where it is not what expected says', async () => {
    const { ask } = await servedAgent();
    const put = (body: object, headers?: Record<string, string>) =>
      ask('PUT', `${LABELS}/staging`, { body: { version: 1, ...body }, headers });
    const absent = await put({}, { 'if-match': '"1"' });
    expect(absent).toMatchObject({ status: 412, body: { entity: 'label', expected: 1, actual: 'none' } });
    expect(await put({ expected: 'none' })).toMatchObject({ status: 200, body: { revision: 1 } });
    expect(await put({ expected: 'none' })).toMatchObject({ status: 409, body: { expected: 'none', actual: 1 } });
    expect(await put({}, { 'if-match': '"1"' })).toMatchObject({ status: 200 });
    const { headers } = await ask('GET', `${LABELS}/staging`);
    expect(await put({}, { 'if-match': headers.get('etag') ?? '' })).toMatchObject({ status: 200 });
    expect(await put({}, { 'if-match': '"999"' })).toMatchObject({ status: 412 });
  });

  it.each([
    ['neither version nor targets', {}, {}, 'json'],
    ['both version and targets', { version: 1, targets: [] }, {}, 'json'],
    ['an unknown field', { version: 1, movedBy: 'me' }, {}, 'json.movedBy'],
    ['a version that names none', { version: 0 }, {}, 'json.version'],
    ['an unknown field of a target', { targets: [{ version: 1, weight: 10_000, x: 1 }] }, {}, 'json.targets.0.x'],
    ['shares that are not the whole', { targets: [{ version: 1, weight: 9999 }] }, {}, 'targets'],
    ['If-Match together with expected', { version: 1, expected: 1 }, { 'if-match': '"1"' }, 'header.if-match'],
    ['a revision that is none', { version: 1 }, { 'if-match': '"0"' }, 'header.if-match'],
    ['any revision', { version: 1 }, { 'if-match': '*' }, 'header.if-match'],
  ])('refuses %s', async (_, body, headers, path) => {
    const { ask } = await servedAgent();
    const asking = { body, headers: headers as Record<string, string> };
    expect(await ask('PUT', `${LABELS}/staging`, asking)).toMatchObject(refused(path));
    expect(await ask('GET', `${LABELS}/staging`)).toMatchObject(notFound('label'));
  });

  it.each(['latest', 'head', 'Production', '-x', '%20', 'x'.repeat(65)])('refuses the name %s', async (label) => {
    const { ask } = await servedAgent();
    expect(await ask('PUT', `${LABELS}/${label}`, { body: { version: 1 } })).toMatchObject({ status: 400 });
  });

  it('answers 404 for a version of another agent', async () => {
    const { ask, versioning } = await servedAgent();
    const { version } = await versioning.createAgent({ id: 'other' });
    expect(await ask('PUT', `${LABELS}/staging`, { body: { version: version.id } })).toMatchObject(notFound('version'));
  });
});

describe('GET /stored/agents/{agentId}/labels', () => {
  it('lists the labels by name', async () => {
    const { ask, versioning } = await servedAgent();
    expect((await ask('GET', LABELS)).body).toEqual({ labels: [] });
    for (const label of ['staging', 'active', 'production']) await versioning.setLabel('support', label, 1);
    const { body } = await ask<ListLabelsResponse>('GET', LABELS);
    expect(body.labels.map(({ label }) => label)).toEqual(['active', 'production', 'staging']);
  });
});

describe('GET /stored/agents/{agentId}/labels/{label}', () => {
  it('says where it points, with its revision as ETag', async () => {
    const { ask, versioning } = await servedAgent();
    await versioning.setLabel('support', 'staging', 1);
    const { body, headers } = await ask('GET', `${LABELS}/staging`);
    expect(body).toMatchObject({ agentId: 'support', label: 'staging', revision: 1 });
    expect(headers.get('etag')).toBe('"1"');
    expect(await ask('GET', `${LABELS}/staging`, { headers: { 'if-none-match': '"1"' } })).toMatchObject({
      status: 304,
      body: undefined,
    });
    expect(await ask('GET', `${LABELS}/staging`, { headers: { 'if-none-match': '"2"' } })).toMatchObject({
      status: 200,
    });
  });

  it('answers 404 where it is not set, 400 where no label can have that name', async () => {
    const { ask } = await servedAgent();
    expect(await ask('GET', `${LABELS}/staging`)).toMatchObject(notFound('label'));
    expect(await ask('GET', `${LABELS}/latest`)).toMatchObject({ status: 400 });
  });
});

describe('DELETE /stored/agents/{agentId}/labels/{label}', () => {
  it('takes the label away, and answers with the move', async () => {
    const { ask, versioning } = await servedAgent();
    const { targets } = await versioning.activate('support', 1);
    const gone = await ask('DELETE', `${LABELS}/active?reason=holiday`);
    expect(gone).toMatchObject({ status: 200, body: { label: 'active', from: targets, reason: 'holiday' } });
    expect(gone.body).not.toHaveProperty('to');
    expect(await ask('GET', `${AGENT}/resolve`)).toMatchObject(notFound('label'));
    expect(await ask('DELETE', `${LABELS}/active`)).toMatchObject(notFound('label'));
  });

  it('answers 412 where the revision is not what If-Match says', async () => {
    const { ask, versioning } = await servedAgent();
    await versioning.activate('support', 1);
    const late = await ask('DELETE', `${LABELS}/active`, { headers: { 'if-match': '"2"' } });
    expect(late).toMatchObject({ status: 412, body: { expected: 2, actual: 1 } });
    expect(await ask('DELETE', `${LABELS}/active`, { headers: { 'if-match': '"1"' } })).toMatchObject({ status: 200 });
  });
});

describe('POST /stored/agents/{agentId}/labels/{label}/revert', () => {
  it('takes the label back to where its last move came from, and there again', async () => {
    const { ask, versioning } = await servedAgent({ versions: 2 });
    const { targets: first } = await versioning.setLabel('support', 'production', 1);
    const { targets: second } = await versioning.setLabel('support', 'production', 2);
    const back = await ask('POST', `${LABELS}/production/revert`, { body: { reason: 'Loops' } });
    expect(back).toMatchObject({ status: 200, body: { targets: first, revision: 3 } });
    expect(back.headers.get('etag')).toBe('"3"');
    expect(await ask('POST', `${LABELS}/production/revert`)).toMatchObject({ body: { targets: second, revision: 4 } });
  });

  it('answers 412 or 409 where the revision is another, 404 where there is nothing to go back to', async () => {
    const { ask, versioning } = await servedAgent({ versions: 2 });
    expect(await ask('POST', `${LABELS}/production/revert`)).toMatchObject(notFound('label'));
    await versioning.setLabel('support', 'production', 1);
    expect(await ask('POST', `${LABELS}/production/revert`)).toMatchObject(notFound('version'));
    await versioning.setLabel('support', 'production', 2);
    const asking = { headers: { 'if-match': '"1"' } };
    expect(await ask('POST', `${LABELS}/production/revert`, asking)).toMatchObject({ status: 412 });
    expect(await ask('POST', `${LABELS}/production/revert`, { body: { expected: 1 } })).toMatchObject({ status: 409 });
  });
});

describe('GET /stored/agents/{agentId}/label-moves', () => {
  it('lists who moved what, when and why, newest first, of one label or of all', async () => {
    const { ask, versioning } = await servedAgent({ versions: 2 });
    const mira = versioning.as({ id: 'mira' });
    await mira.setLabel('support', 'production', 1, { reason: 'First' });
    await mira.setLabel('support', 'staging', 2);
    await mira.removeLabel('support', 'production');
    const { body, headers } = await ask<ListLabelMovesResponse>('GET', `${AGENT}/label-moves?perPage=2`);
    expect(body).toMatchObject({ total: 3, hasMore: true });
    expect(body.moves.map(({ label, movedBy }) => `${label} ${movedBy}`)).toEqual(['production mira', 'staging mira']);
    expect(headers.get('link')).toContain('rel="next"');
    const { body: one } = await ask<ListLabelMovesResponse>('GET', `${AGENT}/label-moves?label=production`);
    expect(one.moves.map(({ revision, reason }) => [revision, reason])).toEqual([
      [2, undefined],
      [1, 'First'],
    ]);
  });

  it('refuses a malformed query', async () => {
    const { ask } = await servedAgent();
    expect(await ask('GET', `${AGENT}/label-moves?perPage=all`)).toMatchObject(refused('query.perPage'));
    expect(await ask('GET', `${AGENT}/label-moves?since=1`)).toMatchObject(refused('query.since'));
  });
});
