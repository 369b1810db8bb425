/** The versioning rules as one service: what library, server, command line and facade all go through. */
import type {
  ListEventsInput,
  ListEventsOutput,
  ListVersionsInput,
  ListVersionsOutput,
} from '../storage/domains/agent-versions/calls';
import type { AgentVersion, AgentVersionSummary } from '../storage/domains/agent-versions/records';
import type {
  CreateAgentInput,
  ListAgentsInput,
  ListAgentsOutput,
  UpdateAgentInput,
} from '../storage/domains/agents/base';
import type { AgentConfig, StorageAgentType } from '../storage/types';
import { current, deleteAgent, getAgent, listAgents } from './agents';
import { VersioningContext } from './context';
import { createAgent } from './create-agent';
import { deleteEvents, listEvents } from './event-feed';
import type { VersioningEventType, VersioningListener } from './listeners';
import type { VersioningOptions } from './options';
import { restore, rollback } from './restore';
import { createVersion, save, updateAgent, updateWithVersion } from './save';
import { LabelVersioning } from './service-labels';
import type {
  Actor,
  CreateAgentOptions,
  CurrentAgent,
  DeleteAgentOptions,
  RestoreOptions,
  SaveOptions,
  SaveOutput,
  VersioningAction,
  VersionOptions,
  VersionRef,
} from './types';
import { type CompareOutput, compare, deleteVersion, getVersion, listVersions, resolve } from './versions';

/**
 * Versions of agents, by the rules: over the domains `agents` and `agentVersions` of one database or of two. Every
 * method asks the policy first, and may throw ForbiddenError beside what the domains throw. A version that is named
 * and not there is a NotFoundError, also when another agent has it.
 */
export class AgentVersioning extends LabelVersioning {
  readonly #context: VersioningContext;

  /** @throws ValidationError when an option is none */
  constructor(options: VersioningOptions | VersioningContext) {
    const context = options instanceof VersioningContext ? options : VersioningContext.of(options);
    super(context);
    this.#context = context;
  }

  /** The same service for another actor, or for nobody; listeners are shared. */
  as(actor: Actor | undefined): AgentVersioning {
    return new AgentVersioning(this.#context.as(actor));
  }

  /**
   * Whether the policy would let the actor do this, by the question that the action itself asks; nothing is read.
   * Without an agent it is asked about actions that span agents, and `label.move` needs the label that would move.
   * @throws ValidationError when the question is none
   */
  allows(action: VersioningAction, about?: { agentId?: string; label?: string }): Promise<boolean> {
    return this.#context.allows(action, about);
  }

  /**
   * Stores a new agent with its first version ("Initial version" unless a message is given).
   * @throws ConflictError when the id is taken, or versions are left of a former agent of that id
   */
  createAgent(input: CreateAgentInput, options?: CreateAgentOptions): Promise<SaveOutput> {
    return createAgent(this.#context, input, options);
  }

  /** The agent's record, or null. */
  getAgent(agentId: string): Promise<StorageAgentType | null> {
    return getAgent(this.#context, agentId);
  }

  /**
   * What the agent is, edits that are in no version yet included, and the hash of it.
   * @throws NotFoundError when there is no such agent
   */
  current(agentId: string): Promise<CurrentAgent> {
    return current(this.#context, agentId);
  }

  /** A page of agents' records. */
  listAgents(input?: ListAgentsInput): Promise<ListAgentsOutput> {
    return listAgents(this.#context, input);
  }

  /** Edits the agent's record and makes no version: the next save takes the edit up. */
  updateAgent(input: UpdateAgentInput): Promise<StorageAgentType> {
    return updateAgent(this.#context, input);
  }

  /** Deletes an agent with its whole history, and returns how many versions went. */
  deleteAgent(agentId: string, options?: DeleteAgentOptions): Promise<number> {
    return deleteAgent(this.#context, { agentId, options });
  }

  /**
   * Merges top-level fields into what the agent is, and appends a version of all of it, unless the head holds that
   * already. Saves of different fields at the same time all survive.
   * @throws ConflictError with `details` when the head, or the content, is not the `expected` one
   */
  save(agentId: string, changes: AgentConfig, options?: SaveOptions): Promise<SaveOutput> {
    return save(this.#context, { agentId, changes, options });
  }

  /** Appends a version of what the agent is, also where nothing has changed. */
  createVersion(agentId: string, options?: VersionOptions): Promise<SaveOutput> {
    return createVersion(this.#context, { agentId, options });
  }

  /** Appends a version of what the agent is ("Auto: reason"), then edits the record, which stays ahead of it. */
  updateWithVersion(agentId: string, changes: AgentConfig, reason: string): Promise<SaveOutput> {
    return updateWithVersion(this.#context, { agentId, changes, reason });
  }

  /** The version; the one of the largest share where a label splits. */
  get(agentId: string, version: VersionRef): Promise<AgentVersion> {
    return getVersion(this.#context, { operation: 'get', agentId, ref: version });
  }

  /** The version of that number. */
  getByNumber(agentId: string, versionNumber: number): Promise<AgentVersion> {
    return getVersion(this.#context, { operation: 'getByNumber', agentId, ref: { versionNumber } });
  }

  /** The head. */
  latest(agentId: string): Promise<AgentVersion> {
    return getVersion(this.#context, { operation: 'latest', agentId, ref: 'head' });
  }

  /** A page of versions, newest first unless said otherwise. */
  list(input: ListVersionsInput & { includeSnapshot: false }): Promise<ListVersionsOutput<AgentVersionSummary>>;
  list(input: ListVersionsInput): Promise<ListVersionsOutput>;
  list(input: ListVersionsInput): Promise<ListVersionsOutput<AgentVersionSummary>> {
    return listVersions(this.#context, input);
  }

  /** What changed from one version to another: by field, as a patch, and in detail. */
  compare(agentId: string, { from, to }: { from: VersionRef; to: VersionRef }): Promise<CompareOutput> {
    return compare(this.#context, { agentId, from, to });
  }

  /**
   * The version to serve: the active one, or what is named. Where a label splits, `key` (a user, a conversation)
   * decides, the same key always alike; without one, the largest share is served.
   */
  resolve(agentId: string, version?: VersionRef, options: { key?: string } = {}): Promise<AgentVersion> {
    return resolve(this.#context, { agentId, ref: version, key: options.key });
  }

  /**
   * Brings a version back: as a new one with its whole snapshot, which becomes the record's configuration too. Where
   * the head holds that already nothing is made, unless `force` is set.
   */
  restore(agentId: string, version: VersionRef, options?: RestoreOptions): Promise<SaveOutput> {
    return restore(this.#context, { agentId, ref: version, options });
  }

  /** As {@link restore}, and serves it, in one step. */
  rollback(agentId: string, version: VersionRef, options?: RestoreOptions): Promise<SaveOutput> {
    return rollback(this.#context, { agentId, ref: version, options });
  }

  /**
   * Deletes a version.
   * @throws VersionInUseError while a label points at it
   */
  delete(agentId: string, version: VersionRef, options?: { reason?: string }): Promise<void> {
    return deleteVersion(this.#context, { agentId, ref: version, options });
  }

  /** Calls the listener after each such action of this process, under whatever actor. */
  on<Type extends VersioningEventType>(type: Type, listener: VersioningListener<Type>): this {
    this.#context.listeners.on(type, listener);
    return this;
  }

  /** As {@link on}, once. */
  once<Type extends VersioningEventType>(type: Type, listener: VersioningListener<Type>): this {
    this.#context.listeners.once(type, listener);
    return this;
  }

  /** Takes a listener away. */
  off<Type extends VersioningEventType>(type: Type, listener: VersioningListener<Type>): this {
    this.#context.listeners.off(type, listener);
    return this;
  }

  /** A page of the feed of all processes' events. */
  listEvents(input?: ListEventsInput): Promise<ListEventsOutput> {
    return listEvents(this.#context, input);
  }

  /** Forgets events up to and including that one; returns how many. */
  deleteEvents(input: { through: string }): Promise<number> {
    return deleteEvents(this.#context, input);
  }
}
