/** Records of sessions, and the inputs and outputs of the methods about them. */
import type { AgentConfig, PageOutput, SortDirection, StorageAgentType } from '../../types';

/** Where a session is in its life, as {@link SESSION_TRANSITIONS} allows. */
export type SessionStatus = 'idle' | 'running' | 'completed' | 'failed' | 'stopped';

/**
 * What differs in a session from the agent's configuration: fields of an {@link AgentConfig}, one JSON object. A field
 * that is null or absent is inherited. Those named here are the specification's; any other travels just as losslessly,
 * but for the fields of an agent's record, which are refused.
 */
export interface SessionOverrides
  extends Pick<
    AgentConfig,
    | 'model'
    | 'plan_model'
    | 'small_model'
    | 'built_in_tools'
    | 'mcps'
    | 'knowledges'
    | 'configuration'
    | 'accessible_paths'
    | 'permission_mode'
    | 'max_steps'
  > {
  [field: string]: unknown;
}

/** A session of an agent. */
export interface StorageSession {
  /** 1 to 255 bytes, byte-exact. */
  id: string;
  /** What people call it. */
  name?: string;
  /** The agent that runs it; the session is deleted with the agent. */
  mainAgentId: string;
  /** The version of that agent whose configuration the session has; absent: the agent's current one. */
  agentVersionId?: string;
  /** Other agents that take part, in the order given; nobody checks that they exist. */
  subAgentIds: string[];
  /** What the session is for. */
  userGoal?: string;
  /** Where it is in its life. */
  status: SessionStatus;
  /** What another system calls it; several sessions may have the same. */
  externalSessionId?: string;
  /** What differs from the agent's configuration. */
  overrides: SessionOverrides;
  /** 1 at creation, one more with each update of the record or its status; give it back as `expected`. */
  revision: number;
  /** When it was stored. */
  createdAt: Date;
  /** When the record or its status last changed; logs do not count. */
  updatedAt: Date;
}

/** A new session. */
export interface CreateSessionInput {
  /** Default: a new ULID. */
  id?: string;
  /** What people call it. */
  name?: string;
  /** An agent of the same database. */
  mainAgentId: string;
  /** A version of that agent. Default: none, the session follows the agent. */
  agentVersionId?: string;
  /** At most 1,000. Default: none. */
  subAgentIds?: string[];
  /** What it is for. */
  userGoal?: string;
  /** Default: `idle`. */
  status?: SessionStatus;
  /** 1 to 255 bytes. */
  externalSessionId?: string;
  /** Default: everything is inherited. */
  overrides?: SessionOverrides;
}

/** A change of a session: what is absent stays, null takes a field away. */
export interface UpdateSessionInput {
  /** The session to change. */
  id: string;
  /** What people call it. */
  name?: string | null;
  /** What it is for. */
  userGoal?: string | null;
  /** Replaces the whole list; null empties it. */
  subAgentIds?: string[] | null;
  /** What another system calls it. */
  externalSessionId?: string | null;
  /** A version of the session's agent; null: follow the agent. */
  agentVersionId?: string | null;
  /** Each field replaces the stored one whole; null: inherit it. */
  overrides?: SessionOverrides;
  /** The revision that the change was made from. */
  expected?: number;
}

/** The next status of a session. */
export interface UpdateSessionStatusInput {
  /** The session to move. */
  id: string;
  /** Where to. */
  status: SessionStatus;
}

/** Which sessions to list; all filters hold at once. */
export interface ListSessionsInput {
  /** Only those that have it. */
  status?: SessionStatus;
  /** Only those of this agent. */
  mainAgentId?: string;
  /** Only those that another system calls this. */
  externalSessionId?: string;
  /** From 0 (default 0). */
  page?: number;
  /** 1 to 1000 (default 20). */
  perPage?: number;
  /** Default: newest first. Ties are broken by id in the same direction. */
  orderBy?: { field: 'createdAt' | 'updatedAt'; direction: SortDirection };
}

/** A page of sessions. */
export interface ListSessionsOutput extends PageOutput {
  /** In the order asked for. */
  sessions: StorageSession[];
}

/** A session, its agent, and what the session runs with. */
export interface SessionWithAgent {
  /** The session. */
  session: StorageSession;
  /** The agent as it is now, whatever version the session is pinned to. */
  agent: StorageAgentType;
  /** The effective configuration. */
  config: AgentConfig;
}
