/** What the domain `memory` keeps: threads, messages, resources. */
import type { JsonObject, JsonValue } from '../../../json/types';

/** A conversation. */
export interface StorageThreadType {
  /** 1 to 255 bytes, byte-exact. */
  id: string;
  /** Whose conversation it is: a user, a project … Threads are listed by it. Need not be the id of a stored resource. */
  resourceId: string;
  title?: string;
  metadata?: JsonObject;
  createdAt: Date;
  /** The last change of the thread, a new message included. */
  updatedAt: Date;
}

/** Who speaks in a message. */
export type MessageRole = 'user' | 'assistant' | 'system' | 'tool';

/** One message of a thread. Never changed once it is stored. */
export interface MastraDBMessage {
  /** 1 to 255 bytes, byte-exact; unique among the messages of all threads. */
  id: string;
  threadId: string;
  /** Who it belongs to, where that is worth a note: kept as it is, and not compared with the thread's. */
  resourceId?: string;
  role: MessageRole;
  /** What kind of message it is, in the framework's words: `text`, `tool-call` … */
  type?: string;
  /** Any JSON value: a text, a list of parts … */
  content: JsonValue;
  /** Messages of a thread are in this order, ties by id. */
  createdAt: Date;
}

/** What is known of a resource, across all its threads. */
export interface StorageResourceType {
  /** 1 to 255 bytes, byte-exact. */
  id: string;
  /** What an agent keeps in mind about it; at most 65,536 bytes. */
  workingMemory?: string;
  metadata?: JsonObject;
  createdAt: Date;
  updatedAt: Date;
}
