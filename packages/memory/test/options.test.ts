/** What a memory is not made of. */
import { InMemoryStore, ValidationError } from '@agent-versions/core';
import { describe, expect, it } from 'vitest';
import { Memory, type MemoryOptions } from '../src';
import { CosineSearch, wordEmbedder } from './support/words';

const embedder = wordEmbedder();
const vector = new CosineSearch();

/** The issues that a memory of these options is refused with. */
function refusal(options: object): { path: string; message: string }[] {
  try {
    new Memory(options as MemoryOptions);
  } catch (error) {
    expect(error).toBeInstanceOf(ValidationError);
    return [...(error as ValidationError).issues];
  }
  return [];
}

describe('the options of a memory', () => {
  it.each<[string, object, string]>([
    ['an unknown option', { storrage: new InMemoryStore() }, 'storrage'],
    ['an unknown option of recall', { options: { workingMemory: { enabled: true } } }, 'options.workingMemory'],
    ['a domain for a storage', { storage: new InMemoryStore().stores.memory }, 'storage'],
    ['more than 1,000 messages', { options: { lastMessages: 1001 } }, 'options.lastMessages'],
    ['a negative number of messages', { options: { lastMessages: -1 } }, 'options.lastMessages'],
    ['true for a number of messages', { options: { lastMessages: true } }, 'options.lastMessages'],
    ['null for a number of messages', { options: { lastMessages: null } }, 'options.lastMessages'],
    ['an embedder that is no function', { embedder: {} }, 'embedder'],
    ['a search that cannot be asked', { vector: { upsert: async () => {} } }, 'vector'],
  ])('are not %s', (_, options, path) => {
    expect(refusal(options)).toMatchObject([{ path }]);
  });

  it.each([0, 101, 1.5, '4'])('have no topK of %j', (topK) => {
    expect(refusal({ embedder, vector, options: { semanticRecall: { topK } } })).not.toEqual([]);
  });

  it.each<[string, object, RegExp]>([
    ['without both', {}, /needs `embedder` and `vector`/],
    ['without a search', { embedder }, /needs `vector`/],
    ['without an embedder', { vector }, /needs `embedder`/],
  ])('ask for semantic recall in vain %s, and say what to give', (_, given, message) => {
    for (const semanticRecall of [true, { topK: 2 }]) {
      const issues = refusal({ ...given, options: { lastMessages: 10, semanticRecall } });
      expect(issues).toEqual([{ path: 'options.semanticRecall', message: expect.stringMatching(message) }]);
    }
  });

  it('may name an embedder and a search that are not used', () => {
    const storage = new InMemoryStore();
    expect(refusal({ storage, embedder, vector })).toEqual([]);
    expect(refusal({ storage, embedder, vector, options: { semanticRecall: false } })).toEqual([]);
    expect(refusal({ storage, embedder, vector, options: { semanticRecall: {} } })).toEqual([]);
  });
});
