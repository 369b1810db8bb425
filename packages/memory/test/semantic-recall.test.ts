/** With an embedder and a vector search, messages are also found by what they are about. */
import { describe, expect, it, vi } from 'vitest';
import type { Memory, VectorSearch } from '../src';
import { KINDS, type Kind, openMemory } from './support/memories';
import { CosineSearch, wordEmbedder } from './support/words';

/** A memory that recalls two messages and as many as `topK` by meaning, with what is behind it. */
function openSemantic(kind: Kind, topK = 2) {
  const embedder = wordEmbedder();
  const vector = new CosineSearch();
  const memory = openMemory(kind, { embedder, vector, options: { lastMessages: 2, semanticRecall: { topK } } });
  return { memory, embedder, vector };
}

const SAID = ['my invoice is wrong', 'the weather is fine', 'send the invoice again', 'hello', 'goodbye'];

/** A thread in which five things were said: `t-0` to `t-4`. */
async function talk(memory: Memory, threadId = 't'): Promise<void> {
  await memory.createThread({ id: threadId, resourceId: 'mira' });
  const messages = SAID.map(
    (content, index) => ({ id: `${threadId}-${index}`, threadId, role: 'user', content }) as const,
  );
  await memory.saveMessages({ messages });
}

const idsOf = async (recalled: ReturnType<Memory['recall']>) => (await recalled).messages.map(({ id }) => id);

describe.each(KINDS)('semantic recall %s', (kind) => {
  it('adds what was said about something before what was said last', async () => {
    const { memory } = openSemantic(kind);
    await talk(memory);
    expect(await idsOf(memory.recall({ threadId: 't', vectorSearchString: 'invoice' }))).toEqual([
      't-0',
      't-2',
      't-3',
      't-4',
    ]);
    expect(await idsOf(memory.recall({ threadId: 't' }))).toEqual(['t-3', 't-4']);
  });

  it('recalls no message twice, and those about something alone where no last ones are asked for', async () => {
    const { memory } = openSemantic(kind, 4);
    await talk(memory);
    const input = { threadId: 't', vectorSearchString: 'goodbye invoice' };
    expect(await idsOf(memory.recall(input))).toEqual(['t-0', 't-2', 't-3', 't-4']);
    expect(await idsOf(memory.recall({ ...input, lastMessages: 0 }))).toEqual(['t-0', 't-2', 't-4']);
    expect(await idsOf(memory.recall({ ...input, lastMessages: 1000 }))).toHaveLength(SAID.length);
  });

  it('finds messages of one millisecond by their ids', async () => {
    const { memory } = openSemantic(kind);
    await memory.createThread({ id: 't', resourceId: 'mira' });
    const createdAt = new Date('9999-12-31T23:59:59.999Z'); // the last time that there is
    const messages = SAID.map(
      (content, index) => ({ id: `${index}`, threadId: 't', role: 'user', content, createdAt }) as const,
    );
    await memory.saveMessages({ messages });
    const input = { threadId: 't', vectorSearchString: 'invoice', lastMessages: false } as const;
    expect(await idsOf(memory.recall(input))).toEqual(['0', '2']);
  });

  it('reads no further than the last message it looks for', async () => {
    const { memory } = openSemantic(kind);
    await memory.createThread({ id: 't', resourceId: 'mira' });
    const common = { threadId: 't', role: 'user', createdAt: new Date(0) } as const;
    await memory.saveMessages({ messages: [{ ...common, id: '0', content: 'my invoice' }] });
    const others = Array.from({ length: 1000 }, (_, n) => ({ ...common, id: `other ${n}`, content: 'hello' }));
    await memory.saveMessages({ messages: others });
    const domain = await memory.storage.requireStore('memory');
    const list = vi.spyOn(domain, 'listMessages');
    const input = { threadId: 't', vectorSearchString: 'invoice', lastMessages: 0 };
    expect(await idsOf(memory.recall(input))).toEqual(['0']);
    expect(list).toHaveBeenCalledTimes(1);
  });

  it('finds nothing of another thread', async () => {
    const { memory, vector } = openSemantic(kind);
    await talk(memory);
    await talk(memory, 'u');
    const answer = [...vector.items.values()];
    vector.query = async () => answer; // a search that forgot the filter
    const recalled = await memory.recall({ threadId: 'u', vectorSearchString: 'invoice', lastMessages: 0 });
    expect(recalled.messages.filter(({ threadId }) => threadId !== 'u')).toEqual([]);
  });

  it('leaves out what is no longer in the storage', async () => {
    const { memory, vector } = openSemantic(kind);
    await talk(memory);
    await (await memory.storage.requireStore('memory')).deleteThread({ threadId: 't' });
    expect(vector.items.size).toBe(SAID.length);
    expect(await idsOf(memory.recall({ threadId: 't', vectorSearchString: 'invoice' }))).toEqual([]);
  });
});

describe('what is embedded', () => {
  it('are the texts of the messages that have one, in one call, with where to find them', async () => {
    const { memory, embedder, vector } = openSemantic('in memory');
    await memory.createThread({ id: 't', resourceId: 'mira' });
    const createdAt = new Date(0);
    await memory.saveMessages({
      messages: [
        { id: 'a', threadId: 't', role: 'user', content: [{ type: 'text', text: 'Where is it?' }], createdAt },
        { id: 'b', threadId: 't', role: 'tool', content: { result: 7 } },
        { id: 'c', threadId: 't', role: 'assistant', content: 'Here.' },
      ],
    });
    await memory.saveMessages({ messages: [{ threadId: 't', role: 'tool', content: {} }] });
    expect(embedder.asked).toEqual([['Where is it?', 'Here.']]);
    expect([...vector.items.keys()]).toEqual(['a', 'c']);
    const metadata = { threadId: 't', createdAt: '1970-01-01T00:00:00.000Z' };
    expect(vector.items.get('a')).toEqual({ id: 'a', vector: expect.any(Array), metadata });
  });

  it('is nothing that was refused', async () => {
    const { memory, embedder } = openSemantic('in memory');
    const stray = { threadId: 'nowhere', role: 'user', content: 'Hello?' } as const;
    await expect(memory.saveMessages({ messages: [stray] })).rejects.toMatchObject({ code: 'not_found' });
    expect(embedder.asked).toEqual([]);
  });

  it('is nothing for somebody whose thread it is not', async () => {
    const { memory, embedder } = openSemantic('in memory');
    await memory.createThread({ id: 't', resourceId: 'mira' });
    const input = { threadId: 't', resourceId: 'otto', vectorSearchString: 'invoice' };
    await expect(memory.recall(input)).rejects.toMatchObject({ code: 'not_found' });
    expect(embedder.asked).toEqual([]);
  });
});

describe('an embedder or a search that fails', () => {
  it('says so, and keeps what was said; saving it again mends it', async () => {
    const { memory, vector } = openSemantic('in memory');
    const upsert = vector.upsert.bind(vector);
    vector.upsert = () => Promise.reject(new Error('the index is away'));
    await expect(talk(memory)).rejects.toThrow('the index is away');
    expect(await idsOf(memory.recall({ threadId: 't' }))).toEqual(['t-3', 't-4']);
    vector.upsert = upsert;
    const messages = SAID.map(
      (content, index) => ({ id: `t-${index}`, threadId: 't', role: 'user', content }) as const,
    );
    await memory.saveMessages({ messages });
    const input = { threadId: 't', vectorSearchString: 'invoice', lastMessages: 0 };
    expect(await idsOf(memory.recall(input))).toEqual(['t-0', 't-2']);
  });

  it('is told when nobody waits any more', async () => {
    const { memory } = openSemantic('in memory');
    await talk(memory);
    const signal = AbortSignal.abort();
    const aborted = { name: 'AbortError' };
    await expect(memory.recall({ threadId: 't', vectorSearchString: 'a' }, { signal })).rejects.toMatchObject(aborted);
    const messages = [{ threadId: 't', role: 'user', content: 'Hello' } as const];
    await expect(memory.saveMessages({ messages }, { signal })).rejects.toMatchObject(aborted);
  });

  it.each<[string, unknown]>([
    ['no vector', []],
    ['two vectors for one text', [[1], [1]]],
    ['an empty vector', [[]]],
    ['a vector that is no number', [[Number.NaN]]],
    ['no list', undefined],
  ])('is refused where the embedder answers with %s', async (_, answer) => {
    const embedder = async () => answer as number[][];
    const memory = openMemory('in memory', { embedder, vector: new CosineSearch(), options: { semanticRecall: true } });
    await memory.createThread({ id: 't', resourceId: 'mira' });
    const recalled = memory.recall({ threadId: 't', vectorSearchString: 'invoice' });
    await expect(recalled).rejects.toMatchObject({ code: 'invalid_input', issues: [{ path: 'embedder' }] });
  });

  it.each<[string, unknown, string]>([
    ['no list', undefined, 'vector'],
    ['a match without an id', [{ metadata: { createdAt: '1970-01-01T00:00:00.000Z' } }], 'vector[0].id'],
    ['a match without its metadata', [{ id: 'a' }], 'vector[0].metadata'],
    ['a match of no time', [{ id: 'a', metadata: { createdAt: 'yesterday' } }], 'vector[0].metadata.createdAt'],
  ])('is refused where the search answers with %s', async (_, answer, path) => {
    const vector = { upsert: async () => {}, query: async () => answer } as unknown as VectorSearch;
    const options = { semanticRecall: true };
    const memory = openMemory('in memory', { embedder: wordEmbedder(), vector, options });
    await memory.createThread({ id: 't', resourceId: 'mira' });
    const recalled = memory.recall({ threadId: 't', vectorSearchString: 'invoice' });
    await expect(recalled).rejects.toMatchObject({
      code: 'invalid_input',
      issues: [expect.objectContaining({ path })],
    });
  });
});
