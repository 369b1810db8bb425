/** The contract of `agentVersions.deleteHistory`, and of the notes that deletions leave. */
import { describe, expect, it } from 'vitest';
import type { StoreConformanceInput } from '../input';
import { refusal } from '../refusal';
import { appendVersions, freshId } from '../samples';
import { settledEvents } from '../settled-events';
import { openForTests, type StoreUnderTest } from '../store-under-test';

/** Proves that nothing is left but where the history stands. */
export function deleteHistoryContract(input: StoreConformanceInput): void {
  describe('agentVersions.deleteHistory', () => {
    const store = openForTests(input);
    everything(store);
    numbersGoOn(store);
    describe('with the record', () => withRecord(store));
    describe('unless somebody has appended', () => unlessAppended(store));
  });
}

/** An agent with its record, three versions, labels, moves and a deletion. */
async function busyAgent(store: StoreUnderTest) {
  const { id: agentId } = await store.agents.createAgent({ name: 'Ada' });
  const made = await appendVersions(store.versions, { agentId, count: 4 });
  const [first = '', second = '', third = ''] = made.map(({ id }) => id);
  await store.versions.setLabel({ agentId, label: 'active', versionId: first });
  const targets = [first, second].map((versionId) => ({ versionId, weight: 5000 }));
  await store.versions.setLabel({ agentId, label: 'canary', targets });
  await store.versions.deleteVersion(third);
  return { agentId, made };
}

function everything(store: StoreUnderTest): void {
  it('deletes versions, labels, moves and deletions, labelled or not, and says how many versions went', async () => {
    const { agentId, made } = await busyAgent(store);
    const other = await busyAgent(store);
    expect(await store.versions.deleteHistory({ agentId })).toBe(3);
    expect(await store.versions.getVersions(made.map(({ id }) => id))).toEqual([]);
    expect(await store.versions.listVersions({ agentId })).toMatchObject({ versions: [], total: 0 });
    expect(await store.versions.listLabels(agentId)).toEqual([]);
    expect(await store.versions.listLabelMoves({ agentId })).toMatchObject({ moves: [], total: 0 });
    expect(await store.versions.listHistory({ agentId })).toEqual([]);
    expect(await store.versions.countVersions(agentId)).toBe(0);
    expect(await store.versions.countVersions(other.agentId)).toBe(3);
    expect(await store.versions.listLabels(other.agentId)).toHaveLength(2);
  });

  it('leaves the record, which then shows no version', async () => {
    const { agentId } = await busyAgent(store);
    const before = await store.agents.getAgent(agentId);
    await store.versions.deleteHistory({ agentId });
    const { activeVersionId: _, ...rest } = before ?? {};
    expect(await store.agents.getAgent(agentId)).toStrictEqual(rest);
  });

  it('is no error where there is nothing, and tells nobody', async () => {
    const { agentId } = await busyAgent(store);
    await store.versions.deleteHistory({ agentId });
    expect(await store.versions.deleteHistory({ agentId })).toBe(0);
    const nobody = freshId();
    expect(await store.versions.deleteHistory({ agentId: nobody, record: {} })).toBe(0);
    expect(await store.versions.getHead(nobody)).toBeNull();
    expect(await settledEvents(store.versions, nobody)).toEqual([]);
    const events = await settledEvents(store.versions, agentId);
    expect(events.filter(({ type }) => type === 'agent.deleted')).toHaveLength(1);
  });
}

function numbersGoOn(store: StoreUnderTest): void {
  it('keeps where the history stands: its floor is its last number and link', async () => {
    const { agentId } = await busyAgent(store);
    const head = await store.versions.getHead(agentId);
    expect(head).toMatchObject({ lastNumber: 4, headNumber: 4, versionCount: 3, floorNumber: 0 });
    expect(head).not.toHaveProperty('floorHash');
    await store.versions.deleteHistory({ agentId });
    const { chainHash } = head ?? {};
    const floor = { floorNumber: 4, floorHash: chainHash };
    expect(await store.versions.getHead(agentId)).toStrictEqual({ ...head, headNumber: 0, versionCount: 0, ...floor });
    const next = await store.versions.createVersion({ agentId, snapshot: {}, expected: 'none' });
    expect(next.versionNumber).toBe(5);
    const entries = await store.versions.listHistory({ agentId });
    expect(entries).toEqual([{ kind: 'version', version: next }]);
    expect(await store.versions.getHead(agentId)).toStrictEqual({
      agentId,
      lastNumber: 5,
      headNumber: 5,
      versionCount: 1,
      chainHash: next.chainHash,
      ...floor,
    });
  });

  it('lets labels begin anew, and the record follow them', async () => {
    const { agentId } = await busyAgent(store);
    await store.versions.deleteHistory({ agentId });
    const next = await store.versions.createVersion({ agentId, snapshot: {}, labels: ['active'] });
    expect(await store.versions.listLabels(agentId)).toMatchObject([{ label: 'active', revision: 1 }]);
    expect(await store.agents.getAgent(agentId)).toMatchObject({ activeVersionId: next.id });
  });
}

function withRecord(store: StoreUnderTest): void {
  it('deletes the record in the same step', async () => {
    const { agentId } = await busyAgent(store);
    expect(await store.versions.deleteHistory({ agentId, record: { expected: 1 } })).toBe(3);
    expect(await store.agents.getAgent(agentId)).toBeNull();
    const made = await store.agents.createAgent({ id: agentId });
    expect(made).not.toHaveProperty('activeVersionId');
    expect(made).not.toHaveProperty('versionNumber');
  });

  it('deletes a record that has no versions, and tells of it', async () => {
    const { id: agentId } = await store.agents.createAgent({});
    expect(await store.versions.deleteHistory({ agentId, record: {}, deletedBy: 'ada', reason: 'unused' })).toBe(0);
    expect(await store.agents.getAgent(agentId)).toBeNull();
    expect(await settledEvents(store.versions, agentId)).toMatchObject([
      { type: 'agent.deleted', versionCount: 0, deletedBy: 'ada', reason: 'unused' },
    ]);
  });

  it('deletes nothing where the record is at another revision, or not there', async () => {
    const { agentId } = await busyAgent(store);
    const call = store.versions.deleteHistory({ agentId, record: { expected: 2 } });
    expect(await refusal(call)).toEqual({ code: 'conflict', entity: 'agent', id: agentId, expected: 2, actual: 1 });
    expect(await store.versions.countVersions(agentId)).toBe(3);
    expect(await store.versions.listLabels(agentId)).toHaveLength(2);
    await store.agents.deleteAgent(agentId);
    const gone = store.versions.deleteHistory({ agentId, record: { expected: 1 } });
    expect(await refusal(gone)).toMatchObject({ code: 'conflict', entity: 'agent', expected: 1, actual: 'none' });
    expect(await store.versions.deleteHistory({ agentId, record: {} })).toBe(3);
  });
}

function unlessAppended(store: StoreUnderTest): void {
  it('deletes all of it where that number was given last', async () => {
    const { agentId } = await busyAgent(store);
    const last = (await store.versions.getHead(agentId))?.lastNumber ?? 0;
    expect(await store.versions.deleteHistory({ agentId, lastNumber: last })).toBe(3);
    expect(await store.versions.countVersions(agentId)).toBe(0);
    expect(await store.agents.getAgent(agentId)).not.toHaveProperty('activeVersionId');
    expect(await store.versions.deleteHistory({ agentId, lastNumber: last })).toBe(0);
  });

  it.each([
    ['its record stays', undefined],
    ['its record would go', {}],
  ])('deletes nothing where another number was given last, and %s', async (_, record) => {
    const { agentId } = await busyAgent(store);
    const [head, agent] = [await store.versions.getHead(agentId), await store.agents.getAgent(agentId)];
    const actual = head?.lastNumber ?? 0;
    for (const lastNumber of [actual - 1, actual + 1]) {
      const call = store.versions.deleteHistory({ agentId, lastNumber, ...(record ? { record } : {}) });
      expect(await refusal(call)).toEqual({
        code: 'conflict',
        entity: 'version',
        id: agentId,
        expected: lastNumber,
        actual,
      });
    }
    expect(await store.versions.getHead(agentId)).toEqual(head);
    expect(await store.versions.listLabels(agentId)).toHaveLength(2);
    expect(await store.agents.getAgent(agentId)).toEqual(agent);
    const { id: nobody } = await store.agents.createAgent({});
    const none = store.versions.deleteHistory({ agentId: nobody, lastNumber: 1 });
    expect(await refusal(none)).toMatchObject({ code: 'conflict', entity: 'version', expected: 1, actual: 'none' });
  });
}
