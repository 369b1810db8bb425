/** The contract of the domain `agents`: the editable records whose versions `agentVersions` keeps. */
import type { AgentConfig, PageInput, PageOutput, SortDirection, StorageAgentType } from '../../types';
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
   * Deletes the record; its versions are another domain's and stay. Without `expected`, deleting what is absent is no
   * error.
   * @throws ConflictError when `expected` is not the record's revision
   */
  abstract deleteAgent(id: string, options?: { expected?: number }): Promise<void>;

  /** A page of agents; past the end it is empty, with the right total. */
  abstract listAgents(input?: ListAgentsInput): Promise<ListAgentsOutput>;
}
