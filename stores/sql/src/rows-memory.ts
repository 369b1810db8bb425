/** How rows of the domain `memory` become records. */
import {
  type JsonObject,
  type JsonValue,
  type MastraDBMessage,
  type MessageRole,
  present,
  type StorageResourceType,
  type StorageThreadType,
  TABLE_MESSAGES,
  TABLE_RESOURCES,
  TABLE_THREADS,
} from '@agent-versions/core';
import type { SqlRow } from './database';
import type { Dialect } from './dialect';
import { RowReader } from './rows';

/** A thread. */
export function readThread(dialect: Dialect, row: SqlRow): StorageThreadType {
  const reader = new RowReader({ dialect, table: TABLE_THREADS, row });
  return present({
    id: reader.text('id'),
    resourceId: reader.text('resourceId'),
    title: reader.optionalText('title'),
    ...readShared(reader),
  });
}

/** A message. */
export function readMessage(dialect: Dialect, row: SqlRow): MastraDBMessage {
  const reader = new RowReader({ dialect, table: TABLE_MESSAGES, row });
  return present({
    id: reader.text('id'),
    threadId: reader.text('threadId'),
    resourceId: reader.optionalText('resourceId'),
    role: reader.text('role') as MessageRole, // the column admits no other
    type: reader.optionalText('type'),
    content: reader.json('content') as JsonValue,
    createdAt: reader.time('createdAt'),
  });
}

/** When a message is dated. */
export function readMessageTime(dialect: Dialect, row: SqlRow): Date {
  return new RowReader({ dialect, table: TABLE_MESSAGES, row }).time('createdAt');
}

/** A resource. */
export function readResource(dialect: Dialect, row: SqlRow): StorageResourceType {
  const reader = new RowReader({ dialect, table: TABLE_RESOURCES, row });
  return present({
    id: reader.text('id'),
    workingMemory: reader.optionalText('workingMemory'),
    ...readShared(reader),
  });
}

/** How often a thread's record was written. */
export function readThreadRevision(dialect: Dialect, row: SqlRow): number {
  return new RowReader({ dialect, table: TABLE_THREADS, row }).integer('revision');
}

/** How often a resource's record was written. */
export function readResourceRevision(dialect: Dialect, row: SqlRow): number {
  return new RowReader({ dialect, table: TABLE_RESOURCES, row }).integer('revision');
}

function readShared(reader: RowReader): Pick<StorageThreadType, 'metadata' | 'createdAt' | 'updatedAt'> {
  return {
    metadata: reader.optionalObject('metadata') as JsonObject | undefined,
    createdAt: reader.time('createdAt'),
    updatedAt: reader.time('updatedAt'),
  };
}
