/** What the service is made of, checked. */
import { z } from 'zod';
import type { AgentVersionsStorage } from '../storage/domains/agent-versions/base';
import type { AgentsStorage } from '../storage/domains/agents/base';
import { idSchema, parseInput, parseValue } from '../storage/input';
import type { MastraStorage } from '../storage/storage';
import type { PolicyRules } from './policy';
import type { Actor, BeforeStoreHook, VersioningPolicy } from './types';

/** What the service is made of: a storage that has both domains, or the two. */
export interface VersioningOptions {
  /** Opened at the first action. Excludes `agents` and `agentVersions`. */
  storage?: MastraStorage;
  /** The editable records. */
  agents?: AgentsStorage;
  /** Their versions and labels. */
  agentVersions?: AgentVersionsStorage;
  /** Asked about every action. Default: everything is allowed, but for moves of protected labels. */
  policy?: VersioningPolicy;
  /** Labels that move only where the policy says yes: names, or beginnings of names followed by `*`. */
  protectedLabels?: string[];
  /** May change configurations before they are stored, such as to put references in place of secrets. */
  beforeStore?: BeforeStoreHook;
  /** Who acts, unless {@link AgentVersioning.as} says otherwise. */
  actor?: Actor;
}

/** Options, fully said. */
export interface VersioningSettings extends PolicyRules {
  /** The domain, opened. */
  agents(): Promise<AgentsStorage>;
  /** The domain, opened. */
  agentVersions(): Promise<AgentVersionsStorage>;
  beforeStore: BeforeStoreHook | undefined;
  actor: Actor | undefined;
}

const PATTERN = /^(?:\*|[a-z0-9][a-z0-9._-]{0,63}\*?)$/;

/** Kept as it is, not copied: the policy may want its methods. */
const actorSchema = z
  .custom<Actor>((value) => typeof value === 'object' && value !== null, 'must be an object')
  .check(({ value, issues }) => {
    const { error } = idSchema.safeParse((value as Actor | null)?.id);
    for (const { message } of error?.issues ?? []) issues.push({ code: 'custom', path: ['id'], message, input: value });
  });

const optionsSchema = z
  .strictObject({
    storage: z.custom<MastraStorage>((value) => has(value, 'requireStore'), 'must be a MastraStorage').optional(),
    agents: z.custom<AgentsStorage>((value) => has(value, 'replaceAgent'), 'must be an AgentsStorage').optional(),
    agentVersions: z
      .custom<AgentVersionsStorage>((value) => has(value, 'findVersions'), 'must be an AgentVersionsStorage')
      .optional(),
    policy: z.custom<VersioningPolicy>((value) => has(value, 'can'), 'must have a method can').optional(),
    protectedLabels: z.array(z.string().regex(PATTERN, 'must be a label, or its beginning and *')).default([]),
    beforeStore: z.custom<BeforeStoreHook>((value) => typeof value === 'function', 'must be a function').optional(),
    actor: actorSchema.optional(),
  })
  .check(({ value, issues }) => {
    const { storage, agents, agentVersions } = value;
    if (storage ? !agents && !agentVersions : agents && agentVersions) return;
    issues.push({ code: 'custom', message: 'needs either storage, or agents and agentVersions', input: undefined });
  });

/** @throws ValidationError when an option is none */
export function parseOptions(options: VersioningOptions): VersioningSettings {
  const { storage, agents, agentVersions, ...rest } = parseInput(optionsSchema, options);
  return {
    agents: async () => agents ?? (storage as MastraStorage).requireStore('agents'),
    agentVersions: async () => agentVersions ?? (storage as MastraStorage).requireStore('agentVersions'),
    policy: rest.policy,
    protectedLabels: rest.protectedLabels,
    beforeStore: rest.beforeStore,
    actor: rest.actor,
  };
}

/** @throws ValidationError when the actor has no id of 1 to 255 bytes */
export function parseActor(actor: Actor): Actor {
  return parseValue(actorSchema, { value: actor, path: 'actor' });
}

function has(value: unknown, method: string): boolean {
  return (
    typeof value === 'object' && value !== null && typeof (value as Record<string, unknown>)[method] === 'function'
  );
}
