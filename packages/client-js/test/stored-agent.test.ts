/** An agent's life through the client, over HTTP, against a real server. */
import { AgentVersionsClient } from '@agent-versions/client';
import { InMemoryStore } from '@agent-versions/core';
import { type RunningServer, serve } from '@agent-versions/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collect } from './running';

let server: RunningServer;
let client: AgentVersionsClient;

beforeAll(async () => {
  server = await serve({ storage: new InMemoryStore(), port: 0, logger: false });
  client = new AgentVersionsClient({ baseUrl: server.url });
});

afterAll(() => server.close());

/** An agent with the versions 1 (model a) and 2 (model b). */
async function agentWithTwoVersions(id: string) {
  await client.createStoredAgent({ id, config: { name: 'Support', model: 'a' } });
  const agent = client.getStoredAgent(id);
  await agent.save({ changes: { model: 'b' }, changeMessage: 'try b' });
  return agent;
}

describe('agents', () => {
  it('are created with their first version, listed, read, saved and deleted', async () => {
    const made = await client.createStoredAgent({ id: 'life', config: { model: 'a' } });
    expect(made).toMatchObject({ created: true, agent: { id: 'life', model: 'a' }, version: { versionNumber: 1 } });
    const { agents, total } = await client.listStoredAgents({ perPage: 1, page: 1 });
    expect([agents.map(({ id }) => id), total]).toEqual([['life'], 1]);
    const agent = client.getStoredAgent('life');
    const saved = await agent.save(
      { changes: { model: 'b' }, remove: ['nothing'] },
      { ifMatch: made.version.contentHash },
    );
    expect(saved).toMatchObject({ created: true, version: { versionNumber: 2, changedFields: ['model'] } });
    expect(await agent.details()).toMatchObject({ id: 'life', model: 'b' });
    expect(await agent.delete({ reason: 'done' })).toEqual({ deletedVersions: 2 });
    expect((await client.listStoredAgents()).total).toBe(0);
  });

  it('may have any id that a URL can carry', async () => {
    for (const id of ['a/b', 'a?b#c', '%2e%2e', 'ü 漢字', '..x', '%']) {
      await client.createStoredAgent({ id, config: { model: id } });
      expect(await client.getStoredAgent(id).details()).toMatchObject({ id, model: id });
      expect(await client.getStoredAgent(id).getVersion('latest')).toMatchObject({ agentId: id });
    }
  });
});

describe('versions', () => {
  it('are listed, with and without snapshots', async () => {
    const agent = await agentWithTwoVersions('listed');
    const { versions, ...page } = await agent.listVersions({ perPage: 1 });
    expect(page).toEqual({ total: 2, page: 1, perPage: 1, hasMore: true });
    expect(versions[0]).toMatchObject({ versionNumber: 2, changeMessage: 'try b', snapshot: { model: 'b' } });
    const summaries = await agent.listVersions({
      orderBy: 'versionNumber',
      orderDirection: 'ASC',
      includeSnapshot: false,
    });
    expect(summaries.versions.map(({ versionNumber }) => versionNumber)).toEqual([1, 2]);
    expect(summaries.versions[0]).not.toHaveProperty('snapshot');
  });

  it('are created, with and without a word about it', async () => {
    const agent = await agentWithTwoVersions('created');
    expect(await agent.createVersion()).toMatchObject({ versionNumber: 3, snapshot: { model: 'b' } });
    const named = await agent.createVersion({ name: 'four', changeMessage: 'why', labels: ['staging'], expected: 3 });
    expect(named).toMatchObject({ versionNumber: 4, name: 'four', changeMessage: 'why' });
    expect(await agent.getVersion('staging')).toEqual(named);
  });

  it('are got by id, number, name of the newest, and label', async () => {
    const agent = await agentWithTwoVersions('got');
    const version = await agent.getVersion('1');
    expect(version).toMatchObject({ versionNumber: 1, snapshot: { name: 'Support', model: 'a' } });
    expect(await agent.getVersion(version.id)).toEqual(version);
    expect(await agent.getVersion('head~1')).toEqual(version);
  });

  it('are activated, and resolved', async () => {
    const agent = await agentWithTwoVersions('activated');
    const { id } = await agent.getVersion('1');
    expect(await agent.activateVersion(id, { reason: 'safer', expected: 'none' })).toBeUndefined();
    expect(await agent.resolveVersion()).toMatchObject({ id });
    expect(await agent.details()).toMatchObject({ activeVersionId: id });
    const before = new Date();
    await agent.activateVersion('2');
    expect(await agent.resolveVersion({ label: 'active' })).toMatchObject({ versionNumber: 2 });
    expect(await agent.resolveVersion({ at: before })).toMatchObject({ versionNumber: 1 });
  });

  it('are restored and rolled back to', async () => {
    const agent = await agentWithTwoVersions('restored');
    const first = await agent.getVersion('1');
    const restored = await agent.restoreVersion(first.id, { changeMessage: 'back' });
    expect(restored).toMatchObject({ versionNumber: 3, restoredFrom: first.id, snapshot: first.snapshot });
    expect(await agent.restoreVersion(first.id)).toEqual(restored);
    const rolledBack = await agent.rollbackVersion('2', { name: 'again' });
    expect(rolledBack).toMatchObject({ versionNumber: 4, name: 'again', snapshot: { model: 'b' } });
    expect(await agent.resolveVersion()).toEqual(rolledBack);
  });

  it('are redacted and deleted', async () => {
    const agent = await agentWithTwoVersions('gone');
    expect(await agent.redactVersion('1', { reason: 'a secret' })).toMatchObject({
      snapshot: {},
      redactionReason: 'a secret',
    });
    expect(await agent.deleteVersion('1', { reason: 'too old' })).toBeUndefined();
    expect((await agent.listVersions()).versions.map(({ versionNumber }) => versionNumber)).toEqual([2]);
  });

  it('are compared', async () => {
    const agent = await agentWithTwoVersions('compared');
    expect(await agent.compareVersions('1', 'latest')).toMatchObject({
      diffs: [{ field: 'model', previousValue: 'a', currentValue: 'b' }],
      fromVersion: { versionNumber: 1 },
      toVersion: { versionNumber: 2 },
      patch: [{ op: 'replace', path: '/model', value: 'b' }],
    });
  });
});

describe('labels', () => {
  it('are set, split, listed, got, reverted and removed, and their moves are kept', async () => {
    const { labels } = await agentWithTwoVersions('labelled');
    const set = await labels.set('production', { version: 1, expected: 'none', reason: 'first' });
    expect(set).toMatchObject({ label: 'production', revision: 1, targets: [{ weight: 10_000 }] });
    const targets = [
      { version: 1, weight: 9_000 },
      { version: 2, weight: 1_000 },
    ];
    const split = await labels.set('production', { targets }, { ifMatch: set.revision });
    expect(split.targets.map(({ weight }) => weight).sort()).toEqual([1_000, 9_000]);
    expect(await labels.get('production')).toEqual(split);
    expect(await labels.list()).toEqual({ labels: [split] });
    const reverted = await labels.revert('production', { reason: 'too early' }, { ifMatch: split.revision });
    expect(reverted).toMatchObject({ revision: 3, targets: set.targets });
    const removed = await labels.remove('production', { reason: 'over' }, { ifMatch: '"3"' });
    expect(removed).toMatchObject({ revision: 4, from: set.targets, reason: 'over' });
    const { moves, total } = await labels.moves({ label: 'production', perPage: 2 });
    expect([moves.map(({ reason }) => reason), total]).toEqual([['over', 'too early'], 4]);
  });
});

describe('histories', () => {
  it('are pruned, first on trial, and verified, also against an anchor', async () => {
    const agent = await agentWithTwoVersions('pruned');
    const trial = await agent.prune({ keepLast: 1, dryRun: true });
    expect(trial).toMatchObject({ dryRun: true, kept: 1, deleted: [{ versionNumber: 1 }] });
    const found = await agent.verify();
    const anchor = found.ok ? found.head : undefined;
    expect(anchor?.versionNumber).toBe(2);
    expect(await agent.prune({ keepLast: 1 })).toMatchObject({ dryRun: false, deleted: trial.deleted });
    const again = await agent.verify({ anchorNumber: anchor?.versionNumber, anchorHash: anchor?.chainHash });
    expect(again).toMatchObject({ ok: true, versions: 1, deletions: 1 });
  });

  it('are exported line by line: of the agent, of some, of all', async () => {
    const agent = await agentWithTwoVersions('exported');
    const lines = await collect(agent.export());
    expect(lines.map((line) => JSON.parse(line))).toContainEqual(expect.objectContaining({ agentId: 'exported' }));
    expect(await collect(client.exportHistories({ agentId: ['exported'] }))).toHaveLength(lines.length);
    expect((await collect(client.exportHistories())).length).toBeGreaterThan(lines.length);
  });
});
