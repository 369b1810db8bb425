/** The contract of the methods of `agentVersions` that read a version, or count them. */
import { describe, expect, it } from 'vitest';
import type { StoreConformanceInput } from '../input';
import { appendVersions, freshId } from '../samples';
import { openForTests, type StoreUnderTest } from '../store-under-test';

/** Proves that each finds what is there, and says null where nothing is. */
export function getVersionContract(input: StoreConformanceInput): void {
  describe('agentVersions, reading', () => {
    const store = openForTests(input);
    describe('getVersion', () => getVersion(store));
    describe('getVersions', () => getVersions(store));
    describe('getVersionByNumber', () => getVersionByNumber(store));
    describe('getLatestVersion', () => getLatestVersion(store));
    describe('countVersions', () => countVersions(store));
  });
}

function getVersion(store: StoreUnderTest): void {
  it('returns the version whole', async () => {
    const [first, second] = await appendVersions(store.versions, { agentId: freshId(), count: 2 });
    expect(await store.versions.getVersion(first?.id ?? '')).toEqual(first);
    expect(await store.versions.getVersion(second?.id ?? '')).toEqual(second);
  });

  it('is null where there is no such version', async () => {
    expect(await store.versions.getVersion(freshId('version'))).toBeNull();
  });
}

function getVersions(store: StoreUnderTest): void {
  it('returns those that exist, in the order asked for, once per mention', async () => {
    const made = await appendVersions(store.versions, { agentId: freshId(), count: 3 });
    const [other] = await appendVersions(store.versions, { agentId: freshId(), count: 1 });
    const [first, second, third] = made.map(({ id }) => id) as [string, string, string];
    const asked = [third, freshId('version'), first, other?.id ?? '', third, second, third];
    expect(await store.versions.getVersions(asked)).toEqual([made[2], made[0], other, made[2], made[1], made[2]]);
  });

  it('gives each mention a copy of its own', async () => {
    const [made] = await appendVersions(store.versions, { agentId: freshId(), count: 1 });
    const [left, right] = await store.versions.getVersions([made?.id ?? '', made?.id ?? '']);
    if (left) left.snapshot.name = 'changed';
    expect(right).toEqual(made);
  });

  it('is empty for no ids, and for ids of nothing', async () => {
    expect(await store.versions.getVersions([])).toEqual([]);
    expect(await store.versions.getVersions([freshId('version'), freshId('version')])).toEqual([]);
  });

  it('takes a thousand ids', async () => {
    const [made] = await appendVersions(store.versions, { agentId: freshId(), count: 1 });
    const asked = Array.from({ length: 999 }, () => freshId('version'));
    expect(await store.versions.getVersions([...asked, made?.id ?? ''])).toEqual([made]);
  });
}

function getVersionByNumber(store: StoreUnderTest): void {
  it("returns the agent's version of that number", async () => {
    const agentId = freshId();
    const made = await appendVersions(store.versions, { agentId, count: 3 });
    await appendVersions(store.versions, { agentId: freshId(), count: 4 });
    for (const version of made) {
      expect(await store.versions.getVersionByNumber(agentId, version.versionNumber)).toEqual(version);
    }
  });

  it('is null for a number not given yet, a deleted one, and an agent without versions', async () => {
    const agentId = freshId();
    const [first] = await appendVersions(store.versions, { agentId, count: 2 });
    await store.versions.deleteVersion(first?.id ?? '');
    for (const number of [1, 3, 2_147_483_647]) {
      expect(await store.versions.getVersionByNumber(agentId, number)).toBeNull();
    }
    expect(await store.versions.getVersionByNumber(freshId(), 1)).toBeNull();
  });
}

function getLatestVersion(store: StoreUnderTest): void {
  it('returns the existing version of the highest number', async () => {
    const agentId = freshId();
    const made = await appendVersions(store.versions, { agentId, count: 4 });
    expect(await store.versions.getLatestVersion(agentId)).toEqual(made[3]);
    await store.versions.deleteVersion(made[1]?.id ?? '');
    expect(await store.versions.getLatestVersion(agentId)).toEqual(made[3]);
    await store.versions.deleteVersion(made[3]?.id ?? '');
    expect(await store.versions.getLatestVersion(agentId)).toEqual(made[2]);
  });

  it('goes by number, not by time', async () => {
    const agentId = freshId();
    const times = [new Date('2030-01-01'), new Date('2001-01-01')];
    const made = await appendVersions(store.versions, {
      agentId,
      count: 2,
      each: (n) => ({ createdAt: times[n - 1] }),
    });
    expect(await store.versions.getLatestVersion(agentId)).toEqual(made[1]);
  });

  it('is null for an agent without versions, or with none left', async () => {
    const agentId = freshId();
    expect(await store.versions.getLatestVersion(agentId)).toBeNull();
    await appendVersions(store.versions, { agentId, count: 2 });
    await store.versions.deleteVersionsByAgentId(agentId);
    expect(await store.versions.getLatestVersion(agentId)).toBeNull();
  });
}

function countVersions(store: StoreUnderTest): void {
  it('counts what is there', async () => {
    const agentId = freshId();
    expect(await store.versions.countVersions(agentId)).toBe(0);
    const made = await appendVersions(store.versions, { agentId, count: 3 });
    expect(await store.versions.countVersions(agentId)).toBe(3);
    await store.versions.deleteVersion(made[0]?.id ?? '');
    await store.versions.deleteVersion(made[0]?.id ?? '');
    expect(await store.versions.countVersions(agentId)).toBe(2);
    await store.versions.deleteVersionsByAgentId(agentId);
    expect(await store.versions.countVersions(agentId)).toBe(0);
    await appendVersions(store.versions, { agentId, count: 1 });
    expect(await store.versions.countVersions(agentId)).toBe(1);
  });
}
