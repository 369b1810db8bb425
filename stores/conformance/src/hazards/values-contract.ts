/** Hostile values inside documents: each comes back equal everywhere, or is the same ValidationError everywhere. */
import { deepStrictEqual } from 'node:assert/strict';
import { canonicalJson, contentHash, type JsonValue } from '@agent-versions/core';
import { describe, expect, it } from 'vitest';
import type { StoreConformanceInput } from '../input';
import { refusal } from '../refusal';
import { appendVersions, freshId } from '../samples';
import { openForTests, type StoreUnderTest } from '../store-under-test';
import { REFUSED_DOCUMENTS, REFUSED_VALUES } from './refused-values';
import { STORABLE_VALUES } from './values';

/** Proves both tables, in snapshots and in configurations. */
export function hostileValuesContract(input: StoreConformanceInput): void {
  describe('hostile values', () => {
    const store = openForTests(input);
    describe('come back equal in a snapshot', () => equalSnapshots(store));
    describe('come back equal in a configuration', () => equalConfigurations(store));
    describe('are refused in a snapshot', () => refusedSnapshots(store));
    describe('are refused in a configuration', () => refusedConfigurations(store));
  });
}

function equalSnapshots(store: StoreUnderTest): void {
  it.each(STORABLE_VALUES)('$name', async ({ value, ...row }) => {
    const agentId = freshId();
    const expected = { value: 'stored' in row ? row.stored : value };
    const made = await store.versions.createVersion({ agentId, snapshot: { value } });
    const [byId, byNumber, latest, several, list] = await Promise.all([
      store.versions.getVersion(made.id),
      store.versions.getVersionByNumber(agentId, 1),
      store.versions.getLatestVersion(agentId),
      store.versions.getVersions([made.id]),
      store.versions.listVersions({ agentId }),
    ]);
    const hash = contentHash(canonicalJson(expected as { value: JsonValue }));
    for (const version of [made, byId, byNumber, latest, several[0], list.versions[0]]) {
      // not expect(): it takes an own key `constructor` for the object's class
      deepStrictEqual(version?.snapshot, expected);
      expect(version?.contentHash).toBe(hash);
    }
  });
}

function equalConfigurations(store: StoreUnderTest): void {
  it.each(STORABLE_VALUES)('$name', async ({ value, ...row }) => {
    const expected = { value: 'stored' in row ? row.stored : value };
    const { id } = await store.agents.createAgent({ value: 0 });
    const updated = await store.agents.updateAgent({ id, changes: { value } });
    const made = await store.agents.createAgent({ value });
    for (const agent of [updated, made, await store.agents.getAgent(id), await store.agents.getAgent(made.id)]) {
      deepStrictEqual({ value: agent?.value }, expected);
    }
  });

  it('keeps hostile keys at the top level, too', async () => {
    const config = Object.fromEntries(STORABLE_VALUES.slice(0, 40).map(({ name }, index) => [name, index]));
    const hostile = { ...config, '': 1, constructor: 2, toString: 3, 'a.b': 4, config: 5, '10': 6, '9': 7 };
    const made = await store.agents.createAgent(hostile);
    expect(made).toMatchObject(hostile);
    const update = { id: made.id, changes: { hasOwnProperty: 8, '10': null }, remove: ['', 'constructor'] };
    await store.agents.updateAgent(update);
    const { '': _, constructor: __, ...kept } = hostile;
    const { id, revision, createdAt, updatedAt, ...left } = (await store.agents.getAgent(made.id)) ?? {};
    deepStrictEqual(left, { ...kept, hasOwnProperty: 8, '10': null });
  });
}

function refusedSnapshots(store: StoreUnderTest): void {
  it.each(REFUSED_VALUES)('$name', async ({ value, at }) => {
    const agentId = freshId();
    await appendVersions(store.versions, { agentId, count: 1 });
    const call = store.versions.createVersion({ agentId, snapshot: { value } });
    const path = at === undefined ? 'snapshot' : `snapshot.value${at}`;
    expect((await refusedPaths(call))[0]).toBe(path);
    expect(await store.versions.countVersions(agentId)).toBe(1);
    expect(await store.versions.createVersion({ agentId, snapshot: {} })).toMatchObject({ versionNumber: 2 });
  });

  it.each([...REFUSED_DOCUMENTS, { name: 'undefined', value: undefined }])(
    '$name instead of a snapshot',
    async ({ value }) => {
      const call = store.versions.createVersion({ agentId: freshId(), snapshot: value as never });
      expect(await refusedPaths(call)).toEqual(['snapshot']);
    },
  );
}

function refusedConfigurations(store: StoreUnderTest): void {
  it.each(REFUSED_VALUES)('$name', async ({ value, at }) => {
    const id = freshId();
    const creating = store.agents.createAgent({ id, value });
    expect((await refusedPaths(creating))[0]).toBe(at === undefined ? '' : `value${at}`);
    expect(await store.agents.getAgent(id)).toBeNull();
    const made = await store.agents.createAgent({ id, value: 0 });
    const updating = store.agents.updateAgent({ id, changes: { value } });
    expect((await refusedPaths(updating))[0]).toBe(at === undefined ? 'changes' : `changes.value${at}`);
    expect(await store.agents.getAgent(id)).toEqual(made);
  });

  it.each(REFUSED_DOCUMENTS)('$name instead of a configuration', async ({ value }) => {
    expect(await refusedPaths(store.agents.createAgent(value as never))).toEqual(['']);
    const { id } = await store.agents.createAgent({});
    const updating = store.agents.updateAgent({ id, changes: value as never });
    expect(await refusedPaths(updating)).toEqual(['changes']);
  });
}

/** Where a ValidationError says that the faults are; fails for any other answer. */
async function refusedPaths(call: Promise<unknown>): Promise<unknown[]> {
  const { code, paths } = await refusal(call);
  expect(code).toBe('invalid_input');
  return paths as unknown[];
}
