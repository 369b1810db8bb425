/** The contract of `memory.listThreads`: pages over every thread of a store, and over those of a resource. */
import type { ListThreadsInput, MemoryStorage, StorageThreadType } from '@agent-versions/core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { StoreConformanceInput } from '../input';
import { compareBytes, countTo } from '../samples';
import { openForTests, type StoreUnderTest } from '../store-under-test';
import { saveSamples } from './samples';

/** Ids whose order differs between languages, code units and bytes. */
const IDS = ['a', 'B', 'b', 'é', '€', '\u{1f600}', '\ufffd', '10', '9', '_', 'Z', 'ä', 'z\u0301', '%', "o'neil"];
/** Resources whose names differ by case and by a space. */
const RESOURCES = ['ada', 'Ada', 'ada '];

const resourceOf = (id: string): string => RESOURCES[IDS.indexOf(id) % RESOURCES.length] ?? '';

/** Proves the orders, the pages, the totals and the filter. */
export function listThreadsContract(input: StoreConformanceInput): void {
  describe('listThreads', () => {
    const store = openForTests(input);

    beforeAll(async () => {
      const tied = new Date('2024-01-01T00:00:00.000Z');
      for (const [index, id] of IDS.entries()) {
        const createdAt = index % 3 === 0 ? {} : { createdAt: tied };
        await store.memory.createThread({ id, resourceId: resourceOf(id), title: id, metadata: { id }, ...createdAt });
      }
      await Promise.all(IDS.slice(6, 8).map((id) => store.memory.updateThread({ id, title: 'edited' })));
      await saveSamples(store.memory, { threadId: IDS[2] ?? '', count: 2 });
    });

    orders(store);
    pages(store);
    filter(store);
  });
}

function orders(store: StoreUnderTest): void {
  it('shows the last changed first by default, and whole records', async () => {
    const { threads } = await store.memory.listThreads({ perPage: 1000 });
    expect(threads).toStrictEqual(await everyThread(store.memory, { field: 'updatedAt', direction: 'DESC' }));
  });

  it('counts a new message as a change of its thread', async () => {
    // the only one of its resource that anything has happened to
    const { threads } = await store.memory.listThreads({ resourceId: resourceOf(IDS[2] ?? ''), perPage: 1 });
    expect(threads).toMatchObject([{ id: IDS[2] }]);
  });

  for (const field of ['createdAt', 'updatedAt'] as const) {
    for (const direction of ['ASC', 'DESC'] as const) {
      it(`orders by ${field} ${direction}, ties by id in the same direction`, async () => {
        const { threads } = await store.memory.listThreads({ orderBy: { field, direction }, perPage: 1000 });
        expect(threads).toStrictEqual(await everyThread(store.memory, { field, direction }));
      });
    }
  }
}

function pages(store: StoreUnderTest): void {
  it.each([1, 4, IDS.length - 1, IDS.length, IDS.length + 1])(
    'covers every thread once in pages of %i, the first of which is 0',
    async (perPage) => {
      const orderBy = { field: 'createdAt', direction: 'ASC' } as const;
      const count = Math.ceil(IDS.length / perPage);
      const found: StorageThreadType[] = [];
      for (const page of countTo(count).map((number) => number - 1)) {
        const { threads, ...rest } = await store.memory.listThreads({ page, perPage, orderBy });
        expect(rest).toStrictEqual({ total: IDS.length, page, perPage, hasMore: page < count - 1 });
        found.push(...threads);
      }
      expect(found).toStrictEqual(await everyThread(store.memory, orderBy));
    },
  );

  it('is empty past the end, with the right total', async () => {
    for (const page of [1, 1_000_000, 2_147_483_647]) {
      const answer = await store.memory.listThreads({ page, perPage: 1000 });
      expect(answer).toStrictEqual({ threads: [], total: IDS.length, page, perPage: 1000, hasMore: false });
    }
  });
}

function filter(store: StoreUnderTest): void {
  it.each(RESOURCES)('shows those of resource %j alone', async (resourceId) => {
    const orderBy = { field: 'createdAt', direction: 'DESC' } as const;
    const own = (await everyThread(store.memory, orderBy)).filter((thread) => thread.resourceId === resourceId);
    const { threads, ...rest } = await store.memory.listThreads({ resourceId, orderBy, page: 1, perPage: 2 });
    expect(threads).toStrictEqual(own.slice(2, 4));
    expect(rest).toStrictEqual({ total: own.length, page: 1, perPage: 2, hasMore: true });
  });

  it('shows none of a resource that has none', async () => {
    const none = { threads: [], total: 0, page: 0, perPage: 20, hasMore: false };
    expect(await store.memory.listThreads({ resourceId: 'ADA' })).toStrictEqual(none);
  });
}

/** Every thread, read one by one and sorted here. */
async function everyThread(
  memory: MemoryStorage,
  orderBy: NonNullable<ListThreadsInput['orderBy']>,
): Promise<StorageThreadType[]> {
  const found = await Promise.all(IDS.map((threadId) => memory.getThreadById({ threadId })));
  const sign = orderBy.direction === 'ASC' ? 1 : -1;
  const byTime = (left: StorageThreadType, right: StorageThreadType) =>
    left[orderBy.field].getTime() - right[orderBy.field].getTime() || compareBytes(left.id, right.id);
  return found.filter((thread) => thread !== null).sort((left, right) => sign * byTime(left, right));
}
