/** The domain `memory` on any SQL database. */
import {
  type CreateThreadInput,
  FIRST_PAGE,
  type ListMessagesInput,
  type ListMessagesOutput,
  type ListThreadsInput,
  type ListThreadsOutput,
  MemoryStorage,
  mergeMetadata,
  NotFoundError,
  type PageOutput,
  type PreparedResource,
  type PreparedThread,
  pageOffset,
  pageOutput,
  parseListMessages,
  parseListThreads,
  parseResourceId,
  parseThreadId,
  parseUpdateResource,
  parseUpdateThread,
  prepareMessages,
  prepareResource,
  prepareSaveThread,
  prepareThread,
  type SaveMessagesInput,
  type SaveMessagesOutput,
  type SaveResourceInput,
  type SaveThreadInput,
  type StorableLimits,
  type StorageResourceType,
  type StorageThreadType,
  threadIdTaken,
  threadOfAnother,
  type UpdateResourceInput,
  type UpdateThreadInput,
} from '@agent-versions/core';
import { ConstraintError, type SqlDatabase, type SqlRow } from '../database';
import type { Dialect } from '../dialect';
import { readMessage, readResource, readResourceRevision, readThread, readThreadRevision } from '../rows-memory';
import type { ResourceValues, ThreadValues } from '../statements/memory';
import * as statements from '../statements/memory';
import { selectMessagePage } from '../statements/messages';
import { saveMessages } from './save-messages';

/** Threads, messages and resources, a table each. */
export class SqlMemoryStorage extends MemoryStorage {
  readonly #db: SqlDatabase;
  readonly #limits: Partial<StorableLimits> | undefined;

  /** Takes over the life of `database`: closing the domain closes it. */
  constructor(input: { database: SqlDatabase; limits?: Partial<StorableLimits> }) {
    super();
    this.#db = input.database;
    this.#limits = input.limits;
  }

  /** @inheritdoc */
  override get database(): object {
    return this.#db;
  }

  /** @inheritdoc */
  override init(): Promise<void> {
    return this.#db.init();
  }

  /** @inheritdoc */
  override close(): Promise<void> {
    return this.#db.close();
  }

  /** @inheritdoc */
  override async createThread(input: CreateThreadInput): Promise<StorageThreadType> {
    const { dialect } = this.#db;
    const thread = threadValues(prepareThread(input, this.#limits));
    try {
      const [[row = {}] = []] = await this.#db.write(statements.insertThread(dialect, thread));
      return readThread(dialect, row);
    } catch (error) {
      throw error instanceof ConstraintError ? threadIdTaken(thread.id, { cause: error }) : error;
    }
  }

  /** @inheritdoc */
  override async saveThread(input: SaveThreadInput): Promise<StorageThreadType> {
    const { dialect } = this.#db;
    const thread = threadValues(prepareSaveThread(input, this.#limits));
    for (;;) {
      const [[row] = []] = await this.#db.write(statements.upsertThread(dialect, thread));
      if (row) return readThread(dialect, row);
      const { id, resourceId: expected } = thread;
      const stored = await this.#findThread(id);
      if (stored) throw threadOfAnother({ id, expected, actual: stored.resourceId });
      // it was deleted in between: there is room for this one now
    }
  }

  /** @inheritdoc */
  override async getThreadById(input: { threadId: string }): Promise<StorageThreadType | null> {
    return this.#findThread(parseThreadId(input));
  }

  /** @inheritdoc */
  override async updateThread(input: UpdateThreadInput): Promise<StorageThreadType> {
    const { id, title: given, metadata } = parseUpdateThread(input, this.#limits);
    const { dialect } = this.#db;
    for (;;) {
      const [row] = await this.#db.read(statements.selectThread(dialect, id));
      if (!row) throw new NotFoundError({ entity: 'thread', id });
      const current = readThread(dialect, row);
      const { resourceId, title = null } = current;
      const merged = mergeMetadata(current.metadata, metadata, this.#limits)?.canonical ?? null;
      const revision = readThreadRevision(dialect, row);
      const seen = { id, resourceId, revision, createdAt: row.createdAt };
      const change = { ...seen, title: given ?? title, metadata: merged };
      const [[written] = []] = await this.#db.write(statements.updateThread(dialect, change));
      if (written) return readThread(dialect, written);
    }
  }

  /** @inheritdoc */
  override async deleteThread(input: { threadId: string }): Promise<void> {
    await this.#db.write(statements.deleteThread(this.#db.dialect, parseThreadId(input)));
  }

  /** @inheritdoc */
  override async listThreads(input?: ListThreadsInput): Promise<ListThreadsOutput> {
    const { resourceId = null, orderBy, ...page } = parseListThreads(input);
    const bounds = { offset: pageOffset({ ...page, firstPage: FIRST_PAGE }), limit: page.perPage, ...orderBy };
    const rows = await this.#db.read(statements.selectThreadPage(this.#db.dialect, { resourceId, ...bounds }));
    return { threads: this.#readAll(rows, readThread), ...pageOf(rows, page) };
  }

  /** @inheritdoc */
  override async saveMessages(input: SaveMessagesInput): Promise<SaveMessagesOutput> {
    return { messages: await saveMessages(this.#db, prepareMessages(input, this.#limits)) };
  }

  /** @inheritdoc */
  override async listMessages(input: ListMessagesInput): Promise<ListMessagesOutput> {
    const { threadId, orderBy, from = null, to = null, ...page } = parseListMessages(input);
    const bounds = { offset: pageOffset({ ...page, firstPage: FIRST_PAGE }), limit: page.perPage, ...orderBy };
    const rows = await this.#db.read(selectMessagePage(this.#db.dialect, { threadId, from, to, ...bounds }));
    return { messages: this.#readAll(rows, readMessage), ...pageOf(rows, page) };
  }

  /** @inheritdoc */
  override async getResourceById(input: { resourceId: string }): Promise<StorageResourceType | null> {
    const { dialect } = this.#db;
    const [row] = await this.#db.read(statements.selectResource(dialect, parseResourceId(input)));
    return row ? readResource(dialect, row) : null;
  }

  /** @inheritdoc */
  override async saveResource(input: SaveResourceInput): Promise<StorageResourceType> {
    const { dialect } = this.#db;
    const resource = resourceValues(prepareResource(input, this.#limits));
    const [[row = {}] = []] = await this.#db.write(statements.upsertResource(dialect, resource));
    return readResource(dialect, row);
  }

  /** @inheritdoc */
  override async updateResource(input: UpdateResourceInput): Promise<StorageResourceType> {
    const { id, workingMemory: given, metadata } = parseUpdateResource(input, this.#limits);
    const { dialect } = this.#db;
    for (;;) {
      const [row] = await this.#db.read(statements.selectResource(dialect, id));
      const current = row && readResource(dialect, row);
      const merged = mergeMetadata(current?.metadata, metadata, this.#limits)?.canonical ?? null;
      const change = { id, workingMemory: given ?? current?.workingMemory ?? null, metadata: merged };
      const [[written] = []] = await this.#db.write(
        row
          ? statements.updateResource(dialect, { revision: readResourceRevision(dialect, row), ...change })
          : statements.insertResource(dialect, { createdAt: null, ...change }),
      );
      if (written) return readResource(dialect, written);
    }
  }

  async #findThread(id: string): Promise<StorageThreadType | null> {
    const [row] = await this.#db.read(statements.selectThread(this.#db.dialect, id));
    return row ? readThread(this.#db.dialect, row) : null;
  }

  #readAll<T>(rows: readonly SqlRow[], read: (dialect: Dialect, row: SqlRow) => T): T[] {
    return rows.filter(({ id }) => id !== null).map((row) => read(this.#db.dialect, row));
  }
}

function threadValues({ title, metadata, createdAt, ...thread }: PreparedThread): ThreadValues {
  return { ...thread, title: title ?? null, metadata: metadata?.canonical ?? null, createdAt: createdAt ?? null };
}

function resourceValues({ id, workingMemory, metadata, createdAt }: PreparedResource): ResourceValues {
  const values = { workingMemory: workingMemory ?? null, metadata: metadata?.canonical ?? null };
  return { id, ...values, createdAt: createdAt ?? null };
}

function pageOf(rows: readonly SqlRow[], page: { page: number; perPage: number }): PageOutput {
  return pageOutput({ ...page, total: Number(rows[0]?.total ?? 0), firstPage: FIRST_PAGE });
}
