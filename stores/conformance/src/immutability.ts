/** What is stored belongs to nobody: neither a caller's objects nor, for versions, a statement can change it. */
import type { AgentsStorage, AgentVersionsStorage } from '@agent-versions/core';
import { describe, expect, it } from 'vitest';
import { printFigure } from './figure';
import type { StoreConformanceInput } from './input';
import { appendVersions, freshId, sampleConfig } from './samples';
import { openForTests, type StoreUnderTest } from './store-under-test';

/** Proves that nothing is shared, and that the database refuses an update. */
export function immutabilityContract(input: StoreConformanceInput): void {
  describe('immutability', () => {
    const store = openForTests(input);

    it('shares no reference with any caller', async () => {
      const changed = [...(await sharedByVersions(store.versions)), ...(await sharedByAgents(store.agents))];
      printFigure(input.name, 'conformance.immutability', { changesThatStuck: changed.length });
      expect(changed).toEqual([]);
    });

    it('takes an input as it is when the call is made', async () => {
      const snapshot = sampleConfig();
      const changedFields = ['tools'];
      const createdAt = new Date('2024-01-01T00:00:00.000Z');
      const call = store.versions.createVersion({ agentId: freshId(), snapshot, changedFields, createdAt });
      scramble(snapshot);
      changedFields.push('late');
      createdAt.setTime(0);
      const { id } = await call;
      expect(await store.versions.getVersion(id)).toMatchObject({
        snapshot: sampleConfig(),
        changedFields: ['tools'],
        createdAt: new Date('2024-01-01T00:00:00.000Z'),
      });
    });

    const { rawUpdate } = input;
    if (rawUpdate) rawUpdates(store, rawUpdate);
  });
}

function rawUpdates(store: StoreUnderTest, rawUpdate: NonNullable<StoreConformanceInput['rawUpdate']>): void {
  it('a raw update of a version is refused by the database, labelled or not', async () => {
    const agentId = freshId();
    const made = await appendVersions(store.versions, { agentId, count: 2 });
    await store.versions.setLabel({ agentId, label: 'production', versionId: made[0]?.id ?? '' });
    for (const version of made) {
      await expect(rawUpdate(store.storage, version.id)).rejects.toThrow();
      expect(await store.versions.getVersion(version.id)).toEqual(version);
    }
    const list = await store.versions.listVersions({ agentId });
    expect(list.versions).toEqual(made.toReversed());
  });
}

/** What a caller changed in the store through objects that it passed in or got out: the names of those ways. */
export async function sharedByVersions(versions: AgentVersionsStorage): Promise<string[]> {
  const agentId = freshId();
  const snapshot = sampleConfig();
  const changedFields = ['tools'];
  const createdAt = new Date('2024-01-01T00:00:00.000Z');
  const made = await versions.createVersion({ agentId, snapshot, changedFields, createdAt });
  const pristine = structuredClone(await versions.getVersion(made.id));
  const stands = structuredClone(await versions.getHead(agentId));
  const ways: Record<string, () => Promise<unknown>> = {
    'input of createVersion': async () => ({ snapshot, changedFields, createdAt }),
    'output of createVersion': async () => made,
    getVersion: () => versions.getVersion(made.id),
    getVersions: () => versions.getVersions([made.id, made.id]),
    getVersionByNumber: () => versions.getVersionByNumber(agentId, 1),
    getLatestVersion: () => versions.getLatestVersion(agentId),
    listVersions: () => versions.listVersions({ agentId }),
    'listVersions without snapshots': () => versions.listVersions({ agentId, includeSnapshot: false }),
    'output of setLabel': () => versions.setLabel({ agentId, label: 'a', versionId: made.id }),
    listLabels: () => versions.listLabels(agentId),
    getVersionByLabel: () => versions.getVersionByLabel(agentId, 'a'),
    listLabelMoves: () => versions.listLabelMoves({ agentId }),
    findVersions: () => versions.findVersions({ agentId, selector: { label: 'a' } }),
    listHistory: () => versions.listHistory({ agentId }),
    getHead: () => versions.getHead(agentId),
    listEvents: () => versions.listEvents({ agentId }),
  };
  return changedThrough(ways, async () => [
    isEqual(await versions.getVersion(made.id), pristine),
    isEqual(await versions.listLabels(agentId), await labelsAsSet(versions, agentId)),
    isEqual(await versions.getHead(agentId), stands),
  ]);
}

/** The same for agents. */
export async function sharedByAgents(agents: AgentsStorage): Promise<string[]> {
  const config = sampleConfig();
  const made = await agents.createAgent(config);
  const { id } = made;
  const changes = { extra: { list: [1, { a: 1 }] } };
  const updated = await agents.updateAgent({ id, changes });
  const pristine = structuredClone(await agents.getAgent(id));
  const ways: Record<string, () => Promise<unknown>> = {
    'input of createAgent': async () => config,
    'output of createAgent': async () => made,
    'input of updateAgent': async () => changes,
    'output of updateAgent': async () => updated,
    getAgent: () => agents.getAgent(id),
    listAgents: () => agents.listAgents({ perPage: 1000 }),
  };
  return changedThrough(ways, async () => [isEqual(await agents.getAgent(id), pristine)]);
}

async function changedThrough(
  ways: Record<string, () => Promise<unknown>>,
  unchanged: () => Promise<boolean[]>,
): Promise<string[]> {
  const changed: string[] = [];
  for (const [name, reach] of Object.entries(ways)) {
    scramble(await reach());
    if ((await unchanged()).includes(false)) changed.push(name);
  }
  return changed;
}

/** The labels as their moves tell it: each points where its last move went. */
async function labelsAsSet(versions: AgentVersionsStorage, agentId: string): Promise<unknown> {
  const { moves } = await versions.listLabelMoves({ agentId });
  return moves.map(({ label, revision, to, movedAt }) => ({
    agentId,
    label,
    targets: to,
    revision,
    updatedAt: movedAt,
  }));
}

function isEqual(left: unknown, right: unknown): boolean {
  return JSON.stringify(sortKeys(left)) === JSON.stringify(sortKeys(right));
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort()
      .map(([key, inner]) => [key, sortKeys(inner)]),
  );
}

/** Changes everything that can be changed in a value, all the way down. */
function scramble(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  if (value instanceof Date) {
    value.setTime(0);
    return;
  }
  for (const inner of Object.values(value)) scramble(inner);
  if (Array.isArray(value)) value.push('scrambled');
  else Object.assign(value, { scrambled: true, name: 'scrambled', versionId: 'scrambled' });
}
