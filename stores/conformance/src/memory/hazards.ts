/** Hostile ids, texts, values and times in the domain `memory`, and what nobody may change from outside. */
import { deepStrictEqual } from 'node:assert/strict';
import type { JsonValue } from '@agent-versions/core';
import { describe, expect, it } from 'vitest';
import { REFUSED_IDS, REFUSED_NUMBERS, REFUSED_TIMES, STORABLE_IDS, STORABLE_TIMES } from '../hazards/ids';
import { REFUSED_DOCUMENTS, REFUSED_VALUES } from '../hazards/refused-values';
import { HOSTILE_TEXTS, SMALL_VALUES, STORABLE_VALUES } from '../hazards/values';
import { refusal } from '../refusal';
import { freshId } from '../samples';
import type { StoreUnderTest } from '../store-under-test';
import { documentCalls, everyCall, idCalls, textCalls, timeCalls } from './calls';
import { makeThread, sampleMessage } from './samples';

/** Proves that what is stored comes back equal, and that the rest is refused before anything is written. */
export function memoryHazardsContract(store: StoreUnderTest): void {
  describe('hostile ids', () => ids(store));
  describe('hostile texts', () => texts(store));
  describe('hostile values', () => values(store));
  describe('hostile times', () => times(store));
  describe('hostile inputs', () => inputs(store));
  describe('shared references', () => references(store));
}

/** Expects a ValidationError whose first fault stands at that path. */
async function expectRefusedAt(call: Promise<unknown>, path: string): Promise<void> {
  const { code, paths } = await refusal(call);
  expect({ code, path: (paths as string[])[0] }).toEqual({ code: 'invalid_input', path });
}

function ids(store: StoreUnderTest): void {
  it('are kept apart, byte by byte', async () => {
    for (const { id } of STORABLE_IDS) {
      await store.memory.createThread({ id, resourceId: id, title: id });
      await store.memory.saveMessages({ messages: [{ id, threadId: id, resourceId: id, role: 'user', content: id }] });
      await store.memory.saveResource({ resource: { id, workingMemory: id } });
    }
    for (const { id } of STORABLE_IDS) {
      const { threads, total } = await store.memory.listThreads({ resourceId: id });
      expect({ total, threads }).toMatchObject({ total: 1, threads: [{ id, resourceId: id, title: id }] });
      const message = { id, threadId: id, resourceId: id, content: id };
      expect(await store.memory.listMessages({ threadId: id })).toMatchObject({ total: 1, messages: [message] });
      expect(await store.memory.getResourceById({ resourceId: id })).toMatchObject({ id, workingMemory: id });
    }
  });

  it.each(REFUSED_IDS)('$name is none', async ({ id }) => {
    for (const { call, path } of idCalls(store.memory)) await expectRefusedAt(call(id as string), path);
  });
}

function texts(store: StoreUnderTest): void {
  const longest = { name: '65,536 bytes', text: `€${'x'.repeat(65_533)}` };

  it.each([...HOSTILE_TEXTS, longest])('$name is kept', async ({ text }) => {
    const { id: threadId } = await makeThread(store.memory, { title: text });
    expect(await store.memory.getThreadById({ threadId })).toMatchObject({ title: text });
    expect(await store.memory.updateThread({ id: threadId, title: text })).toMatchObject({ title: text });
    const { messages } = await store.memory.saveMessages({ messages: [{ ...sampleMessage(threadId), type: text }] });
    expect(messages).toMatchObject([{ type: text }]);
    expect((await store.memory.listMessages({ threadId })).messages).toStrictEqual(messages);
    const resource = { resourceId: threadId, workingMemory: text };
    expect(await store.memory.updateResource(resource)).toMatchObject({ workingMemory: text });
    expect(await store.memory.getResourceById({ resourceId: threadId })).toMatchObject({ workingMemory: text });
  });

  it('with U+0000 or lone surrogates, longer ones, and what is none, are refused', async () => {
    for (const text of ['a\0b', '\ud83d', 'x'.repeat(65_537), '€'.repeat(21_846), null, 5, ['a'], Object('a')]) {
      for (const { call, path } of textCalls(store.memory)) await expectRefusedAt(call(text as string), path);
    }
  });
}

function values(store: StoreUnderTest): void {
  it.each(STORABLE_VALUES)('$name comes back equal', async ({ value, ...row }) => {
    const expected = { value: 'stored' in row ? row.stored : value };
    const document = { value: value as JsonValue };
    const thread = await makeThread(store.memory, { metadata: document });
    const { id: threadId } = await makeThread(store.memory);
    const updated = await store.memory.updateThread({ id: threadId, metadata: document });
    const { messages } = await store.memory.saveMessages({
      messages: [{ ...sampleMessage(threadId), content: document }],
    });
    const found = [
      thread.metadata,
      updated.metadata,
      (await store.memory.getThreadById({ threadId: thread.id }))?.metadata,
      (await store.memory.updateResource({ resourceId: threadId, metadata: document })).metadata,
      (await store.memory.getResourceById({ resourceId: threadId }))?.metadata,
      messages[0]?.content,
      (await store.memory.listMessages({ threadId })).messages[0]?.content,
    ];
    // not expect(): it takes an own key `constructor` for the object's class
    for (const document of found) deepStrictEqual(document, expected);
  });

  it('are contents of messages by themselves, too', async () => {
    const { id: threadId } = await makeThread(store.memory);
    const given = SMALL_VALUES.map(({ value }) => ({ ...sampleMessage(threadId), content: value as JsonValue }));
    await store.memory.saveMessages({ messages: given });
    const { messages } = await store.memory.listMessages({ threadId, perPage: 1000 });
    const expected = SMALL_VALUES.map(({ value, ...row }) => ('stored' in row ? row.stored : value));
    for (const [index, { content }] of messages.entries()) deepStrictEqual(content, expected[index]);
    expect(messages).toHaveLength(expected.length);
  });

  it.each(REFUSED_VALUES)('$name is refused', async ({ value, at }) => {
    for (const { call, path } of documentCalls(store.memory)) {
      await expectRefusedAt(call({ value }), at === undefined ? path : `${path}.value${at}`);
    }
  });

  it.each(REFUSED_DOCUMENTS)('$name is no metadata', async ({ value }) => {
    const calls = documentCalls(store.memory).filter(({ path }) => path.endsWith('metadata'));
    expect(calls).toHaveLength(5);
    for (const { call, path } of calls) await expectRefusedAt(call(value as object), path);
  });
}

function times(store: StoreUnderTest): void {
  it('are kept to the millisecond, and order as they happened', async () => {
    const { id: threadId } = await makeThread(store.memory);
    const dates = STORABLE_TIMES.map((time) => new Date(time));
    const given = dates.map((createdAt) => ({ ...sampleMessage(threadId), createdAt }));
    await store.memory.saveMessages({ messages: given.toReversed() });
    const { messages } = await store.memory.listMessages({ threadId });
    expect(messages.map(({ createdAt }) => createdAt.toISOString())).toEqual(STORABLE_TIMES);
    for (const [index, createdAt] of dates.entries()) {
      expect(await store.memory.listMessages({ threadId, to: createdAt })).toMatchObject({ total: index });
      const thread = await makeThread(store.memory, { createdAt });
      expect((await store.memory.getThreadById({ threadId: thread.id }))?.createdAt).toEqual(createdAt);
    }
  });

  it.each(REFUSED_TIMES)('$name is none', async ({ time }) => {
    for (const { call, path } of timeCalls(store.memory)) await expectRefusedAt(call(time as Date), path);
  });
}

function inputs(store: StoreUnderTest): void {
  it('have pages from 0 of 1 to 1000', async () => {
    const wrongPages = REFUSED_NUMBERS.filter((value) => value !== 0);
    const wrongSizes = [...REFUSED_NUMBERS, 1001];
    for (const wrong of wrongPages) {
      await expectRefusedAt(store.memory.listThreads({ page: wrong as number }), 'page');
      await expectRefusedAt(store.memory.listMessages({ threadId: 'a', page: wrong as number }), 'page');
    }
    for (const wrong of wrongSizes) {
      await expectRefusedAt(store.memory.listThreads({ perPage: wrong as number }), 'perPage');
      await expectRefusedAt(store.memory.listMessages({ threadId: 'a', perPage: wrong as number }), 'perPage');
    }
  });

  it('have orders out of a closed list', async () => {
    for (const field of ['id', 'title', 'createdAt"; --', '', 'toString']) {
      const orderBy = { field, direction: 'ASC' } as never;
      await expectRefusedAt(store.memory.listThreads({ orderBy }), 'orderBy.field');
      await expectRefusedAt(store.memory.listMessages({ threadId: 'a', orderBy }), 'orderBy.field');
    }
    for (const direction of ['asc', 'DESC; --', '', 'toString']) {
      const orderBy = { field: 'createdAt', direction } as never;
      await expectRefusedAt(store.memory.listThreads({ orderBy }), 'orderBy.direction');
      await expectRefusedAt(store.memory.listMessages({ threadId: 'a', orderBy }), 'orderBy.direction');
    }
  });

  it('have no field that is not known, and are objects', async () => {
    for (const { call, path } of everyCall(store.memory)) {
      await expectRefusedAt(call({ surprise: 1 }), path === '' ? 'surprise' : `${path}.surprise`);
    }
    for (const { whole } of everyCall(store.memory).filter(({ path }) => path === '')) {
      for (const wrong of [null, 5, 'a', []])
        expect(await refusal(whole(wrong))).toMatchObject({ code: 'invalid_input' });
    }
  });
}

function references(store: StoreUnderTest): void {
  it('are none: what goes in or comes out can be changed without touching what is stored', async () => {
    const metadata = { list: [1, { a: 1 }] };
    const createdAt = new Date('2024-01-01T00:00:00.000Z');
    const making = store.memory.createThread({ id: freshId('thread'), resourceId: 'r', metadata, createdAt });
    scramble(metadata, createdAt);
    const made = await making;
    const { id: threadId } = made;
    const message = { ...sampleMessage(threadId), content: { list: [1, { a: 1 }] }, createdAt: new Date(1) };
    const saving = store.memory.saveMessages({ messages: [message] });
    scramble(message.content, message.createdAt);
    const saved = await saving;
    const resource = await store.memory.updateResource({ resourceId: threadId, metadata: { list: [1, { a: 1 }] } });
    const read = async () => [
      await store.memory.getThreadById({ threadId }),
      (await store.memory.listMessages({ threadId })).messages[0],
      await store.memory.getResourceById({ resourceId: threadId }),
    ];
    const pristine = await read();
    const [thread, listed, known] = await read();
    scramble(made.metadata, made.createdAt, saved.messages[0]?.content, saved.messages[0]?.createdAt);
    scramble(resource.metadata, resource.createdAt, thread, listed, known);
    expect(await read()).toStrictEqual(pristine);
    expect(pristine).toMatchObject([
      { metadata: { list: [1, { a: 1 }] }, createdAt: new Date('2024-01-01T00:00:00.000Z') },
      { content: { list: [1, { a: 1 }] }, createdAt: new Date(1) },
      { metadata: { list: [1, { a: 1 }] } },
    ]);
  });
}

/** Changes everything in them that can be changed. */
function scramble(...roots: unknown[]): void {
  for (const value of roots) {
    if (value instanceof Date) value.setTime(0);
    else if (Array.isArray(value)) {
      scramble(...value);
      value.push('scrambled');
    } else if (typeof value === 'object' && value !== null) {
      scramble(...Object.values(value));
      Object.assign(value, { scrambled: true });
    }
  }
}
