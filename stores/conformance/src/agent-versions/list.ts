/** The contract of `agentVersions.listVersions`, on histories small enough to read. */
import { describe, expect, it } from 'vitest';
import type { StoreConformanceInput } from '../input';
import { refusal } from '../refusal';
import { appendVersions, freshId } from '../samples';
import { openForTests, type StoreUnderTest } from '../store-under-test';

/** Proves order, pages, totals, keyset paging and summaries. */
export function listVersionsContract(input: StoreConformanceInput): void {
  describe('agentVersions.listVersions', () => {
    const store = openForTests(input);
    orders(store);
    describe('pages', () => pages(store));
    describe('before', () => keyset(store));
    describe('includeSnapshot', () => summaries(store));
  });
}

/** An agent with that many versions, and the numbers that a list shows of it. */
async function history(store: StoreUnderTest, count: number) {
  const agentId = freshId();
  const made = await appendVersions(store.versions, { agentId, count });
  await appendVersions(store.versions, { agentId: freshId(), count: 1 });
  const numbers = async (list: Partial<Parameters<typeof store.versions.listVersions>[0]>): Promise<number[]> =>
    (await store.versions.listVersions({ agentId, ...list })).versions.map(({ versionNumber }) => versionNumber);
  return { agentId, made, numbers };
}

function orders(store: StoreUnderTest): void {
  it('shows the newest first and whole, twenty a page', async () => {
    const { agentId, made } = await history(store, 3);
    const expected = { versions: made.toReversed(), total: 3, page: 1, perPage: 20, hasMore: false };
    expect(await store.versions.listVersions({ agentId })).toEqual(expected);
  });

  it('orders by number in both directions', async () => {
    const { numbers } = await history(store, 4);
    expect(await numbers({ orderBy: { field: 'versionNumber', direction: 'ASC' } })).toEqual([1, 2, 3, 4]);
    expect(await numbers({ orderBy: { field: 'versionNumber', direction: 'DESC' } })).toEqual([4, 3, 2, 1]);
  });

  it('orders by time in both directions, ties by id in the same direction', async () => {
    const agentId = freshId();
    const rows: [id: string, time: string][] = [
      ['ffff \ufffd', '2024-05-05T12:00:00.000Z'],
      ['ffff \u{1f600}', '2024-05-05T12:00:00.000Z'],
      ['ffff Z', '2024-05-05T12:00:00.000Z'],
      ['ffff a', '2024-05-05T12:00:00.000Z'],
      ['ffff m', '2024-05-05T12:00:00.001Z'],
      ['ffff n', '1999-12-31T23:59:59.999Z'],
    ];
    for (const [id, time] of rows) {
      await store.versions.createVersion({ id, agentId, snapshot: {}, createdAt: new Date(time) });
    }
    const sorted = ['ffff n', 'ffff Z', 'ffff a', 'ffff \ufffd', 'ffff \u{1f600}', 'ffff m'];
    for (const [direction, ids] of [['ASC', sorted] as const, ['DESC', sorted.toReversed()] as const]) {
      const { versions } = await store.versions.listVersions({ agentId, orderBy: { field: 'createdAt', direction } });
      expect(versions.map(({ id }) => id)).toEqual(ids);
    }
  });
}

function pages(store: StoreUnderTest): void {
  it('say how many there are in all, and whether more follow', async () => {
    const { agentId, made } = await history(store, 5);
    const page = (number: number) => store.versions.listVersions({ agentId, page: number, perPage: 2 });
    const newest = made.toReversed();
    expect(await page(1)).toEqual({ versions: newest.slice(0, 2), total: 5, page: 1, perPage: 2, hasMore: true });
    expect(await page(2)).toEqual({ versions: newest.slice(2, 4), total: 5, page: 2, perPage: 2, hasMore: true });
    expect(await page(3)).toEqual({ versions: newest.slice(4), total: 5, page: 3, perPage: 2, hasMore: false });
  });

  it('are empty past the end, with the right total', async () => {
    const { agentId } = await history(store, 2);
    for (const field of ['versionNumber', 'createdAt'] as const) {
      for (const page of [3, 1000, 2_147_483_647]) {
        const list = { agentId, page, perPage: 1000, orderBy: { field, direction: 'ASC' as const } };
        const empty = { versions: [], total: 2, page, perPage: 1000, hasMore: false };
        expect(await store.versions.listVersions(list)).toEqual(empty);
      }
    }
  });

  it('are empty for an agent without versions, and after all are deleted', async () => {
    const { agentId } = await history(store, 2);
    await store.versions.deleteVersionsByAgentId(agentId);
    for (const id of [agentId, freshId()]) {
      const empty = { versions: [], total: 0, page: 1, perPage: 20, hasMore: false };
      expect(await store.versions.listVersions({ agentId: id })).toEqual(empty);
    }
  });

  it('count rows, not numbers, where versions were deleted', async () => {
    const { agentId, made, numbers } = await history(store, 9);
    for (const number of [1, 4, 5, 9]) await store.versions.deleteVersion(made[number - 1]?.id ?? '');
    expect(await numbers({ perPage: 2 })).toEqual([8, 7]);
    expect(await numbers({ perPage: 2, page: 2 })).toEqual([6, 3]);
    expect(await numbers({ perPage: 2, page: 3 })).toEqual([2]);
    expect(await numbers({ perPage: 3, page: 2, orderBy: { field: 'versionNumber', direction: 'ASC' } })).toEqual([
      7, 8,
    ]);
    expect((await store.versions.listVersions({ agentId })).total).toBe(5);
  });
}

function keyset(store: StoreUnderTest): void {
  it('shows only smaller numbers, newest first, with the total of all', async () => {
    const { agentId, made } = await history(store, 5);
    const list = await store.versions.listVersions({ agentId, before: 4, perPage: 2 });
    expect(list).toEqual({ versions: [made[2], made[1]], total: 5, page: 1, perPage: 2, hasMore: true });
    const last = await store.versions.listVersions({ agentId, before: 2, perPage: 2 });
    expect(last).toEqual({ versions: [made[0]], total: 5, page: 1, perPage: 2, hasMore: false });
  });

  it('knows that nothing follows a page that ends with the first version', async () => {
    const { agentId } = await history(store, 3);
    expect(await store.versions.listVersions({ agentId, before: 3, perPage: 2 })).toMatchObject({ hasMore: false });
  });

  it('takes numbers that no version has', async () => {
    const { agentId, made, numbers } = await history(store, 4);
    await store.versions.deleteVersion(made[2]?.id ?? '');
    expect(await numbers({ before: 3 })).toEqual([2, 1]);
    expect(await numbers({ before: 2_147_483_647 })).toEqual([4, 2, 1]);
    const empty = { versions: [], total: 3, page: 1, perPage: 20, hasMore: false };
    expect(await store.versions.listVersions({ agentId, before: 1 })).toEqual(empty);
  });

  it('goes neither with page nor with orderBy', async () => {
    const agentId = freshId();
    const paged = store.versions.listVersions({ agentId, before: 3, page: 1 });
    expect(await refusal(paged)).toEqual({ code: 'invalid_input', paths: ['page'] });
    const orderBy = { field: 'versionNumber', direction: 'DESC' } as const;
    const ordered = store.versions.listVersions({ agentId, before: 3, orderBy });
    expect(await refusal(ordered)).toEqual({ code: 'invalid_input', paths: ['orderBy'] });
  });
}

function summaries(store: StoreUnderTest): void {
  it('false leaves the snapshots out, and nothing else', async () => {
    const { agentId, made } = await history(store, 3);
    const expected = made.toReversed().map(({ snapshot: _, ...summary }) => summary);
    const lean = await store.versions.listVersions({ agentId, includeSnapshot: false });
    expect(lean.versions).toEqual(expected);
    expect(lean.versions.every((version) => !('snapshot' in version))).toBe(true);
    const before = await store.versions.listVersions({ agentId, includeSnapshot: false, before: 3 });
    expect(before.versions).toEqual(expected.slice(1));
    const byTime = { field: 'createdAt', direction: 'DESC' } as const;
    const paged = await store.versions.listVersions({ agentId, includeSnapshot: false, orderBy: byTime, perPage: 1 });
    expect(paged.versions.every((version) => !('snapshot' in version))).toBe(true);
  });

  it('true is the default', async () => {
    const { agentId, made } = await history(store, 2);
    const whole = await store.versions.listVersions({ agentId, includeSnapshot: true });
    expect(whole.versions).toEqual(made.toReversed());
  });
}
