/** The contract of label moves, and of the label `active`, whose moves agents' records follow. */
import { describe, expect, it } from 'vitest';
import type { StoreConformanceInput } from '../input';
import { refusal } from '../refusal';
import { appendVersions, freshId, ULID } from '../samples';
import { openForTests, type StoreUnderTest } from '../store-under-test';

/** Proves that every move is on record, and that the record of an agent shows which version is served. */
export function labelMovesContract(input: StoreConformanceInput): void {
  describe('agentVersions, moves of labels', () => {
    const store = openForTests(input);
    describe('listLabelMoves', () => listLabelMoves(store));
    describe('the label active', () => active(store));
  });
}

/** A label's one target, as a plain label has it. */
const whole = (versionId: string) => [{ versionId, weight: 10_000 }];

/** An agent, with its record, and two versions. */
async function agentWithVersions(store: StoreUnderTest): Promise<{ agentId: string; first: string; second: string }> {
  const { id: agentId } = await store.agents.createAgent({ name: 'Ada' });
  const [first, second] = await appendVersions(store.versions, { agentId, count: 2 });
  return { agentId, first: first?.id ?? '', second: second?.id ?? '' };
}

function listLabelMoves(store: StoreUnderTest): void {
  it('lists what happened to a label, newest first: who, why, from where, to where', async () => {
    const { agentId, first, second } = await agentWithVersions(store);
    const label = 'production';
    await store.versions.setLabel({ agentId, label, versionId: first, movedBy: 'ada', reason: 'launch' });
    await store.versions.setLabel({ agentId, label, versionId: second, movedBy: '', reason: '' });
    await store.versions.removeLabel({ agentId, label, movedBy: 'bob', reason: 'over' });
    await store.versions.setLabel({ agentId, label, versionId: first });
    const same = { id: expect.stringMatching(ULID), agentId, label, movedAt: expect.any(Date) };
    const { moves, ...page } = await store.versions.listLabelMoves({ agentId, label });
    expect(page).toEqual({ total: 4, page: 1, perPage: 20, hasMore: false });
    expect(moves).toStrictEqual([
      { ...same, revision: 4, to: whole(first) },
      { ...same, revision: 3, from: whole(second), movedBy: 'bob', reason: 'over' },
      { ...same, revision: 2, from: whole(first), to: whole(second), movedBy: '', reason: '' },
      { ...same, revision: 1, to: whole(first), movedBy: 'ada', reason: 'launch' },
    ]);
  });

  it('lists the moves of all labels, or of one; in pages', async () => {
    const { agentId, first, second } = await agentWithVersions(store);
    for (const versionId of [first, second, first]) {
      for (const label of ['a', 'b']) await store.versions.setLabel({ agentId, label, versionId });
    }
    const all = await store.versions.listLabelMoves({ agentId, perPage: 1000 });
    expect(all).toMatchObject({ total: 6, hasMore: false });
    expect(all.moves).toHaveLength(6);
    const seen = [];
    for (const page of [1, 2, 3]) {
      const { moves, ...rest } = await store.versions.listLabelMoves({ agentId, page, perPage: 2 });
      expect(rest).toEqual({ total: 6, page, perPage: 2, hasMore: page < 3 });
      seen.push(...moves);
    }
    expect(seen).toEqual(all.moves);
    const ofOne = await store.versions.listLabelMoves({ agentId, label: 'a' });
    expect(ofOne.moves.map(({ label, revision }) => [label, revision])).toEqual([
      ['a', 3],
      ['a', 2],
      ['a', 1],
    ]);
  });

  it('is empty past the end and for an agent without labels', async () => {
    const { agentId, first } = await agentWithVersions(store);
    await store.versions.setLabel({ agentId, label: 'a', versionId: first });
    const past = { moves: [], total: 1, page: 2_147_483_647, perPage: 1000, hasMore: false };
    expect(await store.versions.listLabelMoves({ agentId, page: 2_147_483_647, perPage: 1000 })).toEqual(past);
    const none = { moves: [], total: 0, page: 1, perPage: 20, hasMore: false };
    expect(await store.versions.listLabelMoves({ agentId, label: 'b' })).toEqual(none);
    expect(await store.versions.listLabelMoves({ agentId: freshId() })).toEqual(none);
  });

  it('keeps moves of versions that are gone', async () => {
    const { agentId, first } = await agentWithVersions(store);
    await store.versions.setLabel({ agentId, label: 'a', versionId: first });
    await store.versions.removeLabel({ agentId, label: 'a' });
    await store.versions.deleteVersionsByAgentId(agentId);
    const { moves } = await store.versions.listLabelMoves({ agentId });
    expect(moves.map(({ from, to }) => ({ from, to }))).toEqual([{ from: whole(first) }, { to: whole(first) }]);
  });

  it('records no move that was refused', async () => {
    const { agentId, first } = await agentWithVersions(store);
    await refusal(store.versions.setLabel({ agentId, label: 'a', versionId: first, expected: 5 }));
    await refusal(store.versions.setLabel({ agentId, label: 'a', versionId: freshId('version') }));
    expect((await store.versions.listLabelMoves({ agentId })).total).toBe(0);
  });
}

function active(store: StoreUnderTest): void {
  const served = async (agentId: string) => (await store.agents.getAgent(agentId))?.activeVersionId;

  it("is shown on the agent's record: set, moved, removed", async () => {
    const { agentId, first, second } = await agentWithVersions(store);
    expect(await served(agentId)).toBeUndefined();
    await store.versions.setLabel({ agentId, label: 'active', versionId: first });
    expect(await served(agentId)).toBe(first);
    await store.versions.setLabel({ agentId, label: 'active', versionId: second });
    expect(await served(agentId)).toBe(second);
    await store.versions.removeLabel({ agentId, label: 'active' });
    expect(await served(agentId)).toBeUndefined();
    expect(Object.keys((await store.agents.getAgent(agentId)) ?? {})).not.toContain('activeVersionId');
  });

  it('is the only label shown there', async () => {
    const { agentId, first } = await agentWithVersions(store);
    await store.versions.setLabel({ agentId, label: 'production', versionId: first });
    expect(await served(agentId)).toBeUndefined();
  });

  it('moves without an edit of the record: configuration, revision and time stay', async () => {
    const { agentId, first } = await agentWithVersions(store);
    const before = await store.agents.getAgent(agentId);
    await store.versions.setLabel({ agentId, label: 'active', versionId: first });
    expect(await store.agents.getAgent(agentId)).toEqual({ ...before, activeVersionId: first });
  });

  it('stays through edits of the record, and is listed with it', async () => {
    const { agentId, first } = await agentWithVersions(store);
    await store.versions.setLabel({ agentId, label: 'active', versionId: first });
    const update = await store.agents.updateAgent({ id: agentId, changes: { name: 'Bob' }, remove: ['tools'] });
    expect(update).toMatchObject({ activeVersionId: first, name: 'Bob' });
    const { agents } = await store.agents.listAgents({ perPage: 1000 });
    expect(agents.find(({ id }) => id === agentId)).toMatchObject({ activeVersionId: first });
  });

  it('is not moved by a refusal', async () => {
    const { agentId, first, second } = await agentWithVersions(store);
    await store.versions.setLabel({ agentId, label: 'active', versionId: first });
    await refusal(store.versions.setLabel({ agentId, label: 'active', versionId: second, expected: 'none' }));
    await refusal(store.versions.setLabel({ agentId, label: 'active', versionId: freshId('version') }));
    await refusal(store.versions.removeLabel({ agentId, label: 'active', expected: 2 }));
    expect(await served(agentId)).toBe(first);
  });

  it('works for an agent without a record', async () => {
    const agentId = freshId();
    const [made] = await appendVersions(store.versions, { agentId, count: 1 });
    await store.versions.setLabel({ agentId, label: 'active', versionId: made?.id ?? '' });
    expect(await store.versions.getVersionByLabel(agentId, 'active')).toEqual(made);
    expect(await store.agents.getAgent(agentId)).toBeNull();
  });
}
