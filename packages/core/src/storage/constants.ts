/** Table names and their columns: the one place that every store, migration and test reads them from. */
import type { StorageColumn } from './types';

export const TABLE_AGENTS = 'mastra_agents';
export const TABLE_AGENT_VERSIONS = 'mastra_agent_versions';
export const TABLE_AGENT_VERSION_HEADS = 'mastra_agent_version_heads';
export const TABLE_AGENT_VERSION_LABELS = 'mastra_agent_version_labels';
export const TABLE_AGENT_VERSION_LABEL_TARGETS = 'mastra_agent_version_label_targets';
export const TABLE_AGENT_VERSION_LABEL_MOVES = 'mastra_agent_version_label_moves';

/** The name of every table of ours, without schema or prefix. */
export type TABLE_NAMES =
  | typeof TABLE_AGENTS
  | typeof TABLE_AGENT_VERSIONS
  | typeof TABLE_AGENT_VERSION_HEADS
  | typeof TABLE_AGENT_VERSION_LABELS
  | typeof TABLE_AGENT_VERSION_LABEL_TARGETS
  | typeof TABLE_AGENT_VERSION_LABEL_MOVES;

export const AGENTS_SCHEMA: Record<string, StorageColumn> = {
  id: { type: 'text', nullable: false, primaryKey: true },
  activeVersionId: { type: 'text', nullable: true }, // what the label `active` points at
  revision: { type: 'integer', nullable: false }, // compare-and-swap of the record
  createdAt: { type: 'timestamp', nullable: false },
  updatedAt: { type: 'timestamp', nullable: false },
  config: { type: 'jsonb', nullable: false }, // the whole configuration, one document
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
  snapshot: { type: 'jsonb', nullable: false }, // full agent config; last, as it is the large one
};

export const AGENT_VERSION_HEADS_SCHEMA: Record<string, StorageColumn> = {
  agentId: { type: 'text', nullable: false, primaryKey: true },
  lastNumber: { type: 'integer', nullable: false }, // the highest number ever given
  headNumber: { type: 'integer', nullable: false }, // the newest version that is there; 0 when none is
  versionCount: { type: 'integer', nullable: false },
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

/** The columns of every table, in the order in which the tables have them. */
export const TABLE_SCHEMAS: Record<TABLE_NAMES, Record<string, StorageColumn>> = {
  [TABLE_AGENTS]: AGENTS_SCHEMA,
  [TABLE_AGENT_VERSIONS]: AGENT_VERSIONS_SCHEMA,
  [TABLE_AGENT_VERSION_HEADS]: AGENT_VERSION_HEADS_SCHEMA,
  [TABLE_AGENT_VERSION_LABELS]: AGENT_VERSION_LABELS_SCHEMA,
  [TABLE_AGENT_VERSION_LABEL_TARGETS]: AGENT_VERSION_LABEL_TARGETS_SCHEMA,
  [TABLE_AGENT_VERSION_LABEL_MOVES]: AGENT_VERSION_LABEL_MOVES_SCHEMA,
};
