/** Saving: a change of an agent, or its state as it is, becomes its next version. */

import { STORABLE_CEILINGS } from '../json/limits';
import type { UpdateAgentInput } from '../storage/domains/agents/base';
import { mergeConfig, type PreparedAgentUpdate, parseUpdateAgent } from '../storage/domains/agents/input';
import { configOf } from '../storage/record-fields';
import type { AgentConfig, StorageAgentType } from '../storage/types';
import { appendVersion } from './append';
import type { ActionScope, VersioningContext } from './context';
import { calculateChangedFields } from './diff/changed-fields';
import { parseSaveOptions, parseVersionOptions, type VersionCommand } from './input';
import { afterWrite } from './record';
import { hookedSnapshot } from './snapshot';
import type { SaveOptions, SaveOutput, VersionOptions } from './types';

/** Merges top-level fields into what the agent is, and appends one version with all of it. */
export async function save(
  context: VersioningContext,
  { agentId, changes, options }: { agentId: string; changes: AgentConfig; options: SaveOptions | undefined },
): Promise<SaveOutput> {
  const { force, remove, ...command } = parseSaveOptions(options);
  const change = parseUpdateAgent({ id: agentId, changes, remove }, STORABLE_CEILINGS);
  const { labels } = command;
  return context.run({ operation: 'save', action: 'version.create', agentId, labels }, (scope) =>
    appendChange(context, scope, { change, command, force }),
  );
}

/** Makes a version of the current state, whether anything has changed or not. */
export async function createVersion(
  context: VersioningContext,
  { agentId, options }: { agentId: string; options: VersionOptions | undefined },
): Promise<SaveOutput> {
  const command = parseVersionOptions(options);
  const change = parseUpdateAgent({ id: agentId });
  const { labels } = command;
  return context.run({ operation: 'createVersion', action: 'version.create', agentId, labels }, (scope) =>
    appendChange(context, scope, { change, command, force: true }),
  );
}

/** Changes the record alone: edits that the next save takes up. */
export async function updateAgent(context: VersioningContext, input: UpdateAgentInput): Promise<StorageAgentType> {
  const change = parseUpdateAgent(input, STORABLE_CEILINGS);
  const { id: agentId } = change;
  return context.run({ operation: 'updateAgent', action: 'agent.update', agentId }, async (scope) => {
    if (!context.hasHook) return scope.agents.updateAgent(input);
    const agent = await scope.agents.getAgent(agentId);
    return agent ? updateRecord(context, scope, { agent, change }) : scope.agents.updateAgent(input);
  });
}

/** Keeps the current state as a version first, then changes the record, which stays ahead of that version. */
export async function updateWithVersion(
  context: VersioningContext,
  input: { agentId: string; changes: AgentConfig; reason: string },
): Promise<SaveOutput> {
  const { agentId, changes, reason } = input;
  const change = parseUpdateAgent({ id: agentId, changes }, STORABLE_CEILINGS);
  const command = parseVersionOptions({ message: `Auto: ${reason}` });
  const action = ['version.create', 'agent.update'] as const;
  return context.run({ operation: 'updateWithVersion', action, agentId }, async (scope) => {
    const current = parseUpdateAgent({ id: agentId });
    const { version, created, agent } = await appendChange(context, scope, { change: current, command, force: true });
    const what = `Version ${version.versionNumber} is saved`;
    const updated = await afterWrite(what, () => updateRecord(context, scope, { agent, change }));
    return { version, created, agent: updated };
  });
}

function appendChange(
  context: VersioningContext,
  scope: ActionScope,
  input: { change: PreparedAgentUpdate; command: VersionCommand; force: boolean },
): Promise<SaveOutput> {
  const { change, command, force } = input;
  const { id: agentId, changes, remove } = change;
  const apply = (config: AgentConfig) =>
    hookedSnapshot(context, { config: mergeConfig(config, changes, remove), agentId, action: 'version.create' });
  const { idempotencyKey } = command;
  return appendVersion({ context, scope, agentId, idempotencyKey, plan: async () => ({ command, force, apply }) });
}

/** Field by field, so that what others edit meanwhile survives. */
async function updateRecord(
  context: VersioningContext,
  { agents }: ActionScope,
  { agent, change }: { agent: StorageAgentType; change: PreparedAgentUpdate },
): Promise<StorageAgentType> {
  const { id, changes, remove, expected } = change;
  if (!context.hasHook) return agents.updateAgent({ id, changes, remove, expected });
  const before = configOf(agent);
  const merged = mergeConfig(before, changes, remove);
  const { config } = await hookedSnapshot(context, { config: merged, agentId: id, action: 'agent.update' });
  const fields = calculateChangedFields(before, config);
  const gone = fields.filter((field) => !Object.hasOwn(config, field));
  const set = Object.fromEntries(fields.filter((field) => Object.hasOwn(config, field)).map((f) => [f, config[f]]));
  return agents.updateAgent({ id, changes: set, remove: gone, expected });
}
