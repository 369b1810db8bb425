/** Finds a thread's messages by what they mean, with an embedder and a vector search that are given from outside. */
import {
  idSchema,
  MAX_PER_PAGE,
  type MastraDBMessage,
  type MemoryStorage,
  parseValue,
  timeSchema,
  ValidationError,
} from '@agent-versions/core';
import { z } from 'zod';
import type { SemanticRecallSettings } from './options';
import { textOf } from './text-of';
import type { CallOptions, VectorItem } from './vector-search';

/** What to find, and where. */
export interface FindInput extends CallOptions {
  /** Where the messages are. */
  memory: MemoryStorage;
  threadId: string;
  /** What the messages are to be about. */
  text: string;
}

const matchesSchema = z.array(
  z.object({
    id: idSchema,
    metadata: z.object({
      createdAt: z
        .string()
        .transform((text) => new Date(text))
        .pipe(timeSchema),
    }),
  }),
);

/** Keeps vectors of messages, and finds messages by them. */
export class SemanticRecall {
  readonly #settings: SemanticRecallSettings;

  constructor(settings: SemanticRecallSettings) {
    this.#settings = settings;
  }

  /**
   * Embeds messages that are stored; one without text is left out. Repeating it changes nothing.
   * @throws what the embedder or the search throws
   * @throws ValidationError when the embedder's answer is not a vector for each text
   */
  async add(messages: readonly MastraDBMessage[], { signal }: CallOptions): Promise<void> {
    const texts = messages.map(({ content }) => textOf(content));
    const worded = messages.filter((_, index) => texts[index]);
    if (worded.length === 0) return;
    const vectors = await this.#embed(texts.filter(Boolean), { signal });
    const items = worded.map(({ id, threadId, createdAt }, index): VectorItem => {
      return { id, vector: vectors[index] as number[], metadata: { threadId, createdAt: createdAt.toISOString() } };
    });
    await this.#settings.vector.upsert(items, { signal });
  }

  /**
   * The messages of a thread nearest to a text, oldest first. They are read from the storage: what the search still
   * knows and the storage does not is left out.
   * @throws what the embedder or the search throws
   * @throws ValidationError when an answer of the two cannot be used
   */
  async find({ memory, threadId, text, signal }: FindInput): Promise<MastraDBMessage[]> {
    const { vector: search, topK } = this.#settings;
    const [vector] = await this.#embed([text], { signal });
    const answer = await search.query({ vector: vector as number[], topK, filter: { threadId }, signal });
    const matches = parseValue(matchesSchema, { value: answer, path: 'vector' }).slice(0, topK);
    const inOrder = [...idsByTime(matches)].sort(([a], [b]) => a - b);
    const found = await Promise.all(inOrder.map(([time, ids]) => readAt(memory, { threadId, time, ids })));
    return found.flat();
  }

  async #embed(texts: string[], options: CallOptions): Promise<number[][]> {
    const vectors: unknown = await this.#settings.embedder(texts, options);
    if (Array.isArray(vectors) && vectors.length === texts.length && vectors.every(isVector)) return vectors;
    throw new ValidationError([{ path: 'embedder', message: `must return ${texts.length} vectors of finite numbers` }]);
  }
}

function idsByTime(matches: z.infer<typeof matchesSchema>): Map<number, Set<string>> {
  const ids = new Map<number, Set<string>>();
  for (const { id, metadata } of matches) {
    const time = metadata.createdAt.getTime();
    ids.set(time, (ids.get(time) ?? new Set()).add(id));
  }
  return ids;
}

/** Those of some messages that were created in one millisecond: the domain finds messages by thread and time. */
async function readAt(
  memory: MemoryStorage,
  { threadId, time, ids }: { threadId: string; time: number; ids: ReadonlySet<string> },
): Promise<MastraDBMessage[]> {
  const found: MastraDBMessage[] = [];
  const to = timeSchema.safeParse(new Date(time + 1)).data; // none after the last time that there is
  for (let page = 0, hasMore = true; hasMore; page += 1) {
    const list = await memory.listMessages({ threadId, from: new Date(time), to, page, perPage: MAX_PER_PAGE });
    found.push(...list.messages.filter(({ id }) => ids.has(id)));
    hasMore = list.hasMore && found.length < ids.size;
  }
  return found;
}

function isVector(value: unknown): value is number[] {
  return Array.isArray(value) && value.length > 0 && value.every(Number.isFinite);
}
