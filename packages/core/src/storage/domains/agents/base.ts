/** The contract of the domain `agents`: the editable records whose versions `agentVersions` keeps. */
import type { AgentConfig, Expected, PageInput, PageOutput, SortDirection, StorageAgentType } from '../../types';
import { StorageDomain } from '../base';

/** A new agent: a configuration, and an id unless the store shall make one (a ULID). */
export interface CreateAgentInput extends AgentConfig {
  id?: string;
}

/** A change to an agent's configuration, field by field. */
export interface UpdateAgentInput {
  id: string;
  /** Top-level fields to set; each replaces the stored one whole. */
  changes?: AgentConfig;
  /** Top-level fields to take away. */
  remove?: string[];
  /** The revision that the change was made from; refused with a ConflictError when the record has moved on. */
  expected?: number;
}

/** A whole configuration in place of another: what a save does to the record, where versions are kept elsewhere. */
export interface ReplaceAgentInput {
  id: string;
  config: AgentConfig;
  /** The revision that the record must be at; `'none'` creates it. */
  expected: Expected;
  /** The version that this configuration is. */
  versionNumber: number;
}

/** What the label `active` points at, kept in another database than the record. */
export interface SetActiveVersionInput {
  id: string;
  /** Absent: no version is active. */
  versionId?: string;
  /** The revision of the label: what an older one says is ignored. */
  revision: number;
}

export interface ListAgentsInput extends PageInput {
  /** Default: newest first. Ties are broken by id. */
  orderBy?: { field: 'createdAt' | 'updatedAt'; direction: SortDirection };
}

export interface ListAgentsOutput extends PageOutput {
  agents: StorageAgentType[];
}

/** Stores agents. Configurations are opaque JSON, checked as {@link AgentVersionsStorage} snapshots are. */
export abstract class AgentsStorage extends StorageDomain {
  override readonly domain = 'agents';

  /**
   * Stores a new agent, at revision 1. Where versions of that id share the database and one is `active` already, the
   * record says so from the start.
   * @throws ValidationError when the configuration is not JSON, or has a field that belongs to the record
   * @throws ConflictError when the id is taken
   */
  abstract createAgent(input: CreateAgentInput): Promise<StorageAgentType>;

  /** The agent, or null. */
  abstract getAgent(id: string): Promise<StorageAgentType | null>;

  /**
   * Merges `changes` into the configuration at the top level, in one atomic step: two updates of different fields
   * both survive. Returns the whole record after it.
   * @throws NotFoundError when there is no such agent
   * @throws ConflictError when `expected` is not the record's revision
   */
  abstract updateAgent(input: UpdateAgentInput): Promise<StorageAgentType>;

  /**
   * Replaces the whole configuration and notes which version it is. For the versioning rules: editors use
   * {@link updateAgent}.
   * @throws NotFoundError when there is no such agent and `expected` is a revision
   * @throws ConflictError when `expected` is not the record's revision, or `'none'` and the id is taken
   */
  abstract replaceAgent(input: ReplaceAgentInput): Promise<StorageAgentType>;

  /**
   * Brings `activeVersionId` along with the label `active`, unless the record knows a later revision of the label. No
   * change of `revision` or `updatedAt`; an absent record is no error.
   */
  abstract setActiveVersion(input: SetActiveVersionInput): Promise<void>;

  /**
   * Deletes the record; its versions are another domain's and stay. Without `expected`, deleting what is absent is no
   * error.
   * @throws ConflictError when `expected` is not the record's revision
   */
  abstract deleteAgent(id: string, options?: { expected?: number }): Promise<void>;

  /** A page of agents; past the end it is empty, with the right total. */
  abstract listAgents(input?: ListAgentsInput): Promise<ListAgentsOutput>;
}
