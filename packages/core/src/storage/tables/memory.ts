/** The tables of the domain `memory`. */
import type { StorageColumn } from '../types';

export const TABLE_THREADS = 'mastra_threads';
export const TABLE_MESSAGES = 'mastra_messages';
export const TABLE_RESOURCES = 'mastra_resources';

export const THREADS_SCHEMA: Record<string, StorageColumn> = {
  id: { type: 'text', nullable: false, primaryKey: true },
  resourceId: { type: 'text', nullable: false },
  title: { type: 'text', nullable: true },
  revision: { type: 'integer', nullable: false }, // compare-and-swap of the record
  messageCount: { type: 'integer', nullable: false },
  createdAt: { type: 'timestamp', nullable: false },
  updatedAt: { type: 'timestamp', nullable: false },
  metadata: { type: 'jsonb', nullable: true },
};

export const MESSAGES_SCHEMA: Record<string, StorageColumn> = {
  id: { type: 'text', nullable: false, primaryKey: true },
  threadId: { type: 'text', nullable: false },
  resourceId: { type: 'text', nullable: true },
  role: { type: 'text', nullable: false },
  type: { type: 'text', nullable: true },
  createdAt: { type: 'timestamp', nullable: false },
  content: { type: 'jsonb', nullable: false },
};

export const RESOURCES_SCHEMA: Record<string, StorageColumn> = {
  id: { type: 'text', nullable: false, primaryKey: true },
  revision: { type: 'integer', nullable: false }, // compare-and-swap of the record
  createdAt: { type: 'timestamp', nullable: false },
  updatedAt: { type: 'timestamp', nullable: false },
  workingMemory: { type: 'text', nullable: true },
  metadata: { type: 'jsonb', nullable: true },
};

/** All tables of the domain. */
export const MEMORY_TABLES = {
  [TABLE_THREADS]: THREADS_SCHEMA,
  [TABLE_MESSAGES]: MESSAGES_SCHEMA,
  [TABLE_RESOURCES]: RESOURCES_SCHEMA,
} as const;
