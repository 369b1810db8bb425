/** When messages are dated that come without a time: a part of the contract of `memory.saveMessages`. */
import type { SaveMessage } from '@agent-versions/core';
import { expect, it } from 'vitest';
import { countTo } from '../samples';
import type { StoreUnderTest } from '../store-under-test';
import { makeThread, messageIds, sampleMessage, saveSamples } from './samples';

/** Proves that they are in the order they were saved in. */
export function messageDates(store: StoreUnderTest): void {
  it('dates a call’s messages one millisecond apart', async () => {
    const { id: threadId } = await makeThread(store.memory);
    const messages = await saveSamples(store.memory, { threadId, count: 50 });
    const first = messages[0]?.createdAt.getTime() ?? 0;
    expect(messages.map(({ createdAt }) => createdAt.getTime() - first)).toEqual(countTo(50).map((n) => n - 1));
    expect(Math.abs(Date.now() - first)).toBeLessThan(60_000);
    expect(await messageIds(store.memory, threadId)).toEqual(messages.map(({ id }) => id));
  });

  it('keeps calls that follow each other in order, however fast', async () => {
    const { id: threadId } = await makeThread(store.memory);
    const saved: string[] = [];
    for (const count of [20, 1, 20, 2]) {
      saved.push(...(await saveSamples(store.memory, { threadId, count })).map(({ id }) => id));
    }
    expect(await messageIds(store.memory, threadId)).toEqual(saved);
  });

  it('dates a message after one that a faster clock dated, up to ten minutes ahead', async () => {
    const { id: threadId } = await makeThread(store.memory);
    const followed = inSeconds(570);
    const dated = [followed, inSeconds(630)].map((createdAt) => ({ ...sampleMessage(threadId), createdAt }));
    await store.memory.saveMessages({ messages: dated });
    const [next] = await saveSamples(store.memory, { threadId, count: 1 });
    expect(next?.createdAt.getTime()).toBe(followed.getTime() + 1);
  });

  it('dates a message after those of its thread that come before it in the call', async () => {
    const [{ id: threadId }, other] = await Promise.all([makeThread(store.memory), makeThread(store.memory)]);
    const far = new Date('9999-12-31T23:59:59.999Z');
    const given = [
      { threadId, name: 'undated, first' },
      { threadId, name: 'far', createdAt: far },
      { threadId, name: 'asked', createdAt: inSeconds(50) },
      { threadId, name: 'past', createdAt: new Date(0) },
      { threadId, name: 'answered' },
      { threadId: other.id, name: 'of another thread' },
      { threadId, name: 'asked again', createdAt: inSeconds(100) },
      { threadId, name: 'answered again' },
      { threadId, name: 'and again' },
    ];
    const messages = given.map(({ name, ...message }): SaveMessage => ({ ...message, role: 'user', content: name }));
    const saved = await store.memory.saveMessages({ messages });
    const listed = async (of: string) =>
      (await store.memory.listMessages({ threadId: of })).messages.map(({ content }) => content);
    const order = ['past', 'undated, first', 'asked', 'answered', 'asked again', 'answered again', 'and again', 'far'];
    expect(await listed(threadId)).toEqual(order);
    expect(Math.abs(Date.now() - (saved.messages[5]?.createdAt.getTime() ?? 0))).toBeLessThan(40_000);
  });
}

function inSeconds(seconds: number): Date {
  return new Date(Date.now() + seconds * 1000);
}
