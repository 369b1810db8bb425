/** The agents' records, as they are; and their end, which takes the history along. */
import { z } from 'zod';
import type { ListAgentsInput, ListAgentsOutput } from '../storage/domains/agents/base';
import { parseInput, positiveIntegerSchema, textSchema } from '../storage/input';
import { present } from '../storage/present';
import { withConfig } from '../storage/record-fields';
import type { StorageAgentType } from '../storage/types';
import type { VersioningContext } from './context';
import { afterWrite } from './record';
import { snapshotOf } from './snapshot';
import { currentConfig, readState } from './state';
import type { CurrentAgent, DeleteAgentOptions } from './types';

const deleteOptionsSchema = z.strictObject({
  expected: positiveIntegerSchema.optional(),
  reason: textSchema.optional(),
});

/** The record, or null. */
export function getAgent(context: VersioningContext, agentId: string): Promise<StorageAgentType | null> {
  return context.run({ operation: 'getAgent', action: 'agent.read', agentId }, ({ agents }) =>
    agents.getAgent(agentId),
  );
}

/** The record with what the agent is, also where it lags behind the head, and the hash of that. */
export function current(context: VersioningContext, agentId: string): Promise<CurrentAgent> {
  return context.run({ operation: 'current', action: 'agent.read', agentId }, async (scope) => {
    const state = await readState(scope, { agentId, idempotencyKey: undefined });
    const { config, contentHash } = snapshotOf(await currentConfig(scope, state));
    return { agent: withConfig(state.agent, config), contentHash };
  });
}

/** A page of records. */
export function listAgents(context: VersioningContext, input?: ListAgentsInput): Promise<ListAgentsOutput> {
  return context.run({ operation: 'listAgents', action: 'agent.list' }, ({ agents }) => agents.listAgents(input));
}

/**
 * Deletes an agent with all its versions, labels and moves, and returns how many versions went. Where record and
 * versions are in different databases the record goes first; a repeat takes away what is left.
 */
export async function deleteAgent(
  context: VersioningContext,
  { agentId, options }: { agentId: string; options: DeleteAgentOptions | undefined },
): Promise<number> {
  const { expected, reason } = parseInput(deleteOptionsSchema, options ?? {});
  return context.run({ operation: 'deleteAgent', action: 'agent.delete', agentId }, async (scope) => {
    const { agents, versions, shared } = scope;
    const deletion = { agentId, deletedBy: context.actor?.id, reason };
    let versionCount: number;
    if (shared) {
      versionCount = await versions.deleteHistory({ ...deletion, record: { expected } });
    } else {
      await agents.deleteAgent(agentId, { expected });
      const what = `The record of agent "${agentId}" is deleted`;
      versionCount = await afterWrite(what, () => versions.deleteHistory(deletion));
    }
    if (versionCount > 0) {
      context.emit(present({ type: 'agent.deleted', at: new Date(), versionCount, ...deletion }));
    }
    return versionCount;
  });
}
