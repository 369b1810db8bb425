/** What a key may be used for, whatever else its owner is allowed. */
import type { Actor, PolicyRequest, VersioningAction } from '@agent-versions/core';

/** The scope of a key. */
export interface KeyScope {
  /** The agents it is for: nothing that spans agents is allowed then. Default: all. */
  agents?: readonly string[];
  /** Whether it only reads (default false). */
  readOnly?: boolean;
}

const READING: ReadonlySet<VersioningAction> = new Set([
  'agent.read',
  'agent.list',
  'version.read',
  'label.read',
  'history.verify',
  'history.export',
  'event.read',
] satisfies VersioningAction[]);

const scopes = new WeakMap<Actor, KeyScope>();

/** The actor, from now on bound to the scope. */
export function withScope(actor: Actor, scope: KeyScope): Actor {
  scopes.set(actor, scope);
  return actor;
}

/** Whether the scope of the actor's key allows it; whoever has none is not bound by any. */
export function isInScope({ actor, action, agentId }: PolicyRequest): boolean {
  const { agents, readOnly } = (actor && scopes.get(actor)) ?? {};
  if (readOnly && !READING.has(action)) return false;
  return agents === undefined || (agentId !== undefined && agents.includes(agentId));
}
