/** The contract of what `createVersion` does beside the append: labels that move, the record that is brought along. */
import { describe, expect, it } from 'vitest';
import type { StoreConformanceInput } from '../input';
import { refusal } from '../refusal';
import { appendVersions, countTo, freshId, sampleConfig } from '../samples';
import { openForTests, type StoreUnderTest } from '../store-under-test';

/** Proves that all of it happens in one step, or none. */
export function createVersionWithContract(input: StoreConformanceInput): void {
  describe('agentVersions.createVersion, and more in the same step', () => {
    const store = openForTests(input);
    describe('labels', () => labels(store));
    describe('record', () => record(store));
    describe('record that moved on', () => recordRefused(store));
  });
}

/** A label's one target, as a plain label has it. */
const whole = (versionId: string) => [{ versionId, weight: 10_000 }];

function labels(store: StoreUnderTest): void {
  it('point at the version, moved by its author for its message', async () => {
    const agentId = freshId();
    const [first] = await appendVersions(store.versions, { agentId, count: 1, each: () => ({ labels: ['staging'] }) });
    const made = await store.versions.createVersion({
      agentId,
      snapshot: {},
      createdBy: 'ada',
      changeMessage: 'launch',
      labels: ['production', 'staging'],
    });
    const set = { agentId, targets: whole(made.id), updatedAt: expect.any(Date), updatedBy: 'ada' };
    expect(await store.versions.listLabels(agentId)).toStrictEqual([
      { ...set, label: 'production', revision: 1 },
      { ...set, label: 'staging', revision: 2 },
    ]);
    const { moves } = await store.versions.listLabelMoves({ agentId, label: 'staging' });
    const from = whole(first?.id ?? '');
    expect(moves[0]).toMatchObject({ revision: 2, from, to: whole(made.id), movedBy: 'ada', reason: 'launch' });
    expect(Math.abs(Date.now() - (moves[0]?.movedAt.getTime() ?? 0))).toBeLessThan(60_000);
    expect(made).not.toHaveProperty('labels');
  });

  it('move now, also where the version was made at another time', async () => {
    const agentId = freshId();
    const createdAt = new Date('2001-01-01T00:00:00.000Z');
    await store.versions.createVersion({ agentId, snapshot: {}, createdAt, labels: ['a'] });
    const [label] = await store.versions.listLabels(agentId);
    expect(Math.abs(Date.now() - (label?.updatedAt.getTime() ?? 0))).toBeLessThan(60_000);
  });

  it('among them active: the record shows the version', async () => {
    const { id: agentId } = await store.agents.createAgent(sampleConfig());
    const made = await store.versions.createVersion({ agentId, snapshot: {}, labels: ['active'] });
    expect(await store.agents.getAgent(agentId)).toMatchObject({ activeVersionId: made.id, revision: 1 });
  });

  it('are up to ten', async () => {
    const agentId = freshId();
    const ten = countTo(10).map((number) => `label-${number}`);
    const made = await store.versions.createVersion({ agentId, snapshot: {}, labels: ten });
    const set = await store.versions.listLabels(agentId);
    expect(set.map(({ label, targets }) => [label, targets])).toEqual(
      ten.toSorted().map((label) => [label, whole(made.id)]),
    );
  });

  it('stay where they are when the append is refused, or repeated under its key', async () => {
    const agentId = freshId();
    const call = { agentId, snapshot: {}, idempotencyKey: 'k', labels: ['a'] };
    await store.versions.createVersion(call);
    const [second] = await appendVersions(store.versions, { agentId, count: 1, each: () => ({ labels: ['a'] }) });
    await store.versions.createVersion(call);
    await refusal(store.versions.createVersion({ agentId, snapshot: {}, labels: ['a', 'b'], expected: 7 }));
    const [label, ...others] = await store.versions.listLabels(agentId);
    expect(label).toMatchObject({ label: 'a', revision: 2, targets: whole(second?.id ?? '') });
    expect(others).toEqual([]);
  });
}

function record(store: StoreUnderTest): void {
  it('is one database with the versions', () => {
    expect(store.versions.database).toBeTypeOf('object');
    expect(store.versions.database).toBe(store.agents.database);
  });

  it("'none' makes the record, at revision 1", async () => {
    const agentId = freshId();
    const snapshot = sampleConfig();
    const made = await store.versions.createVersion({ agentId, snapshot, record: { expected: 'none' } });
    const agent = await store.agents.getAgent(agentId);
    expect(agent).toStrictEqual({
      ...sampleConfig(),
      id: agentId,
      versionNumber: 1,
      revision: 1,
      createdAt: expect.any(Date),
      updatedAt: agent?.createdAt,
    });
    expect(Math.abs(Date.now() - (agent?.createdAt.getTime() ?? 0))).toBeLessThan(60_000);
    expect(made).not.toHaveProperty('record');
  });

  it('is replaced whole, one revision further', async () => {
    const { id: agentId, createdAt } = await store.agents.createAgent({ ...sampleConfig(), old: true });
    await store.versions.createVersion({ agentId, snapshot: { name: 'n' }, record: { expected: 1 } });
    const agent = await store.agents.getAgent(agentId);
    const kept = { id: agentId, createdAt, updatedAt: expect.any(Date) };
    expect(agent).toStrictEqual({ name: 'n', ...kept, versionNumber: 1, revision: 2 });
    await store.versions.createVersion({ agentId, snapshot: {}, record: { expected: 2 } });
    expect(await store.agents.getAgent(agentId)).toMatchObject({ versionNumber: 2, revision: 3 });
  });

  it('keeps its version number through edits, and is listed with it', async () => {
    const agentId = freshId();
    await store.versions.createVersion({ agentId, snapshot: {}, record: { expected: 'none' } });
    const updated = await store.agents.updateAgent({ id: agentId, changes: { name: 'edited' } });
    expect(updated).toMatchObject({ name: 'edited', versionNumber: 1, revision: 2 });
    const { agents } = await store.agents.listAgents({ perPage: 1000 });
    expect(agents.find(({ id }) => id === agentId)).toEqual(updated);
  });

  it('shows the version that is active, from the start and when it moves in the same step', async () => {
    const agentId = freshId();
    const [first] = await appendVersions(store.versions, { agentId, count: 1, each: () => ({ labels: ['active'] }) });
    await store.versions.createVersion({ agentId, snapshot: {}, record: { expected: 'none' } });
    expect(await store.agents.getAgent(agentId)).toMatchObject({ activeVersionId: first?.id, revision: 1 });
    const labelled = { agentId, snapshot: {}, labels: ['active'], record: { expected: 1 } };
    const third = await store.versions.createVersion(labelled);
    expect(await store.agents.getAgent(agentId)).toMatchObject({ activeVersionId: third.id, revision: 2 });
  });

  it('stays as it is where no record is asked for, and when a key is repeated', async () => {
    const agentId = freshId();
    const call = { agentId, snapshot: {}, idempotencyKey: 'k', record: { expected: 'none' as const } };
    const first = await store.versions.createVersion(call);
    const before = await store.agents.getAgent(agentId);
    await store.versions.createVersion({ agentId, snapshot: { other: true } });
    expect(await store.versions.createVersion(call)).toEqual(first);
    expect(await store.agents.getAgent(agentId)).toEqual(before);
  });
}

function recordRefused(store: StoreUnderTest): void {
  it('is refused, and nothing is written', async () => {
    const { id: agentId } = await store.agents.createAgent({ name: 'first' });
    const before = await store.agents.getAgent(agentId);
    for (const expected of ['none', 2] as const) {
      const call = store.versions.createVersion({ agentId, snapshot: {}, labels: ['a'], record: { expected } });
      expect(await refusal(call)).toEqual({ code: 'conflict', entity: 'agent', id: agentId, expected, actual: 1 });
    }
    expect(await store.agents.getAgent(agentId)).toEqual(before);
    expect(await store.versions.countVersions(agentId)).toBe(0);
    expect(await store.versions.listLabels(agentId)).toEqual([]);
    const next = await store.versions.createVersion({ agentId, snapshot: {} });
    expect(next).toMatchObject({ versionNumber: 1 });
  });

  it('is refused where there is no record', async () => {
    const agentId = freshId();
    const call = store.versions.createVersion({ agentId, snapshot: {}, record: { expected: 1 } });
    const conflict = { code: 'conflict', entity: 'agent', id: agentId, expected: 1, actual: 'none' };
    expect(await refusal(call)).toEqual(conflict);
    expect(await store.versions.getHead(agentId)).toBeNull();
  });

  it('is told of after the head, the number and the id', async () => {
    const { id: agentId } = await store.agents.createAgent({});
    const [made] = await appendVersions(store.versions, { agentId, count: 1 });
    const call = { agentId, snapshot: {}, record: { expected: 9 } };
    for (const obstacle of [{ expected: 7 }, { versionNumber: 5 }, { id: made?.id }]) {
      const refused = await refusal(store.versions.createVersion({ ...call, ...obstacle }));
      expect(refused).toMatchObject({ code: 'conflict', entity: 'version' });
    }
    expect(await refusal(store.versions.createVersion(call))).toMatchObject({ entity: 'agent', expected: 9 });
  });

  it('takes no snapshot that has fields of a record', async () => {
    const agentId = freshId();
    const snapshot = { name: 'n', revision: 1, versionNumber: 2 };
    const call = store.versions.createVersion({ agentId, snapshot, record: { expected: 'none' } });
    expect(await refusal(call)).toEqual({
      code: 'invalid_input',
      paths: ['snapshot.revision', 'snapshot.versionNumber'],
    });
    expect(await store.versions.createVersion({ agentId, snapshot })).toMatchObject({ snapshot });
  });
}
