/** Table names and their columns: the one place that every store, migration and test reads them from. */
import { EVALS_TABLES } from './tables/evals';
import { MEMORY_TABLES } from './tables/memory';
import { OBSERVABILITY_TABLES } from './tables/observability';
import { SESSIONS_TABLES } from './tables/sessions';
import { WORKFLOWS_TABLES } from './tables/workflows';
import type { StorageColumn } from './types';

export const TABLE_AGENTS = 'mastra_agents';
export const TABLE_AGENT_VERSIONS = 'mastra_agent_versions';
export const TABLE_AGENT_VERSION_HEADS = 'mastra_agent_version_heads';
export const TABLE_AGENT_VERSION_LABELS = 'mastra_agent_version_labels';
export const TABLE_AGENT_VERSION_LABEL_TARGETS = 'mastra_agent_version_label_targets';
export const TABLE_AGENT_VERSION_LABEL_MOVES = 'mastra_agent_version_label_moves';
export const TABLE_AGENT_VERSION_DELETIONS = 'mastra_agent_version_deletions';
export const TABLE_AGENT_VERSION_EVENTS = 'mastra_agent_version_events';

/** The name of every table of ours, without schema or prefix. */
export type TABLE_NAMES =
  | typeof TABLE_AGENTS
  | typeof TABLE_AGENT_VERSIONS
  | typeof TABLE_AGENT_VERSION_HEADS
  | typeof TABLE_AGENT_VERSION_LABELS
  | typeof TABLE_AGENT_VERSION_LABEL_TARGETS
  | typeof TABLE_AGENT_VERSION_LABEL_MOVES
  | typeof TABLE_AGENT_VERSION_DELETIONS
  | typeof TABLE_AGENT_VERSION_EVENTS
  | keyof typeof MEMORY_TABLES
  | keyof typeof WORKFLOWS_TABLES
  | keyof typeof EVALS_TABLES
  | keyof typeof OBSERVABILITY_TABLES
  | keyof typeof SESSIONS_TABLES;

export const AGENTS_SCHEMA: Record<string, StorageColumn> = {
  id: { type: 'text', nullable: false, primaryKey: true },
  activeVersionId: { type: 'text', nullable: true }, // what the label `active` points at
  revision: { type: 'integer', nullable: false }, // compare-and-swap of the record
  createdAt: { type: 'timestamp', nullable: false },
  updatedAt: { type: 'timestamp', nullable: false },
  config: { type: 'jsonb', nullable: false }, // the whole configuration, one document
  versionNumber: { type: 'integer', nullable: true }, // the version that the configuration was last saved as
  activeRevision: { type: 'integer', nullable: false }, // of the label `active` that activeVersionId follows; 0: none
};

export const AGENT_VERSIONS_SCHEMA: Record<string, StorageColumn> = {
  id: { type: 'text', nullable: false, primaryKey: true }, // ULID
  agentId: { type: 'text', nullable: false },
  versionNumber: { type: 'integer', nullable: false },
  name: { type: 'text', nullable: true }, // vanity name
  changedFields: { type: 'jsonb', nullable: true }, // array of field names
  changeMessage: { type: 'text', nullable: true },
  createdBy: { type: 'text', nullable: true },
  restoredFrom: { type: 'text', nullable: true }, // the version this one brought back
  idempotencyKey: { type: 'text', nullable: true }, // unique per agent
  contentHash: { type: 'text', nullable: false }, // SHA-256 of the canonical snapshot
  createdAt: { type: 'timestamp', nullable: false },
  snapshot: { type: 'jsonb', nullable: false }, // full agent config
  chainHash: { type: 'text', nullable: true }, // null on versions older than the chain
  redactedAt: { type: 'timestamp', nullable: true },
  redactedBy: { type: 'text', nullable: true },
  redactionReason: { type: 'text', nullable: true },
};

export const AGENT_VERSION_HEADS_SCHEMA: Record<string, StorageColumn> = {
  agentId: { type: 'text', nullable: false, primaryKey: true },
  lastNumber: { type: 'integer', nullable: false }, // the highest number ever given
  headNumber: { type: 'integer', nullable: false }, // the newest version that is there; 0 when none is
  versionCount: { type: 'integer', nullable: false },
  chainHash: { type: 'text', nullable: true }, // the link of lastNumber
  floorNumber: { type: 'integer', nullable: false }, // nothing is left of the numbers up to this one; 0: none
  floorHash: { type: 'text', nullable: true }, // the link of floorNumber
};

export const AGENT_VERSION_LABELS_SCHEMA: Record<string, StorageColumn> = {
  agentId: { type: 'text', nullable: false, primaryKey: true },
  label: { type: 'text', nullable: false, primaryKey: true },
  revision: { type: 'integer', nullable: false },
  updatedAt: { type: 'timestamp', nullable: false },
  updatedBy: { type: 'text', nullable: true },
};

export const AGENT_VERSION_LABEL_TARGETS_SCHEMA: Record<string, StorageColumn> = {
  agentId: { type: 'text', nullable: false, primaryKey: true },
  label: { type: 'text', nullable: false, primaryKey: true },
  versionId: { type: 'text', nullable: false, primaryKey: true },
  weight: { type: 'integer', nullable: false }, // basis points: 10,000 for a plain label
};

export const AGENT_VERSION_LABEL_MOVES_SCHEMA: Record<string, StorageColumn> = {
  id: { type: 'text', nullable: false, primaryKey: true }, // ULID
  agentId: { type: 'text', nullable: false },
  label: { type: 'text', nullable: false },
  revision: { type: 'integer', nullable: false }, // of the label after the move
  fromTargets: { type: 'jsonb', nullable: true }, // absent when the label was new
  toTargets: { type: 'jsonb', nullable: true }, // absent when the label was removed
  movedBy: { type: 'text', nullable: true },
  reason: { type: 'text', nullable: true },
  movedAt: { type: 'timestamp', nullable: false },
};

export const AGENT_VERSION_DELETIONS_SCHEMA: Record<string, StorageColumn> = {
  agentId: { type: 'text', nullable: false, primaryKey: true },
  versionNumber: { type: 'integer', nullable: false, primaryKey: true },
  versionId: { type: 'text', nullable: false },
  contentHash: { type: 'text', nullable: false },
  chainHash: { type: 'text', nullable: true },
  changeMessage: { type: 'text', nullable: true },
  createdBy: { type: 'text', nullable: true },
  createdAt: { type: 'timestamp', nullable: false },
  deletedBy: { type: 'text', nullable: true },
  reason: { type: 'text', nullable: true },
  deletedAt: { type: 'timestamp', nullable: false },
};

export const AGENT_VERSION_EVENTS_SCHEMA: Record<string, StorageColumn> = {
  position: { type: 'bigint', nullable: false, primaryKey: true }, // rises within a transaction
  transactionId: { type: 'bigint', nullable: false }, // Postgres: orders what commits apart; SQLite: 0
  type: { type: 'text', nullable: false },
  agentId: { type: 'text', nullable: false },
  at: { type: 'timestamp', nullable: false },
  payload: { type: 'jsonb', nullable: false }, // what the type has beside these
};

/** The columns of every table, in the order in which the tables have them. */
export const TABLE_SCHEMAS: Record<TABLE_NAMES, Record<string, StorageColumn>> = {
  [TABLE_AGENTS]: AGENTS_SCHEMA,
  [TABLE_AGENT_VERSIONS]: AGENT_VERSIONS_SCHEMA,
  [TABLE_AGENT_VERSION_HEADS]: AGENT_VERSION_HEADS_SCHEMA,
  [TABLE_AGENT_VERSION_LABELS]: AGENT_VERSION_LABELS_SCHEMA,
  [TABLE_AGENT_VERSION_LABEL_TARGETS]: AGENT_VERSION_LABEL_TARGETS_SCHEMA,
  [TABLE_AGENT_VERSION_LABEL_MOVES]: AGENT_VERSION_LABEL_MOVES_SCHEMA,
  [TABLE_AGENT_VERSION_DELETIONS]: AGENT_VERSION_DELETIONS_SCHEMA,
  [TABLE_AGENT_VERSION_EVENTS]: AGENT_VERSION_EVENTS_SCHEMA,
  ...MEMORY_TABLES,
  ...WORKFLOWS_TABLES,
  ...EVALS_TABLES,
  ...OBSERVABILITY_TABLES,
  ...SESSIONS_TABLES,
};
