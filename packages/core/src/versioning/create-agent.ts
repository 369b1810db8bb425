/** New agents: each starts with its first version. */

import { isStorageError } from '../errors';
import { STORABLE_CEILINGS } from '../json/limits';
import { ACTIVE_LABEL, type AgentVersion } from '../storage/domains/agent-versions/records';
import type { CreateAgentInput } from '../storage/domains/agents/base';
import { agentIdTaken } from '../storage/domains/agents/conflicts';
import { prepareAgent } from '../storage/domains/agents/input';
import { createId } from '../storage/ids';
import { present } from '../storage/present';
import { configOf } from '../storage/record-fields';
import type { AgentConfig, StorageAgentType } from '../storage/types';
import { emitAppended } from './append';
import type { ActionScope, VersioningContext } from './context';
import { type CreateAgentCommand, expectedOf, parseCreateAgentOptions } from './input';
import { watchMoves } from './label-moves';
import { afterAppend, bringActiveAlong, requireAgent } from './record';
import { isConflict } from './retry';
import { hookedSnapshot, snapshotOf } from './snapshot';
import { noteVersion } from './tracing';
import type { CreateAgentOptions, SaveOutput } from './types';

interface NewAgent {
  agentId: string;
  /** Of its first version: another one's is what an earlier call made under the same key. */
  versionId: string;
  config: AgentConfig;
  command: CreateAgentCommand;
}

/** Stores a new agent and its first version, in one step where both share a database. */
export async function createAgent(
  context: VersioningContext,
  input: CreateAgentInput,
  options: CreateAgentOptions | undefined,
): Promise<SaveOutput> {
  const command = parseCreateAgentOptions(options);
  const { id: agentId, config } = prepareAgent(input, STORABLE_CEILINGS);
  const { labels } = command;
  return context.run({ operation: 'createAgent', action: 'agent.create', agentId, labels }, async (scope) => {
    const hooked = await hookedSnapshot(context, { config, agentId, action: 'agent.create' });
    const agent: NewAgent = { agentId, versionId: createId(), config: hooked.config, command };
    const tell = await watchMoves(context, scope, { agentId, labels });
    const output = await (scope.shared ? createShared : createApart)(context, scope, agent);
    if (output.created) emitAppended(context, output.version);
    await tell();
    noteVersion(scope.span, output.version);
    return output;
  });
}

async function createShared(context: VersioningContext, scope: ActionScope, input: NewAgent): Promise<SaveOutput> {
  const { agentId, versionId, config, command } = input;
  const { createdAt, labels } = command;
  let version: AgentVersion;
  try {
    version = await appendFirst(context, scope, input);
  } catch (error) {
    throw await idTaken(scope, { agentId, error });
  }
  const created = version.id === versionId;
  const agent = created && !createdAt ? null : await scope.agents.getAgent(agentId);
  if (agent) return { version, created, agent };
  const { versionNumber, createdAt: now } = version;
  const active = labels.includes(ACTIVE_LABEL) ? version.id : undefined;
  const record = { id: agentId, activeVersionId: active, versionNumber, revision: 1, createdAt: now, updatedAt: now };
  return { version, created, agent: { ...structuredClone(config), ...present(record) } };
}

/** The record first, as it locks the id; if the version cannot follow, the record goes again. */
async function createApart(context: VersioningContext, scope: ActionScope, input: NewAgent): Promise<SaveOutput> {
  const { agentId, command } = input;
  const { lastNumber = 0, headNumber = 0 } = (await scope.versions.getHead(agentId)) ?? {};
  const { agent, locked } = await lockId(scope, {
    ...input,
    versionNumber: lastNumber + 1,
    hasVersions: headNumber > 0,
  });
  let version: AgentVersion;
  try {
    version = await appendFirst(context, scope, input);
  } catch (error) {
    if (!locked) throw await idTaken(scope, { agentId, error });
    await unlockId(scope, { agent, error });
    throw error;
  }
  const created = version.id === input.versionId;
  return afterAppend(scope, version, async () => {
    if (command.labels.includes(ACTIVE_LABEL)) await bringActiveAlong(scope, agentId); // a repeat moves no label
    return { version, created, agent: await requireAgent(scope, agentId) };
  });
}

/** Creates the record. One that is there already will do for a repeat, which then looks for its version. */
async function lockId(
  scope: ActionScope,
  input: NewAgent & { versionNumber: number; hasVersions: boolean },
): Promise<{ agent: StorageAgentType; locked: boolean }> {
  const { agentId: id, config, command, versionNumber, hasVersions } = input;
  try {
    return { agent: await scope.agents.replaceAgent({ id, config, expected: 'none', versionNumber }), locked: true };
  } catch (error) {
    if (!isConflict(error, ['agent']) || command.idempotencyKey === undefined) throw error;
    const agent = await scope.agents.getAgent(id);
    if (!agent) throw error;
    // where its first version was never made, a crash came between the two writes: only the same agent can be finished
    const same = snapshotOf(configOf(agent)).contentHash === snapshotOf(config).contentHash;
    if (hasVersions || (same && agent.versionNumber === versionNumber)) return { agent, locked: false };
    throw error;
  }
}

/** Where the version may be stored after all, the record stays: the next save finds out. */
async function unlockId({ agents }: ActionScope, { agent, error }: { agent: StorageAgentType; error: unknown }) {
  if (isStorageError(error) && error.code === 'outcome_unknown') return;
  try {
    await agents.deleteAgent(agent.id, { expected: agent.revision });
  } catch {
    // what the caller gets to know is why the version was refused; the next save of this id makes its version 1
  }
}

function appendFirst(
  context: VersioningContext,
  { versions, shared }: ActionScope,
  { agentId, versionId: id, config, command }: NewAgent,
): Promise<AgentVersion> {
  const { message = 'Initial version', createdBy = context.actor?.id, expected = 0, labels, ...rest } = command;
  return versions.createVersion({
    ...rest,
    id,
    agentId,
    snapshot: config,
    changeMessage: message,
    createdBy,
    expected: expectedOf(expected),
    labels: labels.length > 0 ? labels : undefined,
    ...(shared ? { record: { expected: 'none' } } : {}),
  });
}

/** The error to throw: where a version was in the way because the agent exists, it is the agent's id that is taken. */
async function idTaken({ agents }: ActionScope, { agentId, error }: { agentId: string; error: unknown }) {
  if (!isConflict(error, ['version'])) return error;
  const agent = await agents.getAgent(agentId);
  return agent ? agentIdTaken({ id: agentId, revision: agent.revision }, { cause: error }) : error;
}
