/** Remembers and recalls the last messages of a thread, and those that are about the same where it is asked to. */
import {
  type CreateThreadInput,
  idSchema,
  type MastraDBMessage,
  type MastraStorage,
  type MemoryStorage,
  NotFoundError,
  parseInput,
  type SaveMessagesInput,
  type SaveMessagesOutput,
  type StorageThreadType,
  textSchema,
  ValidationError,
} from '@agent-versions/core';
import { DefaultStorage } from '@agent-versions/libsql';
import { z } from 'zod';
import { lastMessagesSchema, type MemoryOptions, parseOptions } from './options';
import { SemanticRecall } from './semantic-recall';
import type { CallOptions } from './vector-search';

/** A thread to look up. */
export interface GetThreadInput {
  threadId: string;
  /** Whose the thread must be; another's is not found. */
  resourceId?: string;
}

/** What to recall. */
export interface RecallInput {
  threadId: string;
  /** Whose the thread must be; another's is not found. */
  resourceId?: string;
  /** How many of the last messages: 1 to 1000; `false` or 0 for none. Default: as the memory's options say. */
  lastMessages?: number | false;
  /** Also recalls messages that are about this. Needs semantic recall. */
  vectorSearchString?: string;
}

/** What was recalled. */
export interface RecallOutput {
  /** Oldest first, none twice. */
  messages: MastraDBMessage[];
}

const threadFields = { threadId: idSchema, resourceId: idSchema.optional() };

const getThreadSchema = z.strictObject(threadFields);

const callSchema = z.strictObject({
  signal: z.custom<AbortSignal>((value) => value instanceof AbortSignal, 'must be an AbortSignal').optional(),
});

const recallSchema = z.strictObject({
  ...threadFields,
  lastMessages: lastMessagesSchema.optional(),
  vectorSearchString: textSchema.min(1, 'must not be empty').optional(),
});

/**
 * The memory of conversations, on the domain `memory` of a storage.
 *
 * ```ts
 * const memory = new Memory({ options: { lastMessages: 10 } });
 * const thread = await memory.createThread({ resourceId: 'mira' });
 * await memory.saveMessages({ messages: [{ threadId: thread.id, role: 'user', content: 'Hello' }] });
 * const { messages } = await memory.recall({ threadId: thread.id });
 * await memory.close();
 * ```
 */
export class Memory {
  /** Where threads and messages are kept: what was given, or a `DefaultStorage` of the memory's own. */
  readonly storage: MastraStorage;

  readonly #isOwn: boolean;
  readonly #lastMessages: number;
  readonly #semanticRecall: SemanticRecall | undefined;

  /**
   * Touches nothing yet: the first call opens the storage.
   * @throws ValidationError when an option is none or has another form, and when `semanticRecall` is asked for without
   *   an `embedder` and a `vector`
   */
  constructor(options: MemoryOptions = {}) {
    const { storage, lastMessages, semanticRecall } = parseOptions(options);
    this.storage = storage ?? new DefaultStorage();
    this.#isOwn = storage === undefined;
    this.#lastMessages = lastMessages;
    this.#semanticRecall = semanticRecall && new SemanticRecall(semanticRecall);
  }

  /**
   * Begins a thread.
   * @throws ConflictError when the id is taken
   * @see MemoryStorage.createThread
   */
  async createThread(input: CreateThreadInput): Promise<StorageThreadType> {
    return (await this.#memory()).createThread(input);
  }

  /** The thread; null where there is none, or where it is another resource's than the one given. */
  async getThreadById(input: GetThreadInput): Promise<StorageThreadType | null> {
    const { threadId, resourceId } = parseInput(getThreadSchema, input);
    const thread = await (await this.#memory()).getThreadById({ threadId });
    return thread && (resourceId ?? thread.resourceId) === thread.resourceId ? thread : null;
  }

  /**
   * Stores messages, all or none, and returns them as stored. With semantic recall they are embedded afterwards: where
   * that fails they are stored all the same, and saving them again under the same ids mends it.
   * @throws NotFoundError, ConflictError, ValidationError as {@link MemoryStorage.saveMessages} does
   * @throws what the embedder or the vector search throws
   */
  async saveMessages(input: SaveMessagesInput, options: CallOptions = {}): Promise<SaveMessagesOutput> {
    const call = parseInput(callSchema, options);
    const saved = await (await this.#memory()).saveMessages(input);
    await this.#semanticRecall?.add(saved.messages, call);
    return saved;
  }

  /**
   * The thread's last messages, and before them those about `vectorSearchString` where it is given. Nothing where there
   * is no such thread.
   * @throws NotFoundError when a resource is given, and it has no such thread
   * @throws ValidationError also when `vectorSearchString` is given without semantic recall
   * @throws what the embedder or the vector search throws
   */
  async recall(input: RecallInput, options: CallOptions = {}): Promise<RecallOutput> {
    const { lastMessages = this.#lastMessages, ...wanted } = parseInput(recallSchema, input);
    const { threadId, resourceId, vectorSearchString: text } = wanted;
    const { signal } = parseInput(callSchema, options);
    if (text !== undefined && !this.#semanticRecall) {
      throw new ValidationError([{ path: 'vectorSearchString', message: 'needs the option semanticRecall' }]);
    }
    if (resourceId !== undefined && !(await this.getThreadById({ threadId, resourceId }))) {
      throw new NotFoundError({ entity: 'thread', id: threadId });
    }
    const memory = await this.#memory();
    const found = text === undefined ? [] : await this.#semanticRecall?.find({ memory, threadId, text, signal });
    // the last are read last: whatever was found and is not among them is older
    const last = await readLast(memory, { threadId, count: lastMessages });
    const ids = new Set(last.map(({ id }) => id));
    return { messages: [...(found ?? []).filter(({ id }) => !ids.has(id)), ...last] };
  }

  /** Closes the storage where the memory opened it itself; one that was given stays open. Idempotent. */
  async close(): Promise<void> {
    if (this.#isOwn) await this.storage.close();
  }

  #memory(): Promise<MemoryStorage> {
    return this.storage.requireStore('memory');
  }
}

/** The last messages of a thread, oldest first, in one read. */
async function readLast(
  memory: MemoryStorage,
  { threadId, count }: { threadId: string; count: number },
): Promise<MastraDBMessage[]> {
  if (count === 0) return [];
  const orderBy = { field: 'createdAt', direction: 'DESC' } as const;
  const { messages } = await memory.listMessages({ threadId, perPage: count, orderBy });
  return messages.reverse();
}
