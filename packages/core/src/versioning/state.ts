/** Where an agent stands before an action: its record, its head, and what is to be built on. */

import { NotFoundError } from '../errors';
import type { AgentVersionsStorage } from '../storage/domains/agent-versions/base';
import type { AgentVersion } from '../storage/domains/agent-versions/records';
import { configOf } from '../storage/record-fields';
import type { AgentConfig, StorageAgentType } from '../storage/types';
import type { ActionScope } from './context';
import { mergeSnapshots } from './diff/merge';

/** An agent and its newest version, read together. */
export interface AgentState {
  agent: StorageAgentType;
  head: AgentVersion | null;
  /** What an earlier call made under the idempotency key, if one was given. */
  earlier: AgentVersion | null;
}

/** @throws NotFoundError when there is no such agent */
export async function readState(
  { agents, versions }: ActionScope,
  { agentId, idempotencyKey }: { agentId: string; idempotencyKey: string | undefined },
): Promise<AgentState> {
  const [agent, head, earlier] = await Promise.all([
    agents.getAgent(agentId),
    versions.getLatestVersion(agentId),
    idempotencyKey === undefined ? null : findEarlier(versions, { agentId, idempotencyKey }),
  ]);
  if (!agent) throw new NotFoundError({ entity: 'agent', id: agentId });
  return { agent, head, earlier };
}

/** The version that was made under the key, or null. */
export async function findEarlier(
  versions: AgentVersionsStorage,
  { agentId, idempotencyKey }: { agentId: string; idempotencyKey: string },
): Promise<AgentVersion | null> {
  const [found] = await versions.findVersions({ agentId, selector: { idempotencyKey } });
  return found ? { ...found.version, snapshot: found.version.snapshot ?? {} } : null;
}

/** The number of the head; 0 where there is none. */
export function headNumber({ head }: AgentState): number {
  return head?.versionNumber ?? 0;
}

/**
 * What a change is made to: the record's configuration, which has edits that are in no version yet. Where the record
 * lags behind the head (a version was appended around it, or a crash came between the writes to two databases), what
 * was edited is put on top of the head, which wins where both changed a field.
 */
export async function currentConfig({ versions, shared }: ActionScope, state: AgentState): Promise<AgentConfig> {
  const { agent, head } = state;
  const config = configOf(agent);
  if (!head || head.redactedAt) return config;
  if (agent.versionNumber === undefined) {
    // Two databases: the first save of a record that was not made by a save may not have reached it.
    return !shared && agent.updatedAt <= head.createdAt ? head.snapshot : config;
  }
  if (agent.versionNumber >= head.versionNumber) return config;
  const base = await readSnapshot(versions, { agentId: agent.id, versionNumber: agent.versionNumber });
  return base ? mergeByField({ base, loser: config, winner: head.snapshot }) : head.snapshot;
}

/** The snapshot of that number, unless it is gone or blanked. */
export async function readSnapshot(
  versions: AgentVersionsStorage,
  which: { agentId: string; versionNumber: number },
): Promise<AgentConfig | undefined> {
  const version = await versions.getVersionByNumber(which.agentId, which.versionNumber);
  return version && !version.redactedAt ? version.snapshot : undefined;
}

/** Both changes of `base`, field by field; the winner's where both changed the same one. */
export function mergeByField(input: { base: AgentConfig; loser: AgentConfig; winner: AgentConfig }): AgentConfig {
  return mergeSnapshots(input.base, input.loser, input.winner).merged;
}
