/** The contract of the methods that read, change, count and clear the logs of a session. */
import type {
  GetLatestSessionLogsInput,
  ListSessionLogsInput,
  SessionLogKey,
  UpdateSessionLogInput,
} from '@agent-versions/core';
import { describe, expect, it } from 'vitest';
import { refusal } from '../refusal';
import { countTo, freshId } from '../samples';
import type { StoreUnderTest } from '../store-under-test';
import { appendLogs, newSession } from './samples';

/** Proves each of them. */
export function readLogsContract(store: StoreUnderTest): void {
  describe('getSessionLog', () => getLog(store));
  describe('updateSessionLog', () => updateLog(store));
  describe('listSessionLogs', () => listLogs(store));
  describe('getLatestSessionLogs', () => latestLogs(store));
  describe('countSessionLogs and clearSessionLogs', () => countAndClear(store));
}

function getLog(store: StoreUnderTest): void {
  it('returns null where there is no such log or session', async () => {
    const { id: sessionId } = await newSession(store);
    await appendLogs(store, { sessionId, count: 1 });
    expect(await store.sessions.getSessionLog({ sessionId, id: 2 })).toBeNull();
    expect(await store.sessions.getSessionLog({ sessionId: freshId('session'), id: 1 })).toBeNull();
  });

  it.each([0, -1, 1.5, 2 ** 31, '1', null])('refuses the id %j', async (id) => {
    const call = store.sessions.getSessionLog({ sessionId: 'any', id } as SessionLogKey);
    expect(await refusal(call)).toEqual({ code: 'invalid_input', paths: ['id'] });
  });
}

function updateLog(store: StoreUnderTest): void {
  it('replaces what is given, whole, and leaves the rest', async () => {
    const { id: sessionId } = await newSession(store);
    const log = { role: 'tool', type: 'action', content: { a: 1 }, metadata: { b: 2 } } as const;
    const made = await store.sessions.appendSessionLog({ sessionId, ...log });
    const first = await store.sessions.updateSessionLog({ sessionId, id: 1, content: null });
    expect(first).toEqual({ ...made, content: null, updatedAt: first.updatedAt });
    const second = await store.sessions.updateSessionLog({ sessionId, id: 1, metadata: { c: 3 } });
    expect(second).toEqual({ ...first, metadata: { c: 3 }, updatedAt: second.updatedAt });
    expect(await store.sessions.getSessionLog({ sessionId, id: 1 })).toEqual(second);
  });

  it('takes metadata away that is null', async () => {
    const { id: sessionId } = await newSession(store);
    const log = { role: 'tool', type: 'action', content: 1, metadata: { b: 2 } } as const;
    await store.sessions.appendSessionLog({ sessionId, ...log });
    const after = await store.sessions.updateSessionLog({ sessionId, id: 1, metadata: null });
    expect(Object.keys(after)).not.toContain('metadata');
    expect(await store.sessions.getSessionLog({ sessionId, id: 1 })).toEqual(after);
  });

  it('refuses a log that is not there', async () => {
    const { id: sessionId } = await newSession(store);
    const call = store.sessions.updateSessionLog({ sessionId, id: 1, content: 'a' });
    expect(await refusal(call)).toEqual({ code: 'not_found', entity: 'sessionLog', id: `${sessionId}/1` });
  });

  it.each<[string, object]>([
    ['content', { content: () => 1 }],
    ['metadata', { metadata: 'text' }],
    ['role', { role: 'user' }],
    ['parentId', { parentId: 1 }],
  ])('refuses a wrong %s', async (path, fields) => {
    const call = store.sessions.updateSessionLog({ sessionId: 'any', id: 1, ...fields } as UpdateSessionLogInput);
    expect(await refusal(call)).toEqual({ code: 'invalid_input', paths: [path] });
  });
}

function listLogs(store: StoreUnderTest): void {
  it.each([1, 2, 3, 6, 7, 8])('covers every log once in pages of %i, in both directions', async (perPage) => {
    const { id: sessionId } = await newSession(store);
    const made = await appendLogs(store, { sessionId, count: 7 });
    const last = Math.ceil(7 / perPage) - 1;
    for (const direction of [undefined, 'ASC', 'DESC'] as const) {
      const found: unknown[] = [];
      for (const page of countTo(last + 1).map((number) => number - 1)) {
        const { logs, ...rest } = await store.sessions.listSessionLogs({ sessionId, page, perPage, direction });
        expect(rest).toEqual({ total: 7, page, perPage, hasMore: page < last });
        found.push(...logs);
      }
      expect(found).toEqual(direction === 'DESC' ? made.toReversed() : made);
    }
  });

  it('shows twenty unless told otherwise', async () => {
    const { id: sessionId } = await newSession(store);
    await appendLogs(store, { sessionId, count: 21 });
    const { logs, ...rest } = await store.sessions.listSessionLogs({ sessionId });
    expect(logs.map(({ id }) => id)).toEqual(countTo(20));
    expect(rest).toEqual({ total: 21, page: 0, perPage: 20, hasMore: true });
  });

  it('is empty past the end, in an empty session, and where there is none', async () => {
    const { id: sessionId } = await newSession(store);
    const empty = { logs: [], perPage: 20, hasMore: false };
    expect(await store.sessions.listSessionLogs({ sessionId })).toEqual({ ...empty, total: 0, page: 0 });
    await appendLogs(store, { sessionId, count: 2 });
    const past = await store.sessions.listSessionLogs({ sessionId, page: 2_147_483_647 });
    expect(past).toEqual({ ...empty, total: 2, page: 2_147_483_647 });
    const nobody = await store.sessions.listSessionLogs({ sessionId: freshId('session') });
    expect(nobody).toEqual({ ...empty, total: 0, page: 0 });
  });

  it.each<[string, object]>([
    ['sessionId', { sessionId: undefined }],
    ['page', { page: -1 }],
    ['perPage', { perPage: 1001 }],
    ['direction', { direction: 'asc' }],
    ['type', { type: 'message' }],
  ])('refuses a wrong %s', async (path, fields) => {
    const call = store.sessions.listSessionLogs({ sessionId: 'any', ...fields } as ListSessionLogsInput);
    expect(await refusal(call)).toEqual({ code: 'invalid_input', paths: [path] });
  });
}

function latestLogs(store: StoreUnderTest): void {
  it('returns the newest, the oldest of them first', async () => {
    const { id: sessionId } = await newSession(store);
    const made = await appendLogs(store, { sessionId, count: 5 });
    for (const limit of [1, 3, 5, 6, 1000]) {
      expect(await store.sessions.getLatestSessionLogs({ sessionId, limit })).toEqual(made.slice(-limit));
    }
  });

  it('returns none where there is no log or no session', async () => {
    const { id: sessionId } = await newSession(store);
    expect(await store.sessions.getLatestSessionLogs({ sessionId, limit: 1 })).toEqual([]);
    expect(await store.sessions.getLatestSessionLogs({ sessionId: freshId('session'), limit: 1 })).toEqual([]);
  });

  it.each([0, 1001, undefined, '1'])('refuses the limit %j', async (limit) => {
    const call = store.sessions.getLatestSessionLogs({ sessionId: 'any', limit } as GetLatestSessionLogsInput);
    expect(await refusal(call)).toEqual({ code: 'invalid_input', paths: ['limit'] });
  });
}

function countAndClear(store: StoreUnderTest): void {
  it('counts what is there', async () => {
    const { id: sessionId } = await newSession(store);
    expect(await store.sessions.countSessionLogs(sessionId)).toBe(0);
    await appendLogs(store, { sessionId, count: 3 });
    expect(await store.sessions.countSessionLogs(sessionId)).toBe(3);
    expect(await store.sessions.countSessionLogs(freshId('session'))).toBe(0);
  });

  it('clears the logs of one session, children too, and gives none of their ids again', async () => {
    const session = await newSession(store);
    const other = await newSession(store);
    await appendLogs(store, { sessionId: other.id, count: 2 });
    const { id: sessionId } = session;
    await appendLogs(store, { sessionId, count: 2 });
    await store.sessions.appendSessionLog({ sessionId, parentId: 2, role: 'tool', type: 'action', content: 1 });
    await store.sessions.clearSessionLogs(sessionId);
    expect(await store.sessions.countSessionLogs(sessionId)).toBe(0);
    expect(await store.sessions.listSessionLogs({ sessionId })).toMatchObject({ logs: [], total: 0 });
    expect(await store.sessions.getSessionLog({ sessionId, id: 2 })).toBeNull();
    expect(await store.sessions.getSession(sessionId)).toEqual(session);
    expect((await appendLogs(store, { sessionId, count: 1 }))[0]?.id).toBe(4);
    expect(await store.sessions.countSessionLogs(sessionId)).toBe(1);
    expect(await store.sessions.countSessionLogs(other.id)).toBe(2);
  });

  it('refuses a parent that was cleared', async () => {
    const { id: sessionId } = await newSession(store);
    await appendLogs(store, { sessionId, count: 1 });
    await store.sessions.clearSessionLogs(sessionId);
    const log = { parentId: 1, role: 'tool', type: 'action', content: 1 } as const;
    const call = store.sessions.appendSessionLog({ sessionId, ...log });
    expect(await refusal(call)).toEqual({ code: 'not_found', entity: 'sessionLog', id: `${sessionId}/1` });
  });

  it('clears nothing without an error where there is nothing', async () => {
    const { id } = await newSession(store);
    expect(await store.sessions.clearSessionLogs(id)).toBeUndefined();
    expect(await store.sessions.clearSessionLogs(freshId('session'))).toBeUndefined();
  });

  it('refuses what is no id', async () => {
    const wrong = { code: 'invalid_input', paths: ['sessionId'] };
    expect(await refusal(store.sessions.countSessionLogs(''))).toEqual(wrong);
    expect(await refusal(store.sessions.clearSessionLogs('a\0'))).toEqual(wrong);
  });
}
