/** A thread's last messages are remembered and recalled, wherever they are kept. */
import { describe, expect, it } from 'vitest';
import type { Memory } from '../src';
import { KINDS, openMemory } from './support/memories';

/** Says numbered things in a thread, in as many calls as there are lists. */
async function say(memory: Memory, threadId: string, ...calls: number[][]): Promise<void> {
  for (const numbers of calls) {
    await memory.saveMessages({
      messages: numbers.map((number) => ({
        id: `${threadId}-${number}`,
        threadId,
        role: 'user',
        content: `${number}`,
      })),
    });
  }
}

/** What is recalled, as it was said. */
async function recallTexts(memory: Memory, input: Parameters<Memory['recall']>[0]): Promise<unknown[]> {
  return (await memory.recall(input)).messages.map(({ content }) => content);
}

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe.each(KINDS)('a memory %s', (kind) => {
  it('recalls the last ten messages of a thread, oldest first, unless told otherwise', async () => {
    const memory = openMemory(kind);
    await memory.createThread({ id: 't', resourceId: 'mira' });
    await say(memory, 't', [1], [2, 3], numbers(4, 12));
    expect(await recallTexts(memory, { threadId: 't' })).toEqual(numbers(3, 12).map(String));
    expect(await recallTexts(memory, { threadId: 't', lastMessages: 2 })).toEqual(['11', '12']);
    expect(await recallTexts(memory, { threadId: 't', lastMessages: 1000 })).toEqual(numbers(1, 12).map(String));
  });

  it('recalls as many as its options say, unless a call says otherwise', async () => {
    const memory = openMemory(kind, { options: { lastMessages: 3 } });
    await memory.createThread({ id: 't', resourceId: 'mira' });
    await say(memory, 't', numbers(1, 5));
    expect(await recallTexts(memory, { threadId: 't' })).toEqual(['3', '4', '5']);
    expect(await recallTexts(memory, { threadId: 't', lastMessages: 4 })).toEqual(['2', '3', '4', '5']);
    for (const lastMessages of [0, false] as const) {
      expect(await recallTexts(memory, { threadId: 't', lastMessages })).toEqual([]);
    }
  });

  it.each([0, false] as const)('recalls none where its options say %s', async (lastMessages) => {
    const memory = openMemory(kind, { options: { lastMessages } });
    await memory.createThread({ id: 't', resourceId: 'mira' });
    await say(memory, 't', [1, 2]);
    expect(await recallTexts(memory, { threadId: 't' })).toEqual([]);
    expect(await recallTexts(memory, { threadId: 't', lastMessages: 1 })).toEqual(['2']);
  });

  it('recalls messages as they were stored', async () => {
    const memory = openMemory(kind);
    const thread = await memory.createThread({ resourceId: 'mira', title: 'Refund', metadata: { order: 7 } });
    expect(thread).toMatchObject({ resourceId: 'mira', title: 'Refund', metadata: { order: 7 } });
    expect(await memory.getThreadById({ threadId: thread.id })).toEqual(thread);
    const { messages } = await memory.saveMessages({
      messages: [
        { threadId: thread.id, role: 'user', content: [{ type: 'text', text: 'Where is it?' }] },
        { threadId: thread.id, role: 'assistant', type: 'text', resourceId: 'mira', content: { late: true, by: null } },
      ],
    });
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant']);
    expect(await memory.recall({ threadId: thread.id })).toEqual({ messages });
  });

  it('keeps threads apart', async () => {
    const memory = openMemory(kind);
    for (const id of ['a', 'b']) await memory.createThread({ id, resourceId: 'mira' });
    await say(memory, 'a', [1, 2]);
    await say(memory, 'b', [3]);
    expect(await recallTexts(memory, { threadId: 'a' })).toEqual(['1', '2']);
    expect(await recallTexts(memory, { threadId: 'b' })).toEqual(['3']);
    expect(await recallTexts(memory, { threadId: 'c' })).toEqual([]);
  });

  it("does not find another resource's thread", async () => {
    const memory = openMemory(kind);
    await memory.createThread({ id: 't', resourceId: 'mira' });
    await say(memory, 't', [1]);
    expect(await recallTexts(memory, { threadId: 't', resourceId: 'mira' })).toEqual(['1']);
    const notFound = { code: 'not_found', entity: 'thread', id: 't' };
    await expect(memory.recall({ threadId: 't', resourceId: 'otto' })).rejects.toMatchObject(notFound);
    await expect(memory.recall({ threadId: 'u', resourceId: 'mira' })).rejects.toMatchObject({ ...notFound, id: 'u' });
    expect(await memory.getThreadById({ threadId: 't', resourceId: 'mira' })).toMatchObject({ id: 't' });
    expect(await memory.getThreadById({ threadId: 't', resourceId: 'otto' })).toBeNull();
  });

  it('remembers all messages of a call or none, and each once', async () => {
    const memory = openMemory(kind);
    await memory.createThread({ id: 't', resourceId: 'mira' });
    const first = { id: 'one', threadId: 't', role: 'user', content: 'Hello', createdAt: new Date(1000) } as const;
    const stray = { threadId: 'nowhere', role: 'user', content: 'Hello?' } as const;
    await expect(memory.saveMessages({ messages: [first, stray] })).rejects.toMatchObject({ code: 'not_found' });
    expect(await recallTexts(memory, { threadId: 't' })).toEqual([]);
    await memory.saveMessages({ messages: [first] });
    await memory.saveMessages({ messages: [first] });
    expect(await memory.recall({ threadId: 't' })).toEqual({ messages: [first] });
  });

  it('refuses what it does not know', async () => {
    const memory = openMemory(kind);
    await memory.createThread({ id: 't', resourceId: 'mira' });
    const refusals: [Promise<unknown>, string][] = [
      [memory.recall({ threadId: '' }), 'threadId'],
      [memory.recall({ threadId: 't', lastMessages: 1001 }), 'lastMessages'],
      [memory.recall({ threadId: 't', lastMessages: -1 }), 'lastMessages'],
      [memory.recall({ threadId: 't', lastMessages: 1.5 }), 'lastMessages'],
      [memory.recall({ threadId: 't', lastMessages: true as never }), 'lastMessages'],
      [memory.recall({ threadId: 't', perPage: 5 } as never), 'perPage'],
      [memory.recall({ threadId: 't', resourceId: '' }), 'resourceId'],
      [memory.recall({ threadId: 't', vectorSearchString: 'refund' }), 'vectorSearchString'],
      [memory.recall({ threadId: 't' }, { signal: 'now' as never }), 'signal'],
      [memory.recall(undefined as never), ''],
      [memory.getThreadById({ id: 't' } as never), 'threadId'],
      [memory.saveMessages({ messages: [], thread: 't' } as never), 'thread'],
      [memory.saveMessages(undefined as never), ''],
      [memory.createThread({} as never), 'resourceId'],
    ];
    for (const [call, path] of refusals) {
      const issues = expect.arrayContaining([expect.objectContaining({ path })]);
      await expect(call, path).rejects.toMatchObject({ code: 'invalid_input', issues });
    }
  });
});
