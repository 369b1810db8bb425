/** The contract of the domain `memory`: threads, their messages, and what is known of resources. */
import type { JsonObject } from '../../../json/types';
import type { PageInput, PageOutput, SortDirection } from '../../types';
import { StorageDomain } from '../base';
import type { MastraDBMessage, StorageResourceType, StorageThreadType } from './records';

/** A new thread. */
export interface CreateThreadInput {
  /** Default: a new ULID. */
  id?: string;
  resourceId: string;
  title?: string;
  metadata?: JsonObject;
  /** Default: the store's clock. `updatedAt` starts as the same time. */
  createdAt?: Date;
}

/** A whole thread, as it is to be. A thread that was read can be given as it is. */
export interface SaveThreadInput {
  thread: {
    id: string;
    resourceId: string;
    /** Absent: the thread has none afterwards. */
    title?: string;
    /** Replaces the stored one whole; absent: the thread has none afterwards. */
    metadata?: JsonObject;
    /** For a thread that is new (default: the store's clock), as `updatedAt` too; one that is there keeps its own. */
    createdAt?: Date;
    /** Accepted, not used: the store's clock says when a thread was changed. */
    updatedAt?: Date;
  };
}

/** A change of a thread. */
export interface UpdateThreadInput {
  id: string;
  /** Absent: it stays. */
  title?: string;
  /** Top-level keys to set, null as a value too; each replaces the stored one whole, the others stay. */
  metadata?: JsonObject;
}

/** Which threads, in which order. Pages count from 0. */
export interface ListThreadsInput extends PageInput {
  /** Only those of one resource. */
  resourceId?: string;
  /** Default: the last changed first. Ties go by id in the same direction. */
  orderBy?: { field: 'createdAt' | 'updatedAt'; direction: SortDirection };
}

export interface ListThreadsOutput extends PageOutput {
  threads: StorageThreadType[];
}

/** A message to store. */
export interface SaveMessage extends Omit<MastraDBMessage, 'id' | 'createdAt'> {
  /** Default: a new ULID. With an id of your own, a repeated call is safe. */
  id?: string;
  /** Default: the store's clock, see {@link MemoryStorage.saveMessages}. */
  createdAt?: Date;
}

/** Messages to store together, of one thread or several: up to 1,000. */
export interface SaveMessagesInput {
  messages: SaveMessage[];
}

export interface SaveMessagesOutput {
  /** As stored, in the order they were given. */
  messages: MastraDBMessage[];
}

/** Which messages of a thread, in which order. Pages count from 0. */
export interface ListMessagesInput extends PageInput {
  threadId: string;
  /** Default: oldest first. Ties go by id in the same direction. */
  orderBy?: { field: 'createdAt'; direction: SortDirection };
  /** Only messages of that time or later. */
  from?: Date;
  /** Only messages before that time. */
  to?: Date;
}

export interface ListMessagesOutput extends PageOutput {
  messages: MastraDBMessage[];
}

/** All that is known of a resource, as it is to be. What was read can be given as it is. */
export interface SaveResourceInput {
  resource: {
    id: string;
    /** Absent: the resource has none afterwards. */
    workingMemory?: string;
    /** Replaces the stored one whole; absent: the resource has none afterwards. */
    metadata?: JsonObject;
    /** For a resource that is new (default: the store's clock), as `updatedAt` too; one that is there keeps its own. */
    createdAt?: Date;
    /** Accepted, not used: the store's clock says when a resource was changed. */
    updatedAt?: Date;
  };
}

/** A change of what is known of a resource. */
export interface UpdateResourceInput {
  resourceId: string;
  /** Absent: it stays. */
  workingMemory?: string;
  /** Top-level keys to set, null as a value too; each replaces the stored one whole, the others stay. */
  metadata?: JsonObject;
}

/**
 * Stores threads, their messages, and what is known of resources. Metadata and contents are JSON, checked as
 * {@link AgentVersionsStorage} snapshots are; titles, types and working memory are at most 65,536 bytes.
 */
export abstract class MemoryStorage extends StorageDomain {
  override readonly domain = 'memory';

  /**
   * Stores a new thread.
   * @throws ValidationError when a field is none, or the metadata is no JSON object
   * @throws ConflictError when the id is taken
   */
  abstract createThread(input: CreateThreadInput): Promise<StorageThreadType>;

  /**
   * Stores a whole thread, in place of the one of that id where there is one: title and metadata are replaced, its
   * messages stay.
   * @throws ConflictError when the thread belongs to another resource
   */
  abstract saveThread(input: SaveThreadInput): Promise<StorageThreadType>;

  /** The thread, or null. */
  abstract getThreadById(input: { threadId: string }): Promise<StorageThreadType | null>;

  /**
   * Sets the title where one is given, and merges the metadata at its top level, in one atomic step: two updates of
   * different keys both survive. Returns the whole thread after it.
   * @throws NotFoundError when there is no such thread
   * @throws ValidationError also when the merged metadata is over a limit
   */
  abstract updateThread(input: UpdateThreadInput): Promise<StorageThreadType>;

  /** Deletes the thread and its messages. Idempotent. */
  abstract deleteThread(input: { threadId: string }): Promise<void>;

  /** A page of threads; past the end it is empty, with the right total. */
  abstract listThreads(input?: ListThreadsInput): Promise<ListThreadsOutput>;

  /**
   * Stores messages, all of them or none, and returns them as stored. A message that is there already under its id with
   * the fields that are given is left as it is, so a repeated call changes nothing. `updatedAt` of each thread that got
   * a message becomes the store's clock.
   *
   * Messages without `createdAt` are dated by the store: no earlier than its clock, after every message of the thread
   * that is dated up to ten minutes ahead of it, stored or earlier in the same call, and within one call a millisecond
   * apart in the order given. So saves that follow each other stay in that order, however fast, until their dates are
   * ten minutes ahead of the clock: 600,000 messages saved in no time.
   * @throws ValidationError when a field is none, an id occurs twice, or there are more than 1,000 messages
   * @throws ConflictError when an id is taken by another message
   * @throws NotFoundError when a thread is not there (and no id is taken by another message)
   */
  abstract saveMessages(input: SaveMessagesInput): Promise<SaveMessagesOutput>;

  /**
   * A page of a thread's messages; past the end it is empty, with the right total. Where there is no such thread, there
   * are none. The total costs nothing unless `from` or `to` is given.
   */
  abstract listMessages(input: ListMessagesInput): Promise<ListMessagesOutput>;

  /** What is known of the resource, or null. */
  abstract getResourceById(input: { resourceId: string }): Promise<StorageResourceType | null>;

  /** Stores all that is known of a resource, in place of what was known before. */
  abstract saveResource(input: SaveResourceInput): Promise<StorageResourceType>;

  /**
   * Sets the working memory where one is given, and merges the metadata at its top level, in one atomic step: two
   * updates of different keys both survive. Creates the resource where there is none. Returns it after the change.
   * @throws ValidationError also when the merged metadata is over a limit
   */
  abstract updateResource(input: UpdateResourceInput): Promise<StorageResourceType>;
}
