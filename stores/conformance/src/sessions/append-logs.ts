/** The contract of `sessions.appendSessionLog` and `sessions.appendSessionLogs`. */
import type { AppendSessionLogInput, NewSessionLog } from '@agent-versions/core';
import { describe, expect, it } from 'vitest';
import { refusal } from '../refusal';
import { countTo, freshId } from '../samples';
import type { StoreUnderTest } from '../store-under-test';
import { appendLogs, newSession, sampleLog } from './samples';

/** Proves both methods. */
export function appendLogsContract(store: StoreUnderTest): void {
  describe('appendSessionLog', () => {
    appending(store);
    refusing(store);
  });
  describe('appendSessionLogs', () => {
    several(store);
    large(store);
    parentsWithin(store);
    wrongPlaces(store);
  });
}

function appending(store: StoreUnderTest): void {
  it('gives the first log the id 1, and returns it as stored', async () => {
    const { id: sessionId } = await newSession(store);
    const made = await store.sessions.appendSessionLog({ sessionId, ...sampleLog() });
    expect(made).toEqual({
      sessionId,
      id: 1,
      ...sampleLog(),
      createdAt: expect.any(Date),
      updatedAt: made.createdAt,
    });
    expect(Object.keys(made)).not.toContain('parentId');
    expect(Object.keys(made)).not.toContain('metadata');
    expect(await store.sessions.getSessionLog({ sessionId, id: 1 })).toEqual(made);
  });

  it('counts ids up in each session by itself', async () => {
    const [left, right] = [await newSession(store), await newSession(store)];
    await appendLogs(store, { sessionId: left.id, count: 3 });
    const [first] = await appendLogs(store, { sessionId: right.id, count: 1 });
    expect(first?.id).toBe(1);
    expect((await appendLogs(store, { sessionId: left.id, count: 1 }))[0]?.id).toBe(4);
  });

  it('keeps parent, metadata, and every role and type', async () => {
    const { id: sessionId } = await newSession(store);
    await appendLogs(store, { sessionId, count: 1 });
    const kinds = [
      { role: 'user', type: 'message' },
      { role: 'agent', type: 'thought' },
      { role: 'system', type: 'action' },
      { role: 'tool', type: 'observation' },
    ] as const;
    for (const kind of kinds) {
      const log = { ...kind, parentId: 1, content: [null, { a: '' }], metadata: { a: null, b: {} } };
      const made = await store.sessions.appendSessionLog({ sessionId, ...log });
      expect(made).toMatchObject(log);
      expect(await store.sessions.getSessionLog({ sessionId, id: made.id })).toEqual(made);
    }
  });

  it('leaves the record of the session alone', async () => {
    const session = await newSession(store);
    await appendLogs(store, { sessionId: session.id, count: 2 });
    expect(await store.sessions.getSession(session.id)).toEqual(session);
  });
}

function refusing(store: StoreUnderTest): void {
  it('refuses a session that is not there', async () => {
    const sessionId = freshId('session');
    const call = store.sessions.appendSessionLog({ sessionId, ...sampleLog() });
    expect(await refusal(call)).toEqual({ code: 'not_found', entity: 'session', id: sessionId });
    const under = store.sessions.appendSessionLog({ sessionId, parentId: 1, ...sampleLog() });
    expect(await refusal(under)).toEqual({ code: 'not_found', entity: 'session', id: sessionId });
  });

  it('refuses a parent that is not there, is to come, or is of another session', async () => {
    const { id: sessionId } = await newSession(store);
    const other = await newSession(store);
    await appendLogs(store, { sessionId: other.id, count: 5 });
    await appendLogs(store, { sessionId, count: 2 });
    for (const parentId of [3, 4, 2_147_483_647]) {
      const call = store.sessions.appendSessionLog({ sessionId, parentId, ...sampleLog() });
      expect(await refusal(call)).toEqual({
        code: 'not_found',
        entity: 'sessionLog',
        id: `${sessionId}/${parentId}`,
      });
    }
    expect((await appendLogs(store, { sessionId, count: 1 }))[0]?.id).toBe(3);
    expect(await store.sessions.countSessionLogs(sessionId)).toBe(3);
  });

  it.each<[string, object]>([
    ['sessionId', { sessionId: '' }],
    ['role', { role: 'robot' }],
    ['type', { type: 'dream' }],
    ['parentId', { parentId: 0 }],
    ['parentId', { parentId: null }],
    ['content', { content: undefined }],
    ['content.bad', { content: { bad: Number.NaN } }],
    ['metadata', { metadata: [] }],
    ['metadata', { metadata: null }],
    ['id', { id: 7 }],
  ])('refuses a wrong %s', async (path, fields) => {
    const { id: sessionId } = await newSession(store);
    const call = store.sessions.appendSessionLog({ sessionId, ...sampleLog(), ...fields } as AppendSessionLogInput);
    expect(await refusal(call)).toEqual({ code: 'invalid_input', paths: [path] });
  });
}

function several(store: StoreUnderTest): void {
  it('appends them under consecutive ids, in the order given', async () => {
    const { id: sessionId } = await newSession(store);
    await appendLogs(store, { sessionId, count: 2 });
    const { logs } = await store.sessions.appendSessionLogs({ sessionId, logs: countTo(12).map(sampleLog) });
    expect(logs.map(({ id }) => id)).toEqual(countTo(12).map((step) => step + 2));
    expect(logs).toMatchObject(countTo(12).map(sampleLog));
    const stored = await store.sessions.listSessionLogs({ sessionId, perPage: 100 });
    expect(stored.logs.slice(2)).toEqual(logs);
    expect(stored.total).toBe(14);
  });

  it('takes a thousand, and refuses more', async () => {
    const { id: sessionId } = await newSession(store);
    const logs = countTo(1000).map(sampleLog);
    const made = await store.sessions.appendSessionLogs({ sessionId, logs });
    expect(made.logs.map(({ id }) => id)).toEqual(countTo(1000));
    expect(await store.sessions.countSessionLogs(sessionId)).toBe(1000);
    const call = store.sessions.appendSessionLogs({ sessionId, logs: [...logs, sampleLog()] });
    expect(await refusal(call)).toEqual({ code: 'invalid_input', paths: ['logs'] });
  });

  it('does nothing where there are none', async () => {
    expect(await store.sessions.appendSessionLogs({ sessionId: freshId('session'), logs: [] })).toEqual({ logs: [] });
  });

  it('names the log that is wrong, and stores none', async () => {
    const { id: sessionId } = await newSession(store);
    const bad = { role: 'user', type: 'message', content: { a: [1, undefined] } } as unknown as NewSessionLog;
    const call = store.sessions.appendSessionLogs({ sessionId, logs: [sampleLog(), bad] });
    expect(await refusal(call)).toEqual({ code: 'invalid_input', paths: ['logs[1].content.a[1]'] });
    expect(await store.sessions.countSessionLogs(sessionId)).toBe(0);
  });
}

function large(store: StoreUnderTest): void {
  it('appends what is too large for one message of a database, in the order given', { timeout: 60_000 }, async () => {
    const { id: sessionId } = await newSession(store);
    await appendLogs(store, { sessionId, count: 1 });
    const content = 'x'.repeat(1_000_000);
    const given = countTo(12).map((step) => {
      return { ...sampleLog(), content: `${step}${content}`, ...(step > 1 ? { parentIndex: step - 2 } : {}) };
    });
    const { logs } = await store.sessions.appendSessionLogs({ sessionId, logs: given });
    expect(logs.map(({ id }) => id)).toEqual(countTo(12).map((step) => step + 1));
    expect(logs.map(({ parentId }) => parentId)).toEqual([undefined, ...countTo(11).map((step) => step + 1)]);
    for (const log of logs) {
      const stored = await store.sessions.getSessionLog({ sessionId, id: log.id });
      expect(stored?.parentId).toBe(log.parentId);
      expect(stored?.content === given[log.id - 2]?.content, `log ${log.id}`).toBe(true);
    }
  });

  it('refuses contents that are over 64 MiB together', async () => {
    const { id: sessionId } = await newSession(store);
    const content = 'x'.repeat(1_000_000);
    const logs = countTo(68).map(() => ({ ...sampleLog(), content }));
    const call = store.sessions.appendSessionLogs({ sessionId, logs });
    expect(await refusal(call)).toEqual({ code: 'invalid_input', paths: ['logs'] });
    expect(await store.sessions.countSessionLogs(sessionId)).toBe(0);
  });
}

function parentsWithin(store: StoreUnderTest): void {
  it('lets a log belong under one before it in the call', async () => {
    const { id: sessionId } = await newSession(store);
    await appendLogs(store, { sessionId, count: 1 });
    const calls = [
      sampleLog(),
      { ...sampleLog(), parentIndex: 0 },
      { ...sampleLog(), parentId: 1 },
      { ...sampleLog(), parentIndex: 1 },
    ];
    const { logs } = await store.sessions.appendSessionLogs({ sessionId, logs: calls });
    expect(logs.map(({ id, parentId }) => [id, parentId])).toEqual([
      [2, undefined],
      [3, 2],
      [4, 1],
      [5, 3],
    ]);
    expect(logs[1]).not.toHaveProperty('parentIndex');
    expect((await store.sessions.listSessionLogs({ sessionId })).logs.slice(1)).toEqual(logs);
  });

  it.each([
    ['one before it, by the id that it is about to get', 1],
    ['itself', 2],
    ['one after it', 3],
    ['one that is not there', 9],
  ])('refuses a log under %s, and stores none', async (_, parentId) => {
    const { id: sessionId } = await newSession(store);
    const logs = [sampleLog(), { ...sampleLog(), parentId }, sampleLog()];
    const call = store.sessions.appendSessionLogs({ sessionId, logs });
    expect(await refusal(call)).toEqual({ code: 'not_found', entity: 'sessionLog', id: `${sessionId}/${parentId}` });
    expect(await store.sessions.countSessionLogs(sessionId)).toBe(0);
    expect((await appendLogs(store, { sessionId, count: 1 }))[0]?.id).toBe(1);
  });
}

function wrongPlaces(store: StoreUnderTest): void {
  it.each([
    ['itself', { parentIndex: 1 }],
    ['one after it', { parentIndex: 2 }],
    ['no place', { parentIndex: -1 }],
    ['a place beside an id', { parentIndex: 0, parentId: 1 }],
  ])('refuses as the place of a parent: %s', async (_, fields) => {
    const { id: sessionId } = await newSession(store);
    const logs = [sampleLog(), { ...sampleLog(), ...fields }, sampleLog()];
    const call = store.sessions.appendSessionLogs({ sessionId, logs });
    expect(await refusal(call)).toEqual({ code: 'invalid_input', paths: ['logs[1].parentIndex'] });
    expect(await store.sessions.countSessionLogs(sessionId)).toBe(0);
  });

  it('refuses a place where there is one log only', async () => {
    const input = { sessionId: freshId('session'), ...sampleLog(), parentIndex: 0 } as AppendSessionLogInput;
    expect(await refusal(store.sessions.appendSessionLog(input))).toEqual({
      code: 'invalid_input',
      paths: ['parentIndex'],
    });
  });
}
