/** Makes the next version of an agent out of what is there, together with its record and labels. */

import { ConflictError } from '../errors';
import { idempotencyKeyReused } from '../storage/domains/agent-versions/conflicts';
import { ACTIVE_LABEL, type AgentVersion } from '../storage/domains/agent-versions/records';
import { createId } from '../storage/ids';
import { present } from '../storage/present';
import { configOf, withConfig } from '../storage/record-fields';
import type { AgentConfig, StorageAgentType } from '../storage/types';
import type { ActionScope, VersioningContext } from './context';
import { calculateChangedFields } from './diff/changed-fields';
import { findConflict } from './expected';
import { expectedOf, type VersionCommand } from './input';
import { watchMoves } from './label-moves';
import { pointLabel } from './labels';
import { afterAppend, bringActiveAlong, bringRecordAlong, catchUp } from './record';
import { bothOf, isConflict, untilSettled } from './retry';
import { type Snapshot, snapshotOf } from './snapshot';
import { type AgentState, currentConfig, headNumber, readState } from './state';
import { noteVersion } from './tracing';
import type { SaveOutput } from './types';

/** A version to be made. */
export interface AppendPlan {
  command: VersionCommand;
  /** Makes a version also of what the head holds already. */
  force: boolean;
  /** What the version holds, made from what the agent is. */
  apply(config: AgentConfig): Promise<Snapshot>;
  /** The id of the version that is brought back. */
  restoredFrom?: string;
}

interface Work {
  context: VersioningContext;
  scope: ActionScope;
  agentId: string;
  plan: AppendPlan;
}

/**
 * Appends the version that the plan describes, again and again until nobody was quicker; what the head holds already
 * becomes no version, but still the record's configuration and the labels' target. Two reads at once and one write,
 * where nobody else is at it.
 * @throws ConflictError when the head or the content is not the expected one
 */
export async function appendVersion(
  input: Omit<Work, 'plan'> & { idempotencyKey: string | undefined; plan: () => Promise<AppendPlan> },
): Promise<SaveOutput> {
  const { context, scope, agentId, idempotencyKey } = input;
  let planned: Promise<AppendPlan> | undefined;
  const settled = () =>
    untilSettled({
      attempt: async () => {
        planned ??= input.plan(); // once: a place such as head~1 is not another one after a retry
        const [state, plan] = await bothOf(readState(scope, { agentId, idempotencyKey }), planned);
        return attempt({ ...input, plan }, state);
      },
      overtaken: (error) => isConflict(error, ['agent', 'version', 'idempotencyKey']),
    });
  const result = await context.turns.take(agentId, settled);
  if (result instanceof ConflictError) throw result;
  noteVersion(scope.span, result.version);
  return result;
}

/** What came of one try; a conflict that trying again does not cure is returned. */
async function attempt(work: Work, state: AgentState): Promise<SaveOutput | ConflictError> {
  const { scope, plan } = work;
  const { command, apply } = plan;
  const { agent, head, earlier } = state;
  if (earlier) return repeat(work, { state, earlier });
  const current = await currentConfig(scope, state);
  const conflict = await findConflict(scope, { expected: command.expected, state, current, apply });
  if (conflict) return conflict;
  const snapshot = await apply(current);
  if (!plan.force && head && !head.redactedAt && head.contentHash === snapshot.contentHash) {
    return settleOnHead(work, { agent, head, snapshot });
  }
  return write(work, { state, snapshot });
}

async function write(
  work: Work,
  { state, snapshot }: { state: AgentState; snapshot: Snapshot },
): Promise<SaveOutput | ConflictError> {
  const { context, scope, agentId, plan } = work;
  const { message, expected: _, labels, createdBy, ...rest } = plan.command;
  const { agent, head } = state;
  const tell = await watchMoves(context, scope, { agentId, labels });
  const id = createId();
  const version = await scope.versions.createVersion({
    ...rest,
    id,
    agentId,
    snapshot: snapshot.config,
    changedFields: head && !head.redactedAt ? calculateChangedFields(head.snapshot, snapshot.config) : undefined,
    changeMessage: message,
    createdBy: createdBy ?? context.actor?.id,
    restoredFrom: plan.restoredFrom,
    expected: expectedOf(headNumber(state)),
    labels: labels.length > 0 ? labels : undefined,
    ...(scope.shared ? { record: { expected: agent.revision } } : {}),
  });
  if (version.id !== id) return repeat(work, { state, earlier: version }); // the same call, at the same time
  emitAppended(context, version);
  await tell();
  return { version, created: true, agent: await recordAfter(work, { agent, version, config: snapshot.config }) };
}

/** Tells listeners of a new version. */
export function emitAppended(context: VersioningContext, version: AgentVersion): void {
  const { id: versionId, agentId, versionNumber, createdBy, createdAt: at, restoredFrom } = version;
  const about = { agentId, at, versionId, versionNumber, createdBy };
  context.emit(
    restoredFrom === undefined
      ? present({ type: 'version.created', ...about })
      : present({ type: 'version.restored', ...about, restoredFrom }),
  );
}

/** The agent's record after its version was stored: brought along where the version's database does not do so. */
async function recordAfter(
  { scope, plan }: Work,
  { agent, version, config }: { agent: StorageAgentType; version: AgentVersion; config: AgentConfig },
): Promise<StorageAgentType> {
  const { createdAt, labels } = plan.command;
  const active = labels.includes(ACTIVE_LABEL) ? { activeVersionId: version.id } : {};
  if (!scope.shared) {
    return afterAppend(scope, version, async () => {
      if (labels.includes(ACTIVE_LABEL)) await bringActiveAlong(scope, agent.id);
      return { ...(await bringRecordAlong(scope, { agent, version, config })), ...active };
    });
  }
  // The version's clock is the record's, unless the caller said when the version was made.
  if (createdAt) return (await scope.agents.getAgent(agent.id)) ?? agent;
  const { versionNumber, createdAt: updatedAt } = version;
  const after = { ...agent, versionNumber, revision: agent.revision + 1, updatedAt };
  return { ...withConfig(after, config), ...active };
}

/** Nothing to store: the head is what was asked for. */
async function settleOnHead(
  { context, scope, agentId, plan }: Work,
  { agent, head, snapshot }: { agent: StorageAgentType; head: AgentVersion; snapshot: Snapshot },
): Promise<SaveOutput> {
  const { command } = plan;
  const same =
    agent.versionNumber === head.versionNumber && snapshotOf(configOf(agent)).contentHash === head.contentHash;
  const { versionNumber } = head;
  const replacement = { id: agentId, config: snapshot.config, expected: agent.revision, versionNumber };
  const after = same ? agent : await scope.agents.replaceAgent(replacement);
  const { createdBy: movedBy, message: reason } = command;
  for (const label of command.labels) {
    await pointLabel(context, scope, { agentId, label, versionId: head.id, movedBy, reason });
  }
  const active = command.labels.includes(ACTIVE_LABEL) ? { activeVersionId: head.id } : {};
  return { version: head, created: false, agent: { ...after, ...active } };
}

/** The key was used before: for the same change, or it is in the way. */
async function repeat(
  { scope, plan }: Work,
  { state, earlier }: { state: AgentState; earlier: AgentVersion },
): Promise<SaveOutput | ConflictError> {
  const { contentHash: expected } = await plan.apply(earlier.snapshot);
  const { contentHash: actual, idempotencyKey = '' } = earlier;
  if (expected !== actual || earlier.restoredFrom !== plan.restoredFrom) {
    return idempotencyKeyReused({ idempotencyKey, expected, actual });
  }
  const agent = await catchUp(scope, state);
  return { version: earlier, created: false, agent };
}
