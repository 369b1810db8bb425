/** The domain `memory` in this process's memory: the reference of the others. */
import { NotFoundError } from '../../../errors';
import type { StorableLimits } from '../../../json/limits';
import type { JsonObject } from '../../../json/types';
import { InMemoryDatabase } from '../../inmemory-database';
import { FIRST_PAGE, pageOutput } from '../../pagination';
import {
  type CreateThreadInput,
  type ListMessagesInput,
  type ListMessagesOutput,
  type ListThreadsInput,
  type ListThreadsOutput,
  MemoryStorage,
  type SaveMessagesInput,
  type SaveMessagesOutput,
  type SaveResourceInput,
  type SaveThreadInput,
  type UpdateResourceInput,
  type UpdateThreadInput,
} from './base';
import { threadIdTaken, threadOfAnother } from './conflicts';
import { saveMessageRows } from './inmemory-messages';
import { readMessageRow, readResourceRow, readThreadRow } from './inmemory-rows';
import type { ResourceRow, ThreadRow } from './inmemory-tables';
import {
  mergeMetadata,
  type PreparedThread,
  parseListMessages,
  parseListThreads,
  parseResourceId,
  parseThreadId,
  parseUpdateResource,
  parseUpdateThread,
  prepareResource,
  prepareSaveThread,
  prepareThread,
} from './input';
import { prepareMessages } from './input-messages';
import type { StorageResourceType, StorageThreadType } from './records';

/** Every method runs without a pause, and so is one atomic step. */
export class InMemoryMemoryStorage extends MemoryStorage {
  readonly #db: InMemoryDatabase;
  readonly #limits: Partial<StorableLimits> | undefined;

  /** Default: a database of its own. */
  constructor(input: { database?: InMemoryDatabase; limits?: Partial<StorableLimits> } = {}) {
    super();
    this.#db = input.database ?? new InMemoryDatabase();
    this.#limits = input.limits;
  }

  /** @inheritdoc */
  override get database(): InMemoryDatabase {
    return this.#db;
  }

  /** @inheritdoc */
  override async init(): Promise<void> {}

  /** @inheritdoc */
  override async close(): Promise<void> {}

  /** @inheritdoc */
  override async createThread(input: CreateThreadInput): Promise<StorageThreadType> {
    const thread = prepareThread(input, this.#limits);
    if (this.#db.memory.thread(thread.id)) throw threadIdTaken(thread.id);
    return this.#setThread(newThread(thread));
  }

  /** @inheritdoc */
  override async saveThread(input: SaveThreadInput): Promise<StorageThreadType> {
    const thread = prepareSaveThread(input, this.#limits);
    const { id, resourceId, title } = thread;
    const row = this.#db.memory.thread(id);
    if (!row) return this.#setThread(newThread(thread));
    if (row.resourceId !== resourceId) throw threadOfAnother({ id, expected: resourceId, actual: row.resourceId });
    return this.#setThread({ ...row, title, metadata: thread.metadata?.canonical, updatedAt: Date.now() });
  }

  /** @inheritdoc */
  override async getThreadById(input: { threadId: string }): Promise<StorageThreadType | null> {
    const row = this.#db.memory.thread(parseThreadId(input));
    return row ? readThreadRow(row) : null;
  }

  /** @inheritdoc */
  override async updateThread(input: UpdateThreadInput): Promise<StorageThreadType> {
    const { id, title, metadata } = parseUpdateThread(input, this.#limits);
    const row = this.#db.memory.thread(id);
    if (!row) throw new NotFoundError({ entity: 'thread', id });
    const merged = this.#merge(row, metadata);
    return this.#setThread({ ...row, title: title ?? row.title, metadata: merged, updatedAt: Date.now() });
  }

  /** @inheritdoc */
  override async deleteThread(input: { threadId: string }): Promise<void> {
    this.#db.memory.deleteThread(parseThreadId(input));
  }

  /** @inheritdoc */
  override async listThreads(input?: ListThreadsInput): Promise<ListThreadsOutput> {
    const query = parseListThreads(input);
    const { rows, total } = this.#db.memory.threadPage(query);
    const { page, perPage } = query;
    return { threads: rows.map(readThreadRow), ...pageOutput({ total, page, perPage, firstPage: FIRST_PAGE }) };
  }

  /** @inheritdoc */
  override async saveMessages(input: SaveMessagesInput): Promise<SaveMessagesOutput> {
    const messages = prepareMessages(input, this.#limits);
    return { messages: saveMessageRows(this.#db.memory, messages).map(readMessageRow) };
  }

  /** @inheritdoc */
  override async listMessages(input: ListMessagesInput): Promise<ListMessagesOutput> {
    const query = parseListMessages(input);
    const { rows, total } = this.#db.memory.messagePage(query);
    const { page, perPage } = query;
    return { messages: rows.map(readMessageRow), ...pageOutput({ total, page, perPage, firstPage: FIRST_PAGE }) };
  }

  /** @inheritdoc */
  override async getResourceById(input: { resourceId: string }): Promise<StorageResourceType | null> {
    const row = this.#db.memory.resources.get(parseResourceId(input));
    return row ? readResourceRow(row) : null;
  }

  /** @inheritdoc */
  override async saveResource(input: SaveResourceInput): Promise<StorageResourceType> {
    const { id, workingMemory, metadata, createdAt } = prepareResource(input, this.#limits);
    return this.#setResource({ id, workingMemory, metadata: metadata?.canonical }, createdAt);
  }

  /** @inheritdoc */
  override async updateResource(input: UpdateResourceInput): Promise<StorageResourceType> {
    const { id, workingMemory, metadata } = parseUpdateResource(input, this.#limits);
    const row = this.#db.memory.resources.get(id);
    const merged = this.#merge(row, metadata);
    return this.#setResource({ id, workingMemory: workingMemory ?? row?.workingMemory, metadata: merged });
  }

  #merge(row: ThreadRow | ResourceRow | undefined, changes: JsonObject | undefined): string | undefined {
    const stored = row?.metadata === undefined ? undefined : JSON.parse(row.metadata);
    return mergeMetadata(stored, changes, this.#limits)?.canonical;
  }

  #setThread(row: ThreadRow): StorageThreadType {
    this.#db.memory.setThread(row);
    return readThreadRow(row);
  }

  #setResource(resource: Omit<ResourceRow, 'createdAt' | 'updatedAt'>, createdAt?: Date): StorageResourceType {
    const now = Date.now();
    const made = createdAt?.getTime() ?? now;
    const known = this.#db.memory.resources.get(resource.id);
    const times = known ? { createdAt: known.createdAt, updatedAt: now } : { createdAt: made, updatedAt: made };
    const row = { ...resource, ...times };
    this.#db.memory.resources.set(row.id, row);
    return readResourceRow(row);
  }
}

function newThread({ metadata, createdAt, ...thread }: PreparedThread): ThreadRow {
  const at = createdAt?.getTime() ?? Date.now();
  return { ...thread, metadata: metadata?.canonical, createdAt: at, updatedAt: at };
}
