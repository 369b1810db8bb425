/** What every action of the service works with: domains, actor, policy, tracing, listeners and the hook before storing. */
import type { Span } from '@opentelemetry/api';
import type { AgentVersionsStorage } from '../storage/domains/agent-versions/base';
import type { VersioningEvent } from '../storage/domains/agent-versions/events';
import type { AgentsStorage } from '../storage/domains/agents/base';
import { parseId } from '../storage/input';
import { Turns } from '../storage/turns';
import type { AgentConfig } from '../storage/types';
import { type PolicySubject, parsePolicySubject } from './input';
import { VersioningListeners } from './listeners';
import { parseActor, parseOptions, type VersioningOptions, type VersioningSettings } from './options';
import { askPolicy, isAllowed } from './policy';
import { inSpan } from './tracing';
import type { Actor, VersioningAction } from './types';

/** What is about to be done, and to which agent. */
export interface ActionInput {
  /** The service's method, for the span. */
  operation: string;
  /** What the policy is asked; several where the method does several things. `label.move` is asked by `labels`. */
  action: VersioningAction | readonly VersioningAction[];
  /** Absent where the action spans agents. */
  agentId?: string;
  /** Labels that would move: the policy is asked for each. */
  labels?: readonly string[] | undefined;
}

/** Where the action works, opened. */
export interface ActionScope {
  agents: AgentsStorage;
  versions: AgentVersionsStorage;
  /** Whether both domains are written in one step, being of one database. */
  shared: boolean;
  /** The action's own, for {@link noteVersion}. */
  span: Span;
}

/** What the contexts of all actors have in common. */
interface Shared {
  settings: VersioningSettings;
  listeners: VersioningListeners;
  turns: Turns;
}

/** The surroundings of the service's actions, bound to one actor or to nobody. */
export class VersioningContext {
  /** Told of what was done. */
  readonly listeners: VersioningListeners;
  /** Taken by the saves of an agent. */
  readonly turns: Turns;
  /** Undefined: nobody said who acts. */
  readonly actor: Actor | undefined;
  readonly #settings: VersioningSettings;

  private constructor(input: Shared & { actor?: Actor }) {
    this.#settings = input.settings;
    this.listeners = input.listeners;
    this.turns = input.turns;
    this.actor = input.actor;
  }

  /** @throws ValidationError when an option is none */
  static of(options: VersioningOptions): VersioningContext {
    const settings = parseOptions(options);
    const shared = { settings, listeners: new VersioningListeners(), turns: new Turns() };
    return new VersioningContext({ ...shared, actor: settings.actor });
  }

  /** The same for another actor; listeners are shared. */
  as(actor: Actor | undefined): VersioningContext {
    const bound = actor === undefined ? undefined : parseActor(actor);
    const { listeners, turns } = this;
    return new VersioningContext({ settings: this.#settings, listeners, turns, actor: bound });
  }

  /**
   * Does something in a span, once the policy has allowed it; nothing is read before.
   * @throws ForbiddenError when it has not
   */
  run<T>(input: ActionInput, work: (scope: ActionScope) => Promise<T>): Promise<T> {
    const { operation, action, agentId, labels = [] } = input;
    return inSpan({ operation, agentId, labels }, async (span) => {
      if ('agentId' in input) parseId(agentId, 'agentId'); // or the policy would take it for an action that spans agents
      const actions = typeof action === 'string' ? [action] : action;
      await askPolicy(this.#settings, { actor: this.actor, actions, agentId, labels });
      const [agents, versions] = await Promise.all([this.#settings.agents(), this.#settings.agentVersions()]);
      const shared = agents.database !== undefined && agents.database === versions.database;
      return work({ agents, versions, shared, span });
    });
  }

  /** Whether the policy would allow it. Nothing is opened. */
  async allows(action: VersioningAction, about: PolicySubject = {}): Promise<boolean> {
    const { agentId, label } = parsePolicySubject(action, about);
    const labels = label === undefined ? [] : [label];
    return inSpan({ operation: 'allows', agentId, labels }, () =>
      isAllowed(this.#settings, { actor: this.actor, action, agentId, ...(label === undefined ? {} : { label }) }),
    );
  }

  /** Tells this process's listeners of what is stored by now. */
  emit(event: VersioningEvent): void {
    this.listeners.emit(event);
  }

  /** What the hook makes of a configuration before it is stored; without one, the configuration itself. */
  async beforeStore(config: AgentConfig, about: { agentId: string; action: VersioningAction }): Promise<AgentConfig> {
    return this.#settings.beforeStore ? this.#settings.beforeStore(config, about) : config;
  }

  /** Whether configurations may change before they are stored. */
  get hasHook(): boolean {
    return this.#settings.beforeStore !== undefined;
  }
}
