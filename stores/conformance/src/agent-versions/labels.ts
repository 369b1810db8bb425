/** The contract of labels: movable names that point at versions. */
import { describe, expect, it } from 'vitest';
import type { StoreConformanceInput } from '../input';
import { refusal } from '../refusal';
import { appendVersions, countTo, freshId } from '../samples';
import { openForTests, type StoreUnderTest } from '../store-under-test';

/** Proves setting, removing, listing and following labels. */
export function labelsContract(input: StoreConformanceInput): void {
  describe('agentVersions, labels', () => {
    const store = openForTests(input);
    describe('setLabel', () => setLabel(store));
    describe('setLabel with expected', () => setLabelExpecting(store));
    describe('removeLabel', () => removeLabel(store));
    describe('listLabels', () => listLabels(store));
    describe('getVersionByLabel', () => getVersionByLabel(store));
  });
}

/** A label's one target, as a plain label has it. */
const whole = (versionId: string) => [{ versionId, weight: 10_000 }];

/** An agent with three versions. */
async function history(store: StoreUnderTest): Promise<{ agentId: string; ids: [string, string, string] }> {
  const agentId = freshId();
  const made = await appendVersions(store.versions, { agentId, count: 3 });
  return { agentId, ids: made.map(({ id }) => id) as [string, string, string] };
}

function setLabel(store: StoreUnderTest): void {
  it('points a new label at a version, at revision 1', async () => {
    const { agentId, ids } = await history(store);
    const set = await store.versions.setLabel({ agentId, label: 'production', versionId: ids[1], movedBy: 'ada' });
    const targets = whole(ids[1]);
    const label = { agentId, label: 'production', targets, revision: 1, updatedAt: expect.any(Date), updatedBy: 'ada' };
    expect(set).toStrictEqual(label);
    expect(Math.abs(Date.now() - set.updatedAt.getTime())).toBeLessThan(60_000);
    expect(await store.versions.listLabels(agentId)).toStrictEqual([set]);
  });

  it('moves it, one revision further each time, also back and by nobody', async () => {
    const { agentId, ids } = await history(store);
    await store.versions.setLabel({ agentId, label: 'staging', versionId: ids[0], movedBy: 'ada' });
    for (const [index, versionId] of [ids[2], ids[1], ids[0]].entries()) {
      const moved = await store.versions.setLabel({ agentId, label: 'staging', versionId });
      const label = { agentId, label: 'staging', targets: whole(versionId), revision: index + 2 };
      expect(moved).toStrictEqual({ ...label, updatedAt: expect.any(Date) });
      expect(await store.versions.listLabels(agentId)).toStrictEqual([moved]);
    }
  });

  it('changes nothing where it points there already', async () => {
    const { agentId, ids } = await history(store);
    const label = { agentId, label: 'staging', versionId: ids[0] };
    const set = await store.versions.setLabel({ ...label, movedBy: 'ada' });
    expect(await store.versions.setLabel({ ...label, movedBy: 'bob', reason: 'again' })).toEqual(set);
    expect(await store.versions.listLabels(agentId)).toEqual([set]);
    expect((await store.versions.listLabelMoves({ agentId })).total).toBe(1);
  });

  it('refuses a version that is not there', async () => {
    const { agentId, ids } = await history(store);
    await store.versions.deleteVersion(ids[2]);
    for (const versionId of [freshId('version'), ids[2]]) {
      const call = store.versions.setLabel({ agentId, label: 'production', versionId });
      expect(await refusal(call)).toEqual({ code: 'not_found', entity: 'version', id: versionId });
    }
    expect(await store.versions.listLabels(agentId)).toEqual([]);
  });

  it("refuses another agent's version, for a new label and a set one", async () => {
    const { agentId, ids } = await history(store);
    const other = await history(store);
    const call = () => store.versions.setLabel({ agentId, label: 'active', versionId: other.ids[0] });
    const missing = { code: 'not_found', entity: 'version', id: other.ids[0] };
    expect(await refusal(call())).toEqual(missing);
    const set = await store.versions.setLabel({ agentId, label: 'active', versionId: ids[0] });
    expect(await refusal(call())).toEqual(missing);
    expect(await store.versions.listLabels(agentId)).toEqual([set]);
    expect((await store.versions.listLabelMoves({ agentId })).total).toBe(1);
  });

  it('keeps the labels of agents apart', async () => {
    const left = await history(store);
    const right = await history(store);
    await store.versions.setLabel({ agentId: left.agentId, label: 'production', versionId: left.ids[0] });
    const set = { agentId: right.agentId, label: 'production', versionId: right.ids[2], expected: 'none' as const };
    expect(await store.versions.setLabel(set)).toMatchObject({ revision: 1 });
    expect(await store.versions.getVersionByLabel(left.agentId, 'production')).toMatchObject({ id: left.ids[0] });
  });
}

function setLabelExpecting(store: StoreUnderTest): void {
  const conflict = (agentId: string, expected: number | string, actual: number | string) => ({
    code: 'conflict',
    entity: 'label',
    id: `${agentId}/production`,
    expected,
    actual,
  });

  it("'none' holds while the label is not set", async () => {
    const { agentId, ids } = await history(store);
    const set = { agentId, label: 'production', versionId: ids[0], expected: 'none' as const };
    await store.versions.setLabel(set);
    expect(await refusal(store.versions.setLabel({ ...set, versionId: ids[1] }))).toEqual(conflict(agentId, 'none', 1));
    await store.versions.removeLabel({ agentId, label: 'production' });
    expect(await store.versions.setLabel({ ...set, versionId: ids[1] })).toMatchObject({ revision: 3 });
  });

  it('a revision holds until the next move', async () => {
    const { agentId, ids } = await history(store);
    const set = { agentId, label: 'production' };
    const early = store.versions.setLabel({ ...set, versionId: ids[0], expected: 1 });
    expect(await refusal(early)).toEqual(conflict(agentId, 1, 'none'));
    await store.versions.setLabel({ ...set, versionId: ids[0] });
    expect(await store.versions.setLabel({ ...set, versionId: ids[1], expected: 1 })).toMatchObject({ revision: 2 });
    const late = store.versions.setLabel({ ...set, versionId: ids[2], expected: 1 });
    expect(await refusal(late)).toEqual(conflict(agentId, 1, 2));
    expect(await store.versions.getVersionByLabel(agentId, 'production')).toMatchObject({ id: ids[1] });
  });

  it('is checked also where the label points there already', async () => {
    const { agentId, ids } = await history(store);
    const set = { agentId, label: 'production', versionId: ids[0] };
    const first = await store.versions.setLabel(set);
    expect(await store.versions.setLabel({ ...set, expected: 1 })).toEqual(first);
    expect(await refusal(store.versions.setLabel({ ...set, expected: 'none' }))).toEqual(conflict(agentId, 'none', 1));
    expect(await refusal(store.versions.setLabel({ ...set, expected: 2 }))).toEqual(conflict(agentId, 2, 1));
  });
}

function removeLabel(store: StoreUnderTest): void {
  it('takes the label away', async () => {
    const { agentId, ids } = await history(store);
    await store.versions.setLabel({ agentId, label: 'a', versionId: ids[0] });
    const kept = await store.versions.setLabel({ agentId, label: 'b', versionId: ids[0] });
    const move = await store.versions.removeLabel({ agentId, label: 'a', movedBy: 'ada', reason: 'over' });
    const { moves } = await store.versions.listLabelMoves({ agentId, label: 'a' });
    expect(move).toStrictEqual(moves[0]);
    expect(move).toMatchObject({ label: 'a', revision: 2, from: whole(ids[0]), movedBy: 'ada', reason: 'over' });
    expect(move).not.toHaveProperty('to');
    expect(await store.versions.listLabels(agentId)).toEqual([kept]);
    expect(await store.versions.getVersionByLabel(agentId, 'a')).toBeNull();
  });

  it('is no error where the label is not set, and records nothing', async () => {
    const { agentId } = await history(store);
    expect(await store.versions.removeLabel({ agentId, label: 'production' })).toBeNull();
    expect(await store.versions.removeLabel({ agentId, label: 'production', expected: 'none' })).toBeNull();
    expect((await store.versions.listLabelMoves({ agentId })).total).toBe(0);
  });

  it('lets the revisions of a label set anew go on', async () => {
    const { agentId, ids } = await history(store);
    const set = { agentId, label: 'production', versionId: ids[0] };
    await store.versions.setLabel(set);
    await store.versions.removeLabel({ agentId, label: 'production' });
    expect(await store.versions.setLabel(set)).toMatchObject({ revision: 3, targets: whole(ids[0]) });
  });

  it('is refused where a revision is expected and the label is not set', async () => {
    const { agentId } = await history(store);
    const call = store.versions.removeLabel({ agentId, label: 'production', expected: 3 });
    const id = `${agentId}/production`;
    expect(await refusal(call)).toEqual({ code: 'conflict', entity: 'label', id, expected: 3, actual: 'none' });
  });

  it('is refused under another revision than expected', async () => {
    const { agentId, ids } = await history(store);
    await store.versions.setLabel({ agentId, label: 'production', versionId: ids[0] });
    for (const expected of [2, 'none'] as const) {
      const call = store.versions.removeLabel({ agentId, label: 'production', expected });
      const id = `${agentId}/production`;
      expect(await refusal(call)).toEqual({ code: 'conflict', entity: 'label', id, expected, actual: 1 });
    }
    expect(await store.versions.listLabels(agentId)).toHaveLength(1);
    await store.versions.removeLabel({ agentId, label: 'production', expected: 1 });
    expect(await store.versions.listLabels(agentId)).toEqual([]);
  });
}

function listLabels(store: StoreUnderTest): void {
  it('lists by name', async () => {
    const { agentId, ids } = await history(store);
    const names = ['z', 'a-b', 'a_b', 'a.b', 'ab', '10', '9', 'a', 'active', '0'];
    for (const label of names) await store.versions.setLabel({ agentId, label, versionId: ids[0] });
    const listed = await store.versions.listLabels(agentId);
    expect(listed.map(({ label }) => label)).toEqual(['0', '10', '9', 'a', 'a-b', 'a.b', 'a_b', 'ab', 'active', 'z']);
  });

  it('is empty for an agent without labels', async () => {
    expect(await store.versions.listLabels(freshId())).toEqual([]);
  });
}

function getVersionByLabel(store: StoreUnderTest): void {
  it('returns the version whole, and follows the label', async () => {
    const { agentId, ids } = await history(store);
    for (const number of countTo(3)) {
      const versionId = ids[number - 1] ?? '';
      await store.versions.setLabel({ agentId, label: 'staging', versionId });
      expect(await store.versions.getVersionByLabel(agentId, 'staging')).toEqual(
        await store.versions.getVersion(versionId),
      );
    }
  });

  it('is null where the label is not set', async () => {
    const { agentId } = await history(store);
    expect(await store.versions.getVersionByLabel(agentId, 'staging')).toBeNull();
    expect(await store.versions.getVersionByLabel(freshId(), 'staging')).toBeNull();
  });
}
