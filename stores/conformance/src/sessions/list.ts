/** The contract of `sessions.listSessions`: pages over every session of a store. */
import type { ListSessionsInput, SessionStatus, StorageSession } from '@agent-versions/core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { StoreConformanceInput } from '../input';
import { refusal } from '../refusal';
import { compareBytes, countTo } from '../samples';
import { openForTests, type StoreUnderTest } from '../store-under-test';

/** Ids whose order differs between languages, code units and bytes. */
const IDS = ['a', 'B', 'b', 'é', '€', '\u{1f600}', '\ufffd', '10', '9', '_', 'Z', ' ', 'ä', '%', "o'neil", '\\'];
const STATUSES: readonly SessionStatus[] = ['idle', 'running', 'failed'];

/** Proves filters, order, pages and totals. */
export function listSessionsContract(input: StoreConformanceInput): void {
  describe('sessions.listSessions', () => {
    const store = openForTests(input);

    beforeAll(async () => {
      for (const id of ['one', 'two']) await store.agents.createAgent({ id });
      await Promise.all(
        IDS.map((id, index) =>
          store.sessions.createSession({
            id,
            mainAgentId: index % 2 === 0 ? 'one' : 'two',
            status: STATUSES[index % 3] ?? 'idle',
            externalSessionId: index % 4 === 0 ? 'ticket' : undefined,
          }),
        ),
      );
      await Promise.all(IDS.slice(3, 8).map((id) => store.sessions.updateSession({ id, name: 'edited' })));
    });

    orders(store);
    filters(store);
    pages(store);
    wrongInputs(store);
  });
}

function orders(store: StoreUnderTest): void {
  it('shows the newest first by default, and whole records', async () => {
    const answer = await store.sessions.listSessions({ perPage: 1000 });
    const sessions = await everySession(store, { field: 'createdAt', direction: 'DESC' });
    expect(answer).toEqual({ sessions, total: IDS.length, page: 0, perPage: 1000, hasMore: false });
  });

  for (const field of ['createdAt', 'updatedAt'] as const) {
    for (const direction of ['ASC', 'DESC'] as const) {
      it(`orders by ${field} ${direction}, ties by id in the same direction`, async () => {
        const { sessions } = await store.sessions.listSessions({ orderBy: { field, direction }, perPage: 1000 });
        expect(sessions).toEqual(await everySession(store, { field, direction }));
      });
    }
  }
}

function filters(store: StoreUnderTest): void {
  it.each<Pick<ListSessionsInput, 'status' | 'mainAgentId' | 'externalSessionId'>>([
    { status: 'running' },
    { status: 'completed' },
    { mainAgentId: 'one' },
    { mainAgentId: 'ONE' },
    { externalSessionId: 'ticket' },
    { externalSessionId: 'nobody' },
    { status: 'idle', mainAgentId: 'one' },
    { status: 'idle', mainAgentId: 'one', externalSessionId: 'ticket' },
    { status: 'idle', mainAgentId: 'two', externalSessionId: 'ticket' },
  ])('shows those that match %j', async (filter) => {
    const wanted = (await everySession(store, { field: 'createdAt', direction: 'DESC' })).filter((session) =>
      Object.entries(filter).every(([field, value]) => Reflect.get(session, field) === value),
    );
    const answer = await store.sessions.listSessions({ ...filter, perPage: 1000 });
    expect(answer).toEqual({ sessions: wanted, total: wanted.length, page: 0, perPage: 1000, hasMore: false });
    const first = await store.sessions.listSessions({ ...filter, perPage: 1 });
    expect(first).toMatchObject({ sessions: wanted.slice(0, 1), total: wanted.length, hasMore: wanted.length > 1 });
  });
}

function pages(store: StoreUnderTest): void {
  it.each([1, 2, 5, IDS.length - 1, IDS.length, IDS.length + 1])(
    'covers every session once in pages of %i',
    async (perPage) => {
      const orderBy = { field: 'updatedAt', direction: 'ASC' } as const;
      const last = Math.ceil(IDS.length / perPage) - 1;
      const found: StorageSession[] = [];
      for (const page of countTo(last + 1).map((number) => number - 1)) {
        const { sessions, ...rest } = await store.sessions.listSessions({ page, perPage, orderBy });
        expect(rest).toEqual({ total: IDS.length, page, perPage, hasMore: page < last });
        found.push(...sessions);
      }
      expect(found).toEqual(await everySession(store, orderBy));
    },
  );

  it('is empty past the end, with the right total', async () => {
    for (const page of [1, 1_000_000, 2_147_483_647]) {
      const answer = await store.sessions.listSessions({ page, perPage: 1000 });
      expect(answer).toEqual({ sessions: [], total: IDS.length, page, perPage: 1000, hasMore: false });
    }
  });
}

function wrongInputs(store: StoreUnderTest): void {
  it.each<[string, object]>([
    ['page', { page: -1 }],
    ['page', { page: '0' }],
    ['perPage', { perPage: 0 }],
    ['perPage', { perPage: 1001 }],
    ['status', { status: 'paused' }],
    ['mainAgentId', { mainAgentId: '' }],
    ['externalSessionId', { externalSessionId: null }],
    ['orderBy.field', { orderBy: { field: 'name', direction: 'ASC' } }],
    ['orderBy.direction', { orderBy: { field: 'createdAt', direction: 'asc; drop table' } }],
    ['agentId', { agentId: 'one' }],
  ])('refuses a wrong %s', async (path, input) => {
    const call = store.sessions.listSessions(input as ListSessionsInput);
    expect(await refusal(call)).toEqual({ code: 'invalid_input', paths: [path] });
  });
}

/** Every session, read one by one and sorted here. */
async function everySession(
  { sessions }: StoreUnderTest,
  { field, direction }: NonNullable<ListSessionsInput['orderBy']>,
): Promise<StorageSession[]> {
  const found = await Promise.all(IDS.map((id) => sessions.getSession(id)));
  const sign = direction === 'ASC' ? 1 : -1;
  return found
    .filter((session) => session !== null)
    .sort((left, right) => sign * (left[field].getTime() - right[field].getTime() || compareBytes(left.id, right.id)));
}
