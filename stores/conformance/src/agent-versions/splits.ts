/** The contract of labels that split over several versions. */
import { describe, expect, it } from 'vitest';
import type { StoreConformanceInput } from '../input';
import { refusal } from '../refusal';
import { appendVersions, compareBytes, countTo, freshId } from '../samples';
import { openForTests, type StoreUnderTest } from '../store-under-test';

/** Proves where a split label points, and what follows from it. */
export function splitLabelsContract(input: StoreConformanceInput): void {
  describe('agentVersions.setLabel, splitting', () => {
    const store = openForTests(input);
    split(store);
    heaviest(store);
    inUse(store);
    refused(store);
  });
}

/** An agent with versions; their ids in order. */
async function history(store: StoreUnderTest, count = 3): Promise<{ agentId: string; ids: string[] }> {
  const agentId = freshId();
  const made = await appendVersions(store.versions, { agentId, count });
  return { agentId, ids: made.map(({ id }) => id).sort(compareBytes) };
}

/** Targets of the ids, in their order, with those weights. */
const shares = (ids: readonly string[], ...weights: number[]) =>
  weights.map((weight, index) => ({ versionId: ids[index] ?? '', weight }));

function split(store: StoreUnderTest): void {
  it('points at each target, listed by id', async () => {
    const { agentId, ids } = await history(store);
    const targets = shares(ids, 1, 7000, 2999);
    const set = await store.versions.setLabel({ agentId, label: 'a', targets: targets.toReversed() });
    expect(set).toStrictEqual({ agentId, label: 'a', targets, revision: 1, updatedAt: expect.any(Date) });
    expect(await store.versions.listLabels(agentId)).toStrictEqual([set]);
    const { moves } = await store.versions.listLabelMoves({ agentId });
    expect(moves[0]?.to).toEqual(targets);
  });

  it('moves to and fro, all of it on record', async () => {
    const { agentId, ids } = await history(store);
    const steps = [shares(ids, 10_000), shares(ids, 9999, 1), shares(ids, 5000, 5000), shares(ids.slice(2), 10_000)];
    for (const targets of steps) await store.versions.setLabel({ agentId, label: 'a', targets });
    await store.versions.removeLabel({ agentId, label: 'a' });
    const { moves } = await store.versions.listLabelMoves({ agentId });
    expect(moves.toReversed().map(({ from, to }) => [from, to])).toEqual(
      [...steps, undefined].map((to, index) => [steps[index - 1], to]),
    );
  });

  it('changes nothing where it is split like that already, whichever way it is said', async () => {
    const { agentId, ids } = await history(store);
    const targets = shares(ids, 2500, 7500);
    const set = await store.versions.setLabel({ agentId, label: 'a', targets });
    const again = { agentId, label: 'a', targets: targets.toReversed(), expected: 1, movedBy: 'bob' };
    expect(await store.versions.setLabel(again)).toEqual(set);
    const other = await store.versions.setLabel({ agentId, label: 'a', targets: shares(ids, 7500, 2500) });
    expect(other).toMatchObject({ revision: 2 });
    const [versionId = ''] = ids;
    const plain = await store.versions.setLabel({ agentId, label: 'a', versionId });
    expect(await store.versions.setLabel({ agentId, label: 'a', targets: shares(ids, 10_000) })).toEqual(plain);
    expect((await store.versions.listLabelMoves({ agentId })).total).toBe(3);
  });

  it('takes ten targets', async () => {
    const { agentId, ids } = await history(store, 10);
    const targets = shares(ids, ...countTo(10).map(() => 1000));
    expect(await store.versions.setLabel({ agentId, label: 'a', targets })).toMatchObject({ targets });
  });
}

function heaviest(store: StoreUnderTest): void {
  it('counts where only one can: in getVersionByLabel and on the record', async () => {
    const { agentId, ids } = await history(store);
    await store.agents.createAgent({ id: agentId });
    const chosen: [number[], number][] = [
      [[1, 2, 9997], 2],
      [[3334, 3333, 3333], 0],
      [[1, 5000, 4999], 1],
    ];
    for (const [weights, heaviestIndex] of chosen) {
      await store.versions.setLabel({ agentId, label: 'active', targets: shares(ids, ...weights) });
      const id = ids[heaviestIndex];
      expect(await store.versions.getVersionByLabel(agentId, 'active')).toMatchObject({ id });
      expect(await store.agents.getAgent(agentId)).toMatchObject({ activeVersionId: id, revision: 1 });
    }
  });

  it('is the first by id among equals, also for a record that is made later', async () => {
    const { agentId, ids } = await history(store);
    const targets = shares(ids, 2000, 4000, 4000).toReversed();
    await store.versions.setLabel({ agentId, label: 'active', targets });
    expect(await store.versions.getVersionByLabel(agentId, 'active')).toMatchObject({ id: ids[1] });
    expect(await store.agents.createAgent({ id: agentId })).toMatchObject({ activeVersionId: ids[1] });
  });
}

function inUse(store: StoreUnderTest): void {
  it('keeps each of its versions from being deleted, and lets go of those it leaves', async () => {
    const { agentId, ids } = await history(store);
    await store.versions.setLabel({ agentId, label: 'b', targets: shares(ids, 1, 9999) });
    await store.versions.setLabel({ agentId, label: 'a', targets: shares(ids.slice(1), 5000, 5000) });
    for (const [index, labels] of [['b'], ['a', 'b'], ['a']].entries()) {
      const versionId = ids[index] ?? '';
      const call = store.versions.deleteVersion(versionId);
      expect(await refusal(call)).toEqual({ code: 'version_in_use', versionId, labels });
    }
    const all = store.versions.deleteVersionsByAgentId(agentId);
    expect(await refusal(all)).toEqual({ code: 'version_in_use', versionId: ids[1], labels: ['a', 'b'] });
    await store.versions.setLabel({ agentId, label: 'b', versionId: ids[1] ?? '' });
    await store.versions.deleteVersion(ids[0] ?? '');
    expect(await store.versions.countVersions(agentId)).toBe(2);
  });
}

function refused(store: StoreUnderTest): void {
  it("where a target is not there, or another agent's; nothing moves", async () => {
    const { agentId, ids } = await history(store);
    const other = await history(store, 1);
    const set = await store.versions.setLabel({ agentId, label: 'a', versionId: ids[0] ?? '' });
    for (const versionId of [freshId('version'), other.ids[0] ?? '']) {
      const targets = [...shares(ids, 5000), { versionId, weight: 5000 }];
      const call = store.versions.setLabel({ agentId, label: 'a', targets });
      expect(await refusal(call)).toEqual({ code: 'not_found', entity: 'version', id: versionId });
    }
    expect(await store.versions.listLabels(agentId)).toEqual([set]);
  });

  it('where the weights do not sum up, or targets are too few, too many, twice, or beside a versionId', async () => {
    const { agentId, ids } = await history(store);
    const eleven = countTo(11).map((number) => ({ versionId: `v${number}`, weight: number === 11 ? 9990 : 1 }));
    const wrong: [object, string[]][] = [
      [{ targets: shares(ids, 5000, 4999) }, ['targets']],
      [{ targets: shares(ids, 10_000, 0) }, ['targets[1].weight']],
      [{ targets: shares(ids, 5000.5, 4999.5) }, ['targets[0].weight', 'targets[1].weight']],
      [{ targets: [] }, ['targets']],
      [{ targets: eleven }, ['targets']],
      [{ targets: [...shares(ids, 5000), ...shares(ids, 5000)] }, ['targets']],
      [{ targets: shares(ids, 10_000), versionId: ids[0] }, ['targets']],
      [{ targets: [{ versionId: ids[0], weight: 10_000, extra: 1 }] }, ['targets[0].extra']],
      [{}, ['versionId']],
    ];
    for (const [input, paths] of wrong) {
      const { code, paths: seen } = await refusal(store.versions.setLabel({ agentId, label: 'a', ...input }));
      expect({ code, paths: [...new Set(seen as string[])] }).toEqual({ code: 'invalid_input', paths });
    }
    expect(await store.versions.listLabels(agentId)).toEqual([]);
  });
}
