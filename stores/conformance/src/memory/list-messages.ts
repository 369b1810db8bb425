/** The contract of `memory.listMessages`: pages of a thread, in order, within a time. */
import type { ListMessagesInput, MastraDBMessage, SaveMessage } from '@agent-versions/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { compareBytes, countTo, freshId } from '../samples';
import type { StoreUnderTest } from '../store-under-test';
import { makeThread, saveSamples } from './samples';

/** Three of each time; their ids sort another way than they were saved, and other than code units do. */
const MARKS = ['é', 'a', '\ufffd', '\u{1f600}', 'B', '10', '9', '€', '_', 'z', ' ', 'Z'];
const at = (index: number): Date => new Date(Date.UTC(2024, 0, 1, 0, 0, Math.floor(index / 3)));

/** Proves the order, the pages, the totals and the range. */
export function listMessagesContract(store: StoreUnderTest): void {
  describe('listMessages', () => {
    let threadId = '';
    let sorted: MastraDBMessage[] = [];

    beforeAll(async () => {
      const thread = await makeThread(store.memory);
      threadId = thread.id;
      const messages = MARKS.map((mark, index): SaveMessage => {
        return { id: `${mark}-${threadId}`, threadId, role: 'user', content: { mark }, createdAt: at(index) };
      });
      const saved = await store.memory.saveMessages({ messages: messages.toReversed() });
      sorted = saved.messages.toSorted(
        (left, right) => left.createdAt.getTime() - right.createdAt.getTime() || compareBytes(left.id, right.id),
      );
      // those of another thread of the resource, which no list may show
      const { id: other } = await makeThread(store.memory, { resourceId: thread.resourceId });
      await saveSamples(store.memory, { threadId: other, count: 5 });
    });

    const list = (input: Partial<ListMessagesInput> = {}) => store.memory.listMessages({ threadId, ...input });
    orders(list, () => sorted);
    pages(list, () => sorted);
    ranges(list, () => sorted);

    it('has none where there is no such thread, and where one is new', async () => {
      const { id } = await makeThread(store.memory);
      const none = { messages: [], total: 0, page: 0, perPage: 20, hasMore: false };
      const range = { from: new Date(0), to: new Date() };
      for (const nowhere of [id, freshId('thread')]) {
        expect(await list({ threadId: nowhere })).toStrictEqual(none);
        expect(await list({ threadId: nowhere, ...range })).toStrictEqual(none);
      }
    });
  });
}

type List = (input?: Partial<ListMessagesInput>) => ReturnType<StoreUnderTest['memory']['listMessages']>;

function orders(list: List, sorted: () => MastraDBMessage[]): void {
  it('shows the oldest first, ties by id, and whole messages', async () => {
    expect((await list()).messages).toStrictEqual(sorted());
  });

  it('shows the newest first when asked, ties by id in the same direction', async () => {
    const { messages } = await list({ orderBy: { field: 'createdAt', direction: 'DESC' } });
    expect(messages).toStrictEqual(sorted().toReversed());
  });
}

function pages(list: List, sorted: () => MastraDBMessage[]): void {
  const total = MARKS.length;

  it.each([1, 5, total - 1, total, total + 1])(
    'covers every message once in pages of %i, the first of which is 0',
    async (perPage) => {
      for (const direction of ['ASC', 'DESC'] as const) {
        const count = Math.ceil(total / perPage);
        const found: MastraDBMessage[] = [];
        for (const page of countTo(count).map((number) => number - 1)) {
          const { messages, ...rest } = await list({ page, perPage, orderBy: { field: 'createdAt', direction } });
          expect(rest).toStrictEqual({ total, page, perPage, hasMore: page < count - 1 });
          found.push(...messages);
        }
        expect(found).toStrictEqual(direction === 'ASC' ? sorted() : sorted().toReversed());
      }
    },
  );

  it('is empty past the end, with the right total', async () => {
    for (const page of [1, 1_000_000, 2_147_483_647]) {
      const empty = { messages: [], page, perPage: 1000, hasMore: false };
      expect(await list({ page, perPage: 1000 })).toStrictEqual({ ...empty, total });
      expect(await list({ page, perPage: 1000, from: at(3) })).toStrictEqual({ ...empty, total: total - 3 });
    }
  });
}

function ranges(list: List, sorted: () => MastraDBMessage[]): void {
  const beyond = new Date('9999-12-31T23:59:59.999Z');
  const cases: { name: string; from?: Date; to?: Date; first: number; end: number }[] = [
    { name: 'from a time on, that time included', from: at(3), first: 3, end: 12 },
    { name: 'from between two times on', from: new Date(at(3).getTime() + 1), first: 6, end: 12 },
    { name: 'up to a time, that time left out', to: at(6), first: 0, end: 6 },
    { name: 'between two times', from: at(3), to: at(9), first: 3, end: 9 },
    { name: 'of all times', from: new Date(0), to: beyond, first: 0, end: 12 },
    { name: 'of no time', from: at(3), to: at(3), first: 0, end: 0 },
    { name: 'of a time that ends before it begins', from: at(9), to: at(3), first: 0, end: 0 },
    { name: 'of a time after all', from: beyond, first: 0, end: 0 },
  ];

  it.each(cases)('shows those $name', async ({ from, to, first, end }) => {
    const within = sorted().slice(first, end);
    const total = within.length;
    const whole = await list({ from, to });
    expect(whole).toStrictEqual({ messages: within, total, page: 0, perPage: 20, hasMore: false });
    const newest = await list({ from, to, perPage: 2, page: 1, orderBy: { field: 'createdAt', direction: 'DESC' } });
    const page = { page: 1, perPage: 2, hasMore: total > 4 };
    expect(newest).toStrictEqual({ messages: within.toReversed().slice(2, 4), total, ...page });
  });
}
