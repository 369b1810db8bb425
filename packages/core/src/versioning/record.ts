/** Brings an agent's record along with its versions, where the two are in different databases. */

import { isStorageError, NotFoundError, OutcomeUnknownError } from '../errors';
import { heaviestTarget } from '../storage/domains/agent-versions/label-targets';
import { ACTIVE_LABEL, type AgentVersion, type LabelTarget } from '../storage/domains/agent-versions/records';
import { configOf } from '../storage/record-fields';
import type { AgentConfig, StorageAgentType } from '../storage/types';
import type { ActionScope } from './context';
import { isConflict, untilSettled } from './retry';
import { type AgentState, currentConfig, mergeByField, readSnapshot } from './state';

/**
 * Makes a version that is stored already the configuration of the agent's record. What was edited there since the
 * record was read stays on top; a record that knows a later version stays as it is. Returns the record.
 * @throws NotFoundError when the agent was deleted meanwhile
 */
export function bringRecordAlong(
  scope: ActionScope,
  input: { agent: StorageAgentType; version: AgentVersion; config: AgentConfig },
): Promise<StorageAgentType> {
  const { agent, version } = input;
  let seen = agent;
  let config = input.config;
  return untilSettled({
    attempt: async () => {
      if (seen !== agent) {
        if ((seen.versionNumber ?? 0) >= version.versionNumber) return seen;
        config = await keepEdits(scope, { before: agent, now: seen, saved: input.config });
      }
      const { versionNumber } = version;
      try {
        return await scope.agents.replaceAgent({ id: agent.id, config, expected: seen.revision, versionNumber });
      } catch (error) {
        if (isConflict(error, ['agent'])) seen = await requireAgent(scope, agent.id);
        throw error;
      }
    },
    overtaken: (error) => isConflict(error, ['agent']),
  });
}

/** The record, brought along with a head that it lags behind. */
export async function catchUp(scope: ActionScope, state: AgentState): Promise<StorageAgentType> {
  const { agent, head } = state;
  if (scope.shared || !head || (agent.versionNumber ?? 0) >= head.versionNumber) return agent;
  const config = await currentConfig(scope, state);
  return bringRecordAlong(scope, { agent, version: head, config });
}

/** Notes in the record what the label `active` points at by now. */
export async function bringActiveAlong({ agents, versions }: ActionScope, agentId: string): Promise<void> {
  const { moves } = await versions.listLabelMoves({ agentId, label: ACTIVE_LABEL, perPage: 1 });
  const [last] = moves;
  if (!last) return;
  await agents.setActiveVersion({ id: agentId, versionId: servedBy(last.to), revision: last.revision });
}

/** The version that stands for a label in the agent's record. */
export function servedBy(targets: readonly LabelTarget[] | undefined): string | undefined {
  return heaviestTarget(targets ?? [])?.versionId;
}

/**
 * Does what follows a write that is stored already. Where it fails, nobody may believe that nothing was written.
 * @throws OutcomeUnknownError when the record cannot be reached; a repeat of the call brings it along
 * @throws NotFoundError, ValidationError when the agent is gone, or its record cannot hold the configuration
 */
export async function afterWrite<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (isStorageError(cause) && ['not_found', 'invalid_input'].includes(cause.code)) throw cause;
    throw new OutcomeUnknownError({ message: `${what}, but the agent's record was not brought along` }, { cause });
  }
}

/**
 * Does what brings the record along with a version that was just made. Where the agent was deleted before, the version
 * came after the end of its history and is taken back, with all that others made so: by whoever was the last of them.
 * @throws as {@link afterWrite}
 */
export async function afterAppend<T>(
  { versions }: ActionScope,
  { agentId, versionNumber }: AgentVersion,
  work: () => Promise<T>,
): Promise<T> {
  return afterWrite(`Version ${versionNumber} is saved`, async () => {
    try {
      return await work();
    } catch (error) {
      if (isStorageError(error) && error.code === 'not_found') await endHistory();
      throw error;
    }
  });

  async function endHistory(): Promise<void> {
    try {
      await versions.deleteHistory({ agentId, lastNumber: versionNumber });
    } catch (error) {
      if (!isConflict(error, ['version'])) throw error;
    }
  }
}

async function keepEdits(
  { versions }: ActionScope,
  { before, now, saved }: { before: StorageAgentType; now: StorageAgentType; saved: AgentConfig },
): Promise<AgentConfig> {
  const { versionNumber } = now;
  const savedMeanwhile = versionNumber !== undefined && versionNumber !== before.versionNumber;
  const base = savedMeanwhile ? await readSnapshot(versions, { agentId: now.id, versionNumber }) : undefined;
  return mergeByField({ base: base ?? configOf(before), loser: saved, winner: configOf(now) });
}

/** @throws NotFoundError when there is no such agent */
export async function requireAgent({ agents }: ActionScope, id: string): Promise<StorageAgentType> {
  const agent = await agents.getAgent(id);
  if (!agent) throw new NotFoundError({ entity: 'agent', id });
  return agent;
}
