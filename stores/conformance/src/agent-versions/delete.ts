/** The contract of the methods of `agentVersions` that delete. */
import { describe, expect, it } from 'vitest';
import type { StoreConformanceInput } from '../input';
import { refusal } from '../refusal';
import { appendVersions, freshId } from '../samples';
import { openForTests, type StoreUnderTest } from '../store-under-test';

/** Proves what is gone afterwards, what stays, and what is refused. */
export function deleteVersionContract(input: StoreConformanceInput): void {
  describe('agentVersions, deleting', () => {
    const store = openForTests(input);
    describe('deleteVersion', () => deleteVersion(store));
    describe('deleteVersionsByAgentId', () => deleteVersionsByAgentId(store));
  });
}

/** An agent with that many versions; their ids. */
async function history(store: StoreUnderTest, count: number): Promise<{ agentId: string; ids: string[] }> {
  const agentId = freshId();
  const made = await appendVersions(store.versions, { agentId, count });
  return { agentId, ids: made.map(({ id }) => id) };
}

function deleteVersion(store: StoreUnderTest): void {
  it('deletes that version and no other', async () => {
    const { agentId, ids } = await history(store, 3);
    const other = await history(store, 3);
    await store.versions.deleteVersion(ids[1] ?? '');
    expect(await store.versions.getVersion(ids[1] ?? '')).toBeNull();
    const { versions } = await store.versions.listVersions({ agentId });
    expect(versions.map(({ id }) => id)).toEqual([ids[2], ids[0]]);
    expect(await store.versions.countVersions(other.agentId)).toBe(3);
  });

  it('is no error where there is no such version', async () => {
    const { ids } = await history(store, 1);
    expect(await store.versions.deleteVersion(freshId('version'))).toBeUndefined();
    await store.versions.deleteVersion(ids[0] ?? '');
    expect(await store.versions.deleteVersion(ids[0] ?? '')).toBeUndefined();
  });

  it('is refused while a label points at the version; all such labels are named, in order', async () => {
    const { agentId, ids } = await history(store, 2);
    const versionId = ids[0] ?? '';
    for (const label of ['staging', 'active', 'production'])
      await store.versions.setLabel({ agentId, label, versionId });
    await store.versions.setLabel({ agentId, label: 'canary', versionId: ids[1] ?? '' });
    const call = store.versions.deleteVersion(versionId);
    const labels = ['active', 'production', 'staging'];
    expect(await refusal(call)).toEqual({ code: 'version_in_use', versionId, labels });
    expect(await store.versions.getVersion(versionId)).not.toBeNull();
    expect(await store.versions.countVersions(agentId)).toBe(2);
  });

  it('is allowed once the label moved on, or is removed', async () => {
    const { agentId, ids } = await history(store, 2);
    const [first = '', second = ''] = ids;
    await store.versions.setLabel({ agentId, label: 'production', versionId: first });
    await store.versions.setLabel({ agentId, label: 'production', versionId: second });
    await store.versions.deleteVersion(first);
    await store.versions.removeLabel({ agentId, label: 'production' });
    await store.versions.deleteVersion(second);
    expect(await store.versions.countVersions(agentId)).toBe(0);
  });
}

function deleteVersionsByAgentId(store: StoreUnderTest): void {
  it("deletes all of the agent's versions and nobody else's", async () => {
    const { agentId, ids } = await history(store, 3);
    const other = await history(store, 2);
    await store.versions.deleteVersionsByAgentId(agentId);
    expect(await store.versions.getVersions(ids)).toEqual([]);
    expect(await store.versions.getVersions(other.ids)).toHaveLength(2);
  });

  it('is no error for an agent without versions', async () => {
    expect(await store.versions.deleteVersionsByAgentId(freshId())).toBeUndefined();
  });

  it('deletes nothing while a label of the agent points at one', async () => {
    const { agentId, ids } = await history(store, 3);
    const versionId = ids[1] ?? '';
    await store.versions.setLabel({ agentId, label: 'production', versionId });
    const call = store.versions.deleteVersionsByAgentId(agentId);
    expect(await refusal(call)).toEqual({ code: 'version_in_use', versionId, labels: ['production'] });
    expect(await store.versions.getVersions(ids)).toHaveLength(3);
    expect(await store.versions.countVersions(agentId)).toBe(3);
    await store.versions.removeLabel({ agentId, label: 'production' });
    await store.versions.deleteVersionsByAgentId(agentId);
    expect(await store.versions.countVersions(agentId)).toBe(0);
  });

  it('names the first label, and all others that hold the same version', async () => {
    const { agentId, ids } = await history(store, 3);
    for (const [label, number] of [
      ['d', 1],
      ['a', 3],
      ['c', 2],
      ['b', 3],
    ] as const) {
      await store.versions.setLabel({ agentId, label, versionId: ids[number - 1] ?? '' });
    }
    const call = store.versions.deleteVersionsByAgentId(agentId);
    expect(await refusal(call)).toEqual({ code: 'version_in_use', versionId: ids[2], labels: ['a', 'b'] });
  });

  it('leaves the agent record alone', async () => {
    const { id } = await store.agents.createAgent({ name: 'Ada' });
    await appendVersions(store.versions, { agentId: id, count: 1 });
    await store.versions.deleteVersionsByAgentId(id);
    expect(await store.agents.getAgent(id)).toMatchObject({ id, name: 'Ada', revision: 1 });
  });
}
