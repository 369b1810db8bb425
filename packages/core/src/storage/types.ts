/** The shapes that storage domains share: agents, their configuration, columns, expectations. */

/** A column of a table, in the terms that every store can spell. */
export interface StorageColumn {
  type: 'text' | 'integer' | 'bigint' | 'double' | 'timestamp' | 'jsonb';
  nullable: boolean;
  /** Part of the primary key. */
  primaryKey?: boolean;
}

/**
 * An agent's configuration: one JSON object, kept whole. The fields named here are those that frameworks agree on;
 * any other travels just as losslessly.
 */
export interface AgentConfig {
  /** What people call the agent. */
  name?: string;
  description?: string | null;
  /** The system prompt. */
  instructions?: unknown;
  /** A model id, or a provider's configuration object. */
  model?: unknown;
  /** Tools by name, or as a list. */
  tools?: unknown;
  workflows?: unknown;
  /** Sub-agents. */
  agents?: unknown;
  memory?: unknown;
  scorers?: unknown;
  inputProcessors?: unknown;
  outputProcessors?: unknown;
  defaultOptions?: unknown;
  integrationTools?: unknown;
  metadata?: unknown;
  /** Who owns the agent; the authorization hook reads it. */
  ownerId?: string | null;
  /** `chat`, `completion` …, as the second specification names it. */
  agent_type?: string;
  system_prompt?: string | null;
  model_id?: string | null;
  temperature?: number | null;
  max_tokens?: number | null;
  /** `claudeCode`, `codex` or `custom`, as the fourth specification names it. */
  type?: string;
  avatar?: string | null;
  plan_model?: string | null;
  small_model?: string | null;
  built_in_tools?: unknown;
  mcps?: unknown;
  knowledges?: unknown;
  configuration?: unknown;
  accessible_paths?: unknown;
  /** `readOnly`, `acceptEdits` or `bypassPermissions`. */
  permission_mode?: string | null;
  max_steps?: number | null;
  [field: string]: unknown;
}

/** What the store says of an agent, beside its configuration. */
export interface AgentRecord {
  /** 1 to 255 bytes, byte-exact. */
  id: string;
  /** The version being served: a projection of the label `active`, which is the authority. */
  activeVersionId?: string;
  /**
   * The version that the configuration was last saved as or brought to; edits since then are in no version. Absent
   * where the record was never part of a save.
   */
  versionNumber?: number;
  /** 1 at creation, one more with each update; give it back as `expected`. */
  revision: number;
  createdAt: Date;
  updatedAt: Date;
}

/** An agent as stored: its configuration and its record. */
export interface StorageAgentType extends AgentConfig, AgentRecord {}

/** The fields of {@link AgentRecord}: never part of a configuration. */
export const AGENT_RECORD_FIELDS = [
  'id',
  'activeVersionId',
  'versionNumber',
  'revision',
  'createdAt',
  'updatedAt',
] as const;

/** What the caller believes the newest number is; `'none'`: that there is none yet. */
export type Expected = number | 'none';

/** The direction of a list. */
export type SortDirection = 'ASC' | 'DESC';

/** A page of a list: `page` counts from 1, `perPage` is 1 to 1000. */
export interface PageInput {
  page?: number;
  perPage?: number;
}

/** What every page says of itself. */
export interface PageOutput {
  /** How many there are in all. */
  total: number;
  page: number;
  perPage: number;
  /** Whether anything follows this page. */
  hasMore: boolean;
}
