/** What an in-memory database holds of the domain `memory`. */
import { compareText, SortedList } from '../../order';
import type { SortDirection } from '../../types';
import type { ListMessagesQuery, ListThreadsQuery } from './input';
import type { MessageRole } from './records';

/** A thread as kept: text and numbers only, so that nothing can be shared with a caller. */
export interface ThreadRow {
  /** Unique. */
  readonly id: string;
  readonly resourceId: string;
  /** Undefined: none. */
  readonly title: string | undefined;
  /** Canonical JSON; undefined: none. */
  readonly metadata: string | undefined;
  /** Milliseconds. */
  readonly createdAt: number;
  /** Milliseconds. */
  readonly updatedAt: number;
}

/** A message as kept. */
export interface MessageRow {
  /** Unique among all threads. */
  readonly id: string;
  readonly threadId: string;
  readonly resourceId: string | undefined;
  readonly role: MessageRole;
  readonly type: string | undefined;
  /** Milliseconds. */
  readonly createdAt: number;
  /** Canonical JSON. */
  readonly content: string;
}

/** What is known of a resource, as kept. */
export interface ResourceRow {
  /** Unique. */
  readonly id: string;
  readonly workingMemory: string | undefined;
  /** Canonical JSON; undefined: none. */
  readonly metadata: string | undefined;
  /** Milliseconds. */
  readonly createdAt: number;
  /** Milliseconds. */
  readonly updatedAt: number;
}

/** Threads in both orders they are listed in. */
class ThreadOrders {
  readonly #orders = {
    createdAt: new SortedList<ThreadRow>((a, b) => a.createdAt - b.createdAt || compareText(a.id, b.id)),
    updatedAt: new SortedList<ThreadRow>((a, b) => a.updatedAt - b.updatedAt || compareText(a.id, b.id)),
  };

  get size(): number {
    return this.#orders.createdAt.size;
  }

  add(row: ThreadRow): void {
    this.#orders.createdAt.add(row);
    this.#orders.updatedAt.add(row);
  }

  delete(row: ThreadRow): void {
    this.#orders.createdAt.delete(row);
    this.#orders.updatedAt.delete(row);
  }

  page({ page, perPage, orderBy }: ListThreadsQuery): ThreadRow[] {
    const window = { offset: page * perPage, limit: perPage, direction: orderBy.direction };
    return this.#orders[orderBy.field].slice(window);
  }
}

/** Rows that are listed: some of them, and how many there are in all. */
export interface RowPage<T> {
  rows: T[];
  total: number;
}

/** Its rows, with the orders they are listed in. Rows are never changed, only replaced. */
export class InMemoryMemoryTables {
  /** What is known of resources, by id. */
  readonly resources = new Map<string, ResourceRow>();

  readonly #threads = new Map<string, ThreadRow>();
  readonly #allThreads = new ThreadOrders();
  readonly #threadsOf = new Map<string, ThreadOrders>();
  readonly #messages = new Map<string, MessageRow>();
  readonly #messagesOf = new Map<string, SortedList<MessageRow>>();

  /** The thread of that id. */
  thread(id: string): ThreadRow | undefined {
    return this.#threads.get(id);
  }

  /** Adds a thread, or replaces the one of that id, which keeps its messages. */
  setThread(row: ThreadRow): void {
    this.#takeThread(row.id);
    this.#threads.set(row.id, row);
    this.#allThreads.add(row);
    const own = this.#threadsOf.get(row.resourceId) ?? new ThreadOrders();
    this.#threadsOf.set(row.resourceId, own);
    own.add(row);
  }

  /** Takes a thread and its messages away, if it is there. */
  deleteThread(id: string): void {
    this.#takeThread(id);
    const messages = this.#messagesOf.get(id);
    if (!messages) return;
    for (const { id: messageId } of messages.slice(everything(messages))) this.#messages.delete(messageId);
    this.#messagesOf.delete(id);
  }

  /** A page of threads. */
  threadPage(query: ListThreadsQuery): RowPage<ThreadRow> {
    const { resourceId } = query;
    const orders = resourceId === undefined ? this.#allThreads : this.#threadsOf.get(resourceId);
    return { rows: orders?.page(query) ?? [], total: orders?.size ?? 0 };
  }

  /** The message of that id, in whichever thread. */
  message(id: string): MessageRow | undefined {
    return this.#messages.get(id);
  }

  /** Adds a message to its thread, which is there. */
  addMessage(row: MessageRow): void {
    this.#messages.set(row.id, row);
    const byTime = (a: MessageRow, b: MessageRow) => a.createdAt - b.createdAt || compareText(a.id, b.id);
    const own = this.#messagesOf.get(row.threadId) ?? new SortedList<MessageRow>(byTime);
    this.#messagesOf.set(row.threadId, own);
    own.add(row);
  }

  /** When the last message of a thread before a time was; undefined: there is none. */
  lastMessageBefore(threadId: string, time: number): number | undefined {
    const own = this.#messagesOf.get(threadId);
    const count = own?.countBelow((row) => row.createdAt - time) ?? 0;
    return own?.slice({ offset: count - 1, limit: count === 0 ? 0 : 1, direction: 'ASC' })[0]?.createdAt;
  }

  /** A page of a thread's messages. */
  messagePage({ threadId, page, perPage, orderBy, from, to }: ListMessagesQuery): RowPage<MessageRow> {
    const own = this.#messagesOf.get(threadId);
    if (!own) return { rows: [], total: 0 };
    const before = (time: Date | undefined, otherwise: number) =>
      time === undefined ? otherwise : own.countBelow((row) => row.createdAt - time.getTime());
    const first = before(from, 0);
    const end = before(to, own.size);
    const total = Math.max(end - first, 0);
    const skipped = page * perPage;
    const limit = Math.min(perPage, Math.max(total - skipped, 0));
    const offset = skipped + (orderBy.direction === 'ASC' ? first : own.size - end);
    return { rows: own.slice({ offset, limit, direction: orderBy.direction }), total };
  }

  #takeThread(id: string): void {
    const row = this.#threads.get(id);
    if (!row) return;
    this.#threads.delete(id);
    this.#allThreads.delete(row);
    const own = this.#threadsOf.get(row.resourceId);
    own?.delete(row);
    if (own?.size === 0) this.#threadsOf.delete(row.resourceId);
  }
}

function everything(list: { size: number }): { offset: number; limit: number; direction: SortDirection } {
  return { offset: 0, limit: list.size, direction: 'ASC' };
}
