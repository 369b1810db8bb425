/** The contract of `memory.saveMessages`: all or none, each once, in order. */
import type { SaveMessage } from '@agent-versions/core';
import { describe, expect, it } from 'vitest';
import { refusal } from '../refusal';
import { countTo, freshId, ULID } from '../samples';
import type { StoreUnderTest } from '../store-under-test';
import { messageDates } from './message-dates';
import { makeThread, messageIds, messageTotal, sampleMessage, saveSamples } from './samples';

/** Proves the method by itself; races have a file of their own. */
export function saveMessagesContract(store: StoreUnderTest): void {
  describe('saveMessages', () => {
    returns(store);
    messageDates(store);
    repeats(store);
    atomicity(store);
    limits(store);
  });
}

function returns(store: StoreUnderTest): void {
  it('returns the messages as stored, in the order given', async () => {
    const { id: threadId } = await makeThread(store.memory);
    const later = new Date('2024-01-02T00:00:00.000Z');
    const earlier = new Date('2024-01-01T00:00:00.000Z');
    const given: SaveMessage[] = [
      { ...sampleMessage(threadId), id: 'z', resourceId: 'r', type: 'text', createdAt: later },
      { ...sampleMessage(threadId, 2), id: 'a', type: '', createdAt: earlier },
    ].map((message) => ({ ...message, id: `${message.id}-${threadId}` }));
    const { messages } = await store.memory.saveMessages({ messages: given });
    expect(messages).toStrictEqual(given);
    const { messages: listed } = await store.memory.listMessages({ threadId });
    expect(listed).toStrictEqual(messages.toReversed());
  });

  it('makes ids, and leaves absent what is absent', async () => {
    const { id: threadId } = await makeThread(store.memory);
    const bare: SaveMessage[] = [
      { threadId, role: 'system', content: null },
      { threadId, role: 'tool', content: '' },
    ];
    const { messages } = await store.memory.saveMessages({ messages: bare });
    const made = { id: expect.stringMatching(ULID), createdAt: expect.any(Date) };
    expect(messages).toStrictEqual(bare.map((message) => ({ ...message, ...made })));
    expect((await store.memory.listMessages({ threadId })).messages).toStrictEqual(messages);
  });

  it('takes messages of several threads at once, and none at all', async () => {
    const [left, right] = await Promise.all([makeThread(store.memory), makeThread(store.memory)]);
    const ids = [left.id, right.id, left.id];
    const given = ids.map((threadId, index) => sampleMessage(threadId, index));
    const { messages } = await store.memory.saveMessages({ messages: given });
    expect(messages.map(({ threadId }) => threadId)).toEqual(ids);
    expect(await messageIds(store.memory, left.id)).toEqual([given[0]?.id, given[2]?.id]);
    expect(await messageTotal(store.memory, left.id)).toBe(2);
    expect(await messageTotal(store.memory, right.id)).toBe(1);
    expect(await store.memory.saveMessages({ messages: [] })).toStrictEqual({ messages: [] });
  });

  it('moves updatedAt of the threads that got a message', async () => {
    const createdAt = new Date('2020-01-01T00:00:00.000Z');
    const [got, other] = await Promise.all([
      makeThread(store.memory, { createdAt, metadata: { a: 1 } }),
      makeThread(store.memory, { createdAt }),
    ]);
    await store.memory.saveMessages({ messages: [{ ...sampleMessage(got.id), createdAt }] });
    const after = await store.memory.getThreadById({ threadId: got.id });
    expect(after).toStrictEqual({ ...got, updatedAt: expect.any(Date) });
    expect(Math.abs(Date.now() - (after?.updatedAt.getTime() ?? 0))).toBeLessThan(60_000);
    expect(await store.memory.getThreadById({ threadId: other.id })).toStrictEqual(other);
  });
}

function repeats(store: StoreUnderTest): void {
  it('changes nothing when a call is repeated', async () => {
    const { id: threadId } = await makeThread(store.memory);
    const call = { messages: [sampleMessage(threadId), sampleMessage(threadId, 2)] };
    const first = await store.memory.saveMessages(call);
    const thread = await store.memory.getThreadById({ threadId });
    expect(await store.memory.saveMessages(call)).toStrictEqual(first);
    expect(await store.memory.saveMessages({ messages: first.messages.toReversed() })).toStrictEqual({
      messages: first.messages.toReversed(),
    });
    expect(await store.memory.getThreadById({ threadId })).toStrictEqual(thread);
    expect(await messageTotal(store.memory, threadId)).toBe(2);
  });

  it('adds what is new beside what is there', async () => {
    const { id: threadId } = await makeThread(store.memory);
    const [known] = await saveSamples(store.memory, { threadId, count: 1 });
    const added = [sampleMessage(threadId, 2), sampleMessage(threadId, 3)];
    const call = { messages: [...added.slice(0, 1), ...(known ? [known] : []), ...added.slice(1)] };
    const { messages } = await store.memory.saveMessages(call);
    expect(messages).toMatchObject(call.messages);
    expect(messages[1]).toStrictEqual(known);
    expect(await messageIds(store.memory, threadId)).toEqual([known?.id, added[0]?.id, added[1]?.id]);
    expect(await messageTotal(store.memory, threadId)).toBe(3);
  });

  it('refuses another message under an id that is taken, in whichever field it differs', async () => {
    const [{ id: threadId }, elsewhere] = await Promise.all([makeThread(store.memory), makeThread(store.memory)]);
    const taken = { ...sampleMessage(threadId), resourceId: 'r', type: 'text', createdAt: new Date(0) };
    const { messages } = await store.memory.saveMessages({ messages: [taken] });
    const { resourceId, type, ...bare } = taken;
    const others: SaveMessage[] = [
      { ...taken, threadId: elsewhere.id },
      { ...taken, threadId: freshId('thread') },
      { ...taken, role: 'system' },
      { ...taken, content: 'another' },
      { ...taken, createdAt: new Date(1) },
      { ...bare, type },
      { ...bare, resourceId },
    ];
    const conflict = { code: 'conflict', entity: 'message', id: taken.id, expected: 'none', actual: 'another record' };
    for (const other of others) {
      const call = store.memory.saveMessages({ messages: [sampleMessage(threadId), other] });
      expect(await refusal(call)).toEqual(conflict);
    }
    expect((await store.memory.listMessages({ threadId })).messages).toStrictEqual(messages);
    expect(await messageTotal(store.memory, threadId)).toBe(1);
    expect(await messageTotal(store.memory, elsewhere.id)).toBe(0);
  });

  it('names the first of several that are taken', async () => {
    const { id: threadId } = await makeThread(store.memory);
    const known = await saveSamples(store.memory, { threadId, count: 3 });
    const messages = known.toReversed().map((message) => ({ ...message, content: 'another' }));
    expect(await refusal(store.memory.saveMessages({ messages }))).toMatchObject({ id: known[2]?.id });
  });
}

function atomicity(store: StoreUnderTest): void {
  it('stores nothing where a thread is not there, and names the first such', async () => {
    const thread = await makeThread(store.memory);
    const gone = [freshId('thread'), freshId('thread')].sort().toReversed();
    const messages = [thread.id, ...gone, thread.id].map((threadId) => sampleMessage(threadId));
    const call = store.memory.saveMessages({ messages });
    expect(await refusal(call)).toEqual({ code: 'not_found', entity: 'thread', id: gone[0] });
    expect(await messageTotal(store.memory, thread.id)).toBe(0);
    expect(await store.memory.getThreadById({ threadId: thread.id })).toStrictEqual(thread);
    expect(await store.memory.getThreadById({ threadId: gone[0] ?? '' })).toBeNull();
  });

  it('stores nothing where one message is wrong', async () => {
    const { id: threadId } = await makeThread(store.memory);
    const right = sampleMessage(threadId);
    const wrong: { message: object; path: string }[] = [
      { message: { ...right, id: '' }, path: 'id' },
      { message: { ...right, threadId: undefined }, path: 'threadId' },
      { message: { ...right, resourceId: null }, path: 'resourceId' },
      { message: { ...right, role: 'robot' }, path: 'role' },
      { message: { ...right, type: 5 }, path: 'type' },
      { message: { ...right, content: undefined }, path: 'content' },
      { message: { ...right, content: { a: Number.NaN } }, path: 'content.a' },
      { message: { ...right, createdAt: '2024-01-01' }, path: 'createdAt' },
      { message: { ...right, updatedAt: new Date() }, path: 'updatedAt' },
    ];
    for (const { message, path } of wrong) {
      const call = store.memory.saveMessages({ messages: [sampleMessage(threadId), message as SaveMessage] });
      expect(await refusal(call)).toEqual({ code: 'invalid_input', paths: [`messages[1].${path}`] });
    }
    expect(await messageTotal(store.memory, threadId)).toBe(0);
  });
}

function limits(store: StoreUnderTest): void {
  it('refuses an id that occurs twice in one call', async () => {
    const { id: threadId } = await makeThread(store.memory);
    const twice = sampleMessage(threadId);
    const call = store.memory.saveMessages({ messages: [twice, sampleMessage(threadId), twice] });
    expect(await refusal(call)).toEqual({ code: 'invalid_input', paths: ['messages[2].id'] });
    expect(await messageTotal(store.memory, threadId)).toBe(0);
  });

  it('takes a thousand messages, and no more', async () => {
    const { id: threadId } = await makeThread(store.memory);
    const thousand = countTo(1000).map((turn) => sampleMessage(threadId, turn));
    const call = store.memory.saveMessages({ messages: [...thousand, sampleMessage(threadId)] });
    expect(await refusal(call)).toEqual({ code: 'invalid_input', paths: ['messages'] });
    const { messages } = await store.memory.saveMessages({ messages: thousand });
    expect((await store.memory.listMessages({ threadId, perPage: 1000 })).messages).toStrictEqual(messages);
    expect(await messageTotal(store.memory, threadId)).toBe(1000);
  });

  it('takes contents that are too large for one array together, twice', { timeout: 60_000 }, async () => {
    const { id: threadId } = await makeThread(store.memory);
    const content = 'x'.repeat(900_000);
    const messages = countTo(20).map((turn) => ({ ...sampleMessage(threadId, turn), content: `${turn}${content}` }));
    const saved = await store.memory.saveMessages({ messages });
    expect(saved.messages.map(({ id }) => id)).toEqual(messages.map(({ id }) => id));
    expect(await store.memory.saveMessages({ messages })).toStrictEqual(saved);
    expect(await messageTotal(store.memory, threadId)).toBe(20);
    for (const page of [0, 3]) {
      const listed = await store.memory.listMessages({ threadId, page, perPage: 5 });
      expect(listed.messages).toStrictEqual(saved.messages.slice(page * 5, page * 5 + 5));
    }
  });

  it('refuses contents that are over 64 MiB together', async () => {
    const { id: threadId } = await makeThread(store.memory);
    const content = 'x'.repeat(1_000_000);
    const messages = countTo(68).map((turn) => ({ ...sampleMessage(threadId, turn), content }));
    expect(await refusal(store.memory.saveMessages({ messages }))).toEqual({
      code: 'invalid_input',
      paths: ['messages'],
    });
    expect(await messageTotal(store.memory, threadId)).toBe(0);
  });
}
