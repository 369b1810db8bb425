/** What a memory is made of, checked. */
import { MAX_PER_PAGE, type MastraStorage, parseInput, perPageSchema } from '@agent-versions/core';
import { z } from 'zod';
import type { Embedder, VectorSearch } from './vector-search';

/** How many messages are recalled unless somebody says otherwise. */
const DEFAULT_LAST_MESSAGES = 10;

/** How many messages a semantic recall adds unless somebody says otherwise. */
const DEFAULT_TOP_K = 4;

/** The most that a semantic recall adds. */
const MAX_TOP_K = 100;

/** How messages are found by what they mean. */
export interface SemanticRecallOptions {
  /** How many messages are added to the last ones: 1 to 100 (default 4). */
  topK?: number;
}

/** What a memory is made of. */
export interface MemoryOptions {
  /** Where threads and messages are kept; it stays open. Default: a `DefaultStorage` of the memory's own. */
  storage?: MastraStorage;
  /** How it recalls. */
  options?: {
    /** How many of a thread's last messages are recalled: 1 to 1000 (default 10); `false` or 0 for none. */
    lastMessages?: number | false;
    /** Whether messages are also found by what they mean (default false). Needs `embedder` and `vector`. */
    semanticRecall?: boolean | SemanticRecallOptions;
  };
  /** Turns texts into vectors, for semantic recall. */
  embedder?: Embedder;
  /** Keeps vectors and finds the nearest, for semantic recall. */
  vector?: VectorSearch;
}

/** What semantic recall needs, all of it there. */
export interface SemanticRecallSettings {
  embedder: Embedder;
  vector: VectorSearch;
  topK: number;
}

/** Options, fully said. */
export interface MemorySettings {
  storage: MastraStorage | undefined;
  /** 0: none. */
  lastMessages: number;
  /** Undefined: switched off. */
  semanticRecall: SemanticRecallSettings | undefined;
}

/** How many of the last messages; none comes out as 0. */
export const lastMessagesSchema = z
  .custom<number | false>(
    (value) => value === false || value === 0 || perPageSchema.safeParse(value).success,
    `must be an integer from 0 to ${MAX_PER_PAGE}, or false`,
  )
  .transform((count) => count || 0);

const topKSchema = z.custom<number>(
  (value) => perPageSchema.safeParse(value).success && (value as number) <= MAX_TOP_K,
  `must be an integer from 1 to ${MAX_TOP_K}`,
);

const optionsSchema = z
  .strictObject({
    storage: z.custom<MastraStorage>((value) => has(value, 'requireStore'), 'must be a MastraStorage').optional(),
    options: z
      .strictObject({
        lastMessages: lastMessagesSchema.default(DEFAULT_LAST_MESSAGES),
        semanticRecall: z
          .union([z.boolean(), z.strictObject({ topK: topKSchema.default(DEFAULT_TOP_K) })])
          .default(false),
      })
      .prefault({}),
    embedder: z.custom<Embedder>((value) => typeof value === 'function', 'must be a function').optional(),
    vector: z
      .custom<VectorSearch>((value) => has(value, 'upsert') && has(value, 'query'), 'must have upsert and query')
      .optional(),
  })
  .check(({ value, issues }) => {
    if (!value.options.semanticRecall) return;
    const missing = (['embedder', 'vector'] as const).filter((name) => !value[name]);
    if (missing.length === 0) return;
    const message = `needs ${missing.map((name) => `\`${name}\``).join(' and ')} beside \`options\`: give what is missing, or leave it out`;
    issues.push({ code: 'custom', path: ['options', 'semanticRecall'], message, input: value });
  });

/** @throws ValidationError when an option is none, has another form, or lacks another that it needs */
export function parseOptions(input: MemoryOptions): MemorySettings {
  const { storage, options, embedder, vector } = parseInput(optionsSchema, input);
  const { lastMessages, semanticRecall: wanted } = options;
  if (!wanted || !embedder || !vector) return { storage, lastMessages, semanticRecall: undefined };
  const { topK } = wanted === true ? { topK: DEFAULT_TOP_K } : wanted;
  return { storage, lastMessages, semanticRecall: { embedder, vector, topK } };
}

function has(value: unknown, method: string): boolean {
  return typeof Object(value)[method] === 'function';
}
