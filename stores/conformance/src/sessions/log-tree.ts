/** The contract of `sessions.getSessionLogTree`. */
import type { NewSessionLog, SessionLogNode } from '@agent-versions/core';
import { describe, expect, it } from 'vitest';
import { refusal } from '../refusal';
import { countTo, freshId } from '../samples';
import type { StoreUnderTest } from '../store-under-test';
import { appendLogs, newSession, sampleLog } from './samples';

/** A tree as its ids alone. */
type Shape = [id: number, children: Shape[]];

/** Proves the method. */
export function logTreeContract(store: StoreUnderTest): void {
  describe('getSessionLogTree', () => {
    shapes(store);
    edges(store);
  });
}

/** Appends a log for each of the parents; 0: none. */
async function appendUnder(store: StoreUnderTest, parents: readonly number[]): Promise<string> {
  const { id: sessionId } = await newSession(store);
  for (let done = 0; done < parents.length; done += 1000) {
    const logs = parents.slice(done, done + 1000).map((parent, index): NewSessionLog => {
      const log = sampleLog(done + index + 1);
      if (parent === 0) return log;
      return parent > done ? { ...log, parentIndex: parent - done - 1 } : { ...log, parentId: parent };
    });
    await store.sessions.appendSessionLogs({ sessionId, logs });
  }
  return sessionId;
}

function shapes(store: StoreUnderTest): void {
  it('shows every log under its parent, oldest first', async () => {
    const sessionId = await appendUnder(store, [0, 1, 0, 1, 2, 3, 2, 0]);
    expect((await store.sessions.getSessionLogTree({ sessionId })).map(shapeOf)).toEqual([
      [
        1,
        [
          [
            2,
            [
              [5, []],
              [7, []],
            ],
          ],
          [4, []],
        ],
      ],
      [3, [[6, []]]],
      [8, []],
    ]);
  });

  it('shows whole logs', async () => {
    const sessionId = await appendUnder(store, [0, 1]);
    const { logs } = await store.sessions.listSessionLogs({ sessionId });
    expect(await store.sessions.getSessionLogTree({ sessionId })).toEqual([
      { ...logs[0], children: [{ ...logs[1], children: [] }] },
    ]);
  });

  it('shows one log with what belongs under it', async () => {
    const sessionId = await appendUnder(store, [0, 1, 0, 2, 3, 2, 6]);
    expect((await store.sessions.getSessionLogTree({ sessionId, id: 2 })).map(shapeOf)).toEqual([
      [
        2,
        [
          [4, []],
          [6, [[7, []]]],
        ],
      ],
    ]);
    expect((await store.sessions.getSessionLogTree({ sessionId, id: 5 })).map(shapeOf)).toEqual([[5, []]]);
  });

  it('follows a chain of a thousand', async () => {
    const sessionId = await appendUnder(
      store,
      countTo(1000).map((number) => number - 1),
    );
    let level = await store.sessions.getSessionLogTree({ sessionId });
    for (const id of countTo(1000)) {
      expect(level.map((node) => node.id)).toEqual([id]);
      level = level[0]?.children ?? [];
    }
    expect(level).toEqual([]);
  });
}

function edges(store: StoreUnderTest): void {
  it('is empty where there is no log or no session', async () => {
    const { id: sessionId } = await newSession(store);
    expect(await store.sessions.getSessionLogTree({ sessionId })).toEqual([]);
    await appendLogs(store, { sessionId, count: 1 });
    expect(await store.sessions.getSessionLogTree({ sessionId, id: 2 })).toEqual([]);
    expect(await store.sessions.getSessionLogTree({ sessionId: freshId('session') })).toEqual([]);
  });

  it('is made of up to ten thousand logs, and refused beyond', { timeout: 120_000 }, async () => {
    const sessionId = await appendUnder(
      store,
      countTo(10_000).map((number) => (number % 100 === 1 ? 0 : number - 1)),
    );
    expect(await store.sessions.getSessionLogTree({ sessionId })).toHaveLength(100);
    await appendLogs(store, { sessionId, count: 1 });
    for (const id of [undefined, 1]) {
      const call = store.sessions.getSessionLogTree({ sessionId, id });
      expect(await refusal(call)).toEqual({ code: 'invalid_input', paths: ['sessionId'] });
    }
    for (const id of [2, 10_001]) {
      expect(await store.sessions.getSessionLogTree({ sessionId, id })).toMatchObject([{ id }]);
    }
  });

  it('refuses what is no id', async () => {
    const call = store.sessions.getSessionLogTree({ sessionId: 'any', id: 0 });
    expect(await refusal(call)).toEqual({ code: 'invalid_input', paths: ['id'] });
  });
}

function shapeOf({ id, children }: SessionLogNode): Shape {
  return [id, children.map(shapeOf)];
}
