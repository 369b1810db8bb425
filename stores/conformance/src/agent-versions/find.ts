/** The contract of `agentVersions.findVersions`. */
import { setTimeout } from 'node:timers/promises';
import type { AgentVersion, VersionSelector } from '@agent-versions/core';
import { describe, expect, it } from 'vitest';
import type { StoreConformanceInput } from '../input';
import { refusal } from '../refusal';
import { appendVersions, compareBytes, freshId } from '../samples';
import { openForTests, type StoreUnderTest } from '../store-under-test';

/** Proves what each selector names, and that nothing of another agent is ever found. */
export function findVersionsContract(input: StoreConformanceInput): void {
  describe('agentVersions.findVersions', () => {
    const store = openForTests(input);
    describe('by what a version is', () => ofVersions(store));
    describe('by label', () => ofLabels(store));
    describe('by label and time', () => ofTimes(store));
    describe('with versions that are known', () => known(store));
    describe('refusals', () => refusals(store));
  });
}

/** An agent with versions. */
async function history(store: StoreUnderTest, count = 3): Promise<{ agentId: string; made: AgentVersion[] }> {
  const agentId = freshId();
  const each = (edit: number) => ({ idempotencyKey: `key ${edit}` });
  return { agentId, made: await appendVersions(store.versions, { agentId, count, each }) };
}

const whole = (version: AgentVersion | undefined) => [{ version, weight: 10_000 }];

function ofVersions(store: StoreUnderTest): void {
  it('finds the version whole: by id, number, key, name, and by how far it is behind the head', async () => {
    const { agentId, made } = await history(store);
    await store.versions.deleteVersion(made[1]?.id ?? '');
    const [first, , third] = made;
    const selectors: [VersionSelector, AgentVersion | undefined][] = [
      [{ id: first?.id ?? '' }, first],
      [{ versionNumber: 3 }, third],
      [{ idempotencyKey: 'key 1' }, first],
      [{ name: third?.id ?? '' }, third],
      [{ ancestor: 0 }, third],
      [{ ancestor: 1 }, first],
    ];
    for (const [selector, version] of selectors) {
      expect(await store.versions.findVersions({ agentId, selector })).toStrictEqual(whole(version));
    }
  });

  it('finds nothing that is not there, is deleted, or is of another agent', async () => {
    const { agentId, made } = await history(store);
    const other = await history(store);
    await store.versions.deleteVersion(made[2]?.id ?? '');
    const otherId = other.made[0]?.id ?? '';
    const selectors: VersionSelector[] = [
      { id: freshId('version') },
      { id: made[2]?.id ?? '' },
      { id: otherId },
      { name: otherId },
      { name: 'production' },
      { versionNumber: 3 },
      { versionNumber: 2_147_483_647 },
      { ancestor: 2 },
      { ancestor: 2_147_483_647 },
      { idempotencyKey: 'key 3' },
      { idempotencyKey: 'key 4' },
      { label: 'production' },
      { label: 'production', at: new Date() },
    ];
    for (const selector of selectors) expect(await store.versions.findVersions({ agentId, selector })).toEqual([]);
    expect(await store.versions.findVersions({ agentId: freshId(), selector: { ancestor: 0 } })).toEqual([]);
  });

  it('finds what is redacted, blank', async () => {
    const { agentId, made } = await history(store, 1);
    const redacted = await store.versions.redactVersion({ agentId, versionId: made[0]?.id ?? '' });
    expect(await store.versions.findVersions({ agentId, selector: { ancestor: 0 } })).toEqual(whole(redacted));
  });
}

function ofLabels(store: StoreUnderTest): void {
  it('finds what the label points at, also by its name', async () => {
    const { agentId, made } = await history(store);
    for (const version of made) {
      await store.versions.setLabel({ agentId, label: 'production', versionId: version.id });
      for (const selector of [{ label: 'production' }, { name: 'production' }]) {
        expect(await store.versions.findVersions({ agentId, selector })).toStrictEqual(whole(version));
      }
    }
    await store.versions.removeLabel({ agentId, label: 'production' });
    expect(await store.versions.findVersions({ agentId, selector: { label: 'production' } })).toEqual([]);
  });

  it('finds every target of a split, heaviest first, then by id', async () => {
    const { agentId, made } = await history(store, 5);
    const sorted = made.toSorted((left, right) => compareBytes(left.id, right.id));
    const weights = [1000, 4000, 500, 4000, 500];
    const targets = sorted.map(({ id }, index) => ({ versionId: id, weight: weights[index] ?? 0 }));
    await store.versions.setLabel({ agentId, label: 'a', targets });
    const order = [1, 3, 0, 2, 4].map((index) => ({ version: sorted[index], weight: weights[index] }));
    expect(await store.versions.findVersions({ agentId, selector: { label: 'a' } })).toStrictEqual(order);
    expect(await store.versions.findVersions({ agentId, selector: { name: 'a' } })).toStrictEqual(order);
  });

  it('takes a name for an id first, for a label where the agent has no such version', async () => {
    const { agentId, made } = await history(store, 1);
    const other = await history(store, 1);
    const id = `name-${Date.now()}`;
    const named = await store.versions.createVersion({ id, agentId, snapshot: {} });
    for (const { agentId: owner, made: versions } of [{ agentId, made }, other]) {
      await store.versions.setLabel({ agentId: owner, label: id, versionId: versions[0]?.id ?? '' });
    }
    expect(await store.versions.findVersions({ agentId, selector: { name: id } })).toEqual(whole(named));
    const elsewhere = { agentId: other.agentId, selector: { name: id } };
    expect(await store.versions.findVersions(elsewhere)).toEqual(whole(other.made[0]));
  });
}

function ofTimes(store: StoreUnderTest): void {
  /** Waits until the clock has moved on, so that two moves are not of the same moment. */
  const tick = () => setTimeout(3);

  it('finds what the label pointed at then: on the move, between moves, before and after all', async () => {
    const { agentId, made } = await history(store);
    const ids = made.map(({ id }) => id);
    for (const versionId of ids) {
      await store.versions.setLabel({ agentId, label: 'a', versionId });
      await tick();
    }
    await store.versions.removeLabel({ agentId, label: 'a' });
    const { moves } = await store.versions.listLabelMoves({ agentId, label: 'a' });
    const times = moves.toReversed().map(({ movedAt }) => movedAt.getTime());
    const at = async (time: number) => {
      const selector = { label: 'a', at: new Date(time) };
      return (await store.versions.findVersions({ agentId, selector })).map(({ version }) => version.id);
    };
    for (const [index, id] of ids.entries()) {
      expect(await at(times[index] ?? 0)).toEqual([id]);
      expect(await at((times[index + 1] ?? 0) - 1)).toEqual([id]);
    }
    expect(await at((times[0] ?? 0) - 1)).toEqual([]);
    expect(await at(times[3] ?? 0)).toEqual([]);
    expect(await at(Date.parse('9999-01-01'))).toEqual([]);
  });

  it('leaves out what is deleted since, and never puts another version in its place', async () => {
    const { agentId, made } = await history(store);
    const [first, second, third] = made.map(({ id }) => id) as [string, string, string];
    const split = [first, second].map((versionId) => ({ versionId, weight: 5000 }));
    const set = await store.versions.setLabel({ agentId, label: 'a', targets: split });
    await tick();
    await store.versions.setLabel({ agentId, label: 'a', versionId: third });
    const then = { agentId, selector: { label: 'a', at: set.updatedAt } };
    expect((await store.versions.findVersions(then)).map(({ weight }) => weight)).toEqual([5000, 5000]);
    await store.versions.deleteVersion(first);
    expect(await store.versions.findVersions(then)).toEqual([{ version: made[1], weight: 5000 }]);
    await store.versions.deleteVersion(second);
    expect(await store.versions.findVersions(then)).toEqual([]);
  });

  it('takes the last of several moves of one moment', async () => {
    const { agentId, made } = await history(store);
    const movedAt = new Date('2024-05-05T12:00:00.000Z');
    const moves = made.map(({ id: versionId }, index) => ({
      id: freshId('move'),
      agentId,
      label: 'a',
      revision: index + 1,
      to: [{ versionId, weight: 10_000 }],
      movedAt,
    }));
    await store.versions.importLabelMoves({ agentId, moves });
    const selector = { label: 'a', at: movedAt };
    expect(await store.versions.findVersions({ agentId, selector })).toEqual(whole(made[2]));
  });
}

function known(store: StoreUnderTest): void {
  it('leaves out the snapshots of those, and of no others', async () => {
    const { agentId, made } = await history(store);
    const targets = made.map(({ id }, index) => ({ versionId: id, weight: [5000, 3000, 2000][index] ?? 0 }));
    await store.versions.setLabel({ agentId, label: 'a', targets });
    const asked = { agentId, selector: { label: 'a' }, known: [made[1]?.id ?? '', freshId('version')] };
    const found = await store.versions.findVersions(asked);
    const { snapshot: _, ...summary } = made[1] as AgentVersion;
    expect(found.map(({ version }) => version)).toStrictEqual([made[0], summary, made[2]]);
    expect(found[1]?.version).not.toHaveProperty('snapshot');
  });

  it('takes a hundred', async () => {
    const { agentId, made } = await history(store, 1);
    const ids = [...Array.from({ length: 99 }, () => freshId('version')), made[0]?.id ?? ''];
    const [found] = await store.versions.findVersions({ agentId, selector: { ancestor: 0 }, known: ids });
    expect(found?.version).not.toHaveProperty('snapshot');
    const call = store.versions.findVersions({ agentId, selector: { ancestor: 0 }, known: [...ids, 'more'] });
    expect(await refusal(call)).toEqual({ code: 'invalid_input', paths: ['known'] });
  });
}

function refusals(store: StoreUnderTest): void {
  it.each<[object, string]>([
    [{}, 'selector'],
    [{ id: 'a', versionNumber: 1 }, 'selector'],
    [{ label: 'a', name: 'a' }, 'selector'],
    [{ id: 'a', at: new Date(0) }, 'selector.at'],
    [{ id: '' }, 'selector.id'],
    [{ name: 'a\n' }, 'selector.name'],
    [{ idempotencyKey: 'x'.repeat(256) }, 'selector.idempotencyKey'],
    [{ versionNumber: 0 }, 'selector.versionNumber'],
    [{ ancestor: -1 }, 'selector.ancestor'],
    [{ ancestor: 0.5 }, 'selector.ancestor'],
    [{ label: 'latest' }, 'selector.label'],
    [{ label: 'a', at: 'noon' }, 'selector.at'],
    [{ label: 'a', at: new Date(Number.NaN) }, 'selector.at'],
    [{ label: 'a', extra: 1 }, 'selector.extra'],
  ])('%j is no selector', async (selector, path) => {
    const call = store.versions.findVersions({ agentId: freshId(), selector: selector as VersionSelector });
    expect(await refusal(call)).toEqual({ code: 'invalid_input', paths: [path] });
  });
}
