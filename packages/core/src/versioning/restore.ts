/** Bringing a version back: as a new one, with the agent's record, and activated where that is wanted. */
import { ACTIVE_LABEL } from '../storage/domains/agent-versions/records';
import { type AppendPlan, appendVersion } from './append';
import type { VersioningContext } from './context';
import { findWhole } from './find';
import { parseRestoreOptions } from './input';
import { hookedSnapshot } from './snapshot';
import type { RestoreOptions, SaveOutput, VersionRef } from './types';

/** Which version to bring back. */
export interface RestoreInput {
  agentId: string;
  ref: VersionRef;
  options: RestoreOptions | undefined;
}

/** Makes a new version of an old one's whole snapshot. */
export function restore(context: VersioningContext, input: RestoreInput): Promise<SaveOutput> {
  return bringBack(context, { ...input, operation: 'restore' });
}

/** As {@link restore}, and points `active` at it in the same step. */
export function rollback(context: VersioningContext, input: RestoreInput): Promise<SaveOutput> {
  return bringBack(context, { ...input, operation: 'rollback', activate: true });
}

async function bringBack(
  context: VersioningContext,
  input: RestoreInput & { operation: string; activate?: boolean },
): Promise<SaveOutput> {
  const { operation, agentId, ref, activate } = input;
  const { force, ...command } = parseRestoreOptions(input.options);
  const labels = activate ? [...new Set([ACTIVE_LABEL, ...command.labels])] : command.labels;
  return context.run({ operation, action: 'version.create', agentId, labels }, (scope) => {
    const plan = async (): Promise<AppendPlan> => {
      const { id, versionNumber, ...version } = await findWhole(scope, { agentId, ref });
      return {
        command: { ...command, labels, message: command.message ?? `Restored version ${versionNumber}` },
        force,
        apply: () => hookedSnapshot(context, { config: version.snapshot, agentId, action: 'version.create' }),
        restoredFrom: id,
      };
    };
    return appendVersion({ context, scope, agentId, idempotencyKey: command.idempotencyKey, plan });
  });
}
