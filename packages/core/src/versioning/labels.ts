/** Labels: pointing them at versions, taking them away, taking them back. */
import { NotFoundError } from '../errors';
import type { SetLabelInput } from '../storage/domains/agent-versions/calls';
import { parseLabel } from '../storage/domains/agent-versions/input';
import {
  ACTIVE_LABEL,
  type LabelMove,
  type LabelTarget,
  type VersionLabel,
} from '../storage/domains/agent-versions/records';
import type { ActionScope, VersioningContext } from './context';
import { findOne, refuseRedacted } from './find';
import { expectedOf, parseLabelOptions } from './input';
import { watchMoves } from './label-moves';
import { afterWrite, servedBy } from './record';
import { allOf, isConflict, untilSettled } from './retry';
import { noteVersion } from './tracing';
import type { LabelDestination, LabelOptions, VersionRef } from './types';

/** Which label, of whom. */
export interface LabelName {
  agentId: string;
  label: string;
}

/** Points a label at a version, or splits it. Activation is this, of the label `active`. */
export function setLabel(
  context: VersioningContext,
  input: LabelName & { operation: 'setLabel' | 'activate'; to: LabelDestination; options: LabelOptions | undefined },
): Promise<VersionLabel> {
  const { operation, agentId, label, to } = input;
  return runMove(context, { operation, agentId, label }, async (scope) => {
    const { expected, reason, movedBy } = parseLabelOptions(input.options);
    const destination = await readDestination(scope, agentId, to);
    const command = { agentId, label, ...destination, reason, movedBy };
    return pointLabel(context, scope, {
      ...command,
      ...(expected === undefined ? {} : { expected: expectedOf(expected) }),
    });
  });
}

/** Takes a label away; null where it was not set. */
export function removeLabel(
  context: VersioningContext,
  input: LabelName & { operation: 'removeLabel' | 'deactivate'; options: LabelOptions | undefined },
): Promise<LabelMove | null> {
  const { operation, agentId, label } = input;
  return runMove(context, { operation, agentId, label }, (scope) => {
    const { expected, ...options } = parseLabelOptions(input.options);
    const expectation = expected === undefined ? {} : { expected: expectedOf(expected) };
    return dropLabel(context, scope, { agentId, label, ...options, ...expectation });
  });
}

/**
 * Takes a label back to where it pointed before its last move; doing so twice takes it there and back.
 * @throws NotFoundError when it never pointed anywhere else, or its former version is gone
 */
export function revertLabel(
  context: VersioningContext,
  { agentId, label, options }: LabelName & { options: LabelOptions | undefined },
): Promise<VersionLabel> {
  return runMove(context, { operation: 'revertLabel', agentId, label }, (scope) => {
    const { expected, reason, movedBy } = parseLabelOptions(options);
    return untilSettled({
      attempt: async () => {
        const { moves } = await scope.versions.listLabelMoves({ agentId, label, perPage: 1 });
        const [last] = moves;
        if (!last) throw new NotFoundError({ entity: 'label', id: `${agentId}/${label}` });
        if (!last.from) throw new NotFoundError({ entity: 'version', id: `before ${agentId}/${label}` });
        const refs = await allOf(last.from.map(({ versionId: id }) => findOne(scope, { agentId, ref: { id } })));
        for (const version of refs) refuseRedacted(version);
        const seen = expected === undefined ? (last.to ? last.revision : 'none') : expectedOf(expected);
        return pointLabel(context, scope, { agentId, label, targets: last.from, expected: seen, reason, movedBy });
      },
      overtaken: (error) => expected === undefined && isConflict(error, ['label']),
    });
  });
}

/** Moves a label to versions that are known to be fit, brings the record along and tells listeners. */
export async function pointLabel(
  context: VersioningContext,
  scope: ActionScope,
  input: SetLabelInput,
): Promise<VersionLabel> {
  const { agentId, label } = input;
  const tell = await watchMoves(context, scope, { agentId, labels: [label] });
  const moved = await scope.versions.setLabel({ ...input, movedBy: input.movedBy ?? context.actor?.id });
  await tell();
  await projectActive(scope, { agentId, label, to: moved.targets, revision: moved.revision });
  return moved;
}

async function dropLabel(
  context: VersioningContext,
  scope: ActionScope,
  input: Omit<SetLabelInput, 'versionId' | 'targets'>,
): Promise<LabelMove | null> {
  const { agentId, label } = input;
  const tell = await watchMoves(context, scope, { agentId, labels: [label] });
  const move = await scope.versions.removeLabel({ ...input, movedBy: input.movedBy ?? context.actor?.id });
  await tell();
  if (move) await projectActive(scope, { agentId, label, to: undefined, revision: move.revision });
  return move;
}

/** The policy is asked about names that can be labels only. */
async function runMove<T>(
  context: VersioningContext,
  { operation, agentId, label }: LabelName & { operation: string },
  work: (scope: ActionScope) => Promise<T>,
): Promise<T> {
  return context.run({ operation, action: 'label.move', agentId, labels: [parseLabel(label)] }, work);
}

/** The agent's record in another database follows the label `active`. */
async function projectActive(
  { agents, shared }: ActionScope,
  input: LabelName & { to: LabelTarget[] | undefined; revision: number },
): Promise<void> {
  const { agentId, label, to, revision } = input;
  if (shared || label !== ACTIVE_LABEL) return;
  await afterWrite(`Label "${label}" is moved`, () =>
    agents.setActiveVersion({ id: agentId, versionId: servedBy(to), revision }),
  );
}

async function readDestination(
  scope: ActionScope,
  agentId: string,
  to: LabelDestination,
): Promise<{ versionId: string } | { targets: LabelTarget[] }> {
  if (typeof to !== 'object' || to === null || !('targets' in to)) {
    const version = await readTarget(scope, agentId, to);
    noteVersion(scope.span, version);
    return { versionId: version.id };
  }
  const targets = to.targets.map(async ({ version, weight }) => {
    return { versionId: (await readTarget(scope, agentId, version)).id, weight };
  });
  return { targets: await allOf(targets) };
}

async function readTarget(scope: ActionScope, agentId: string, ref: VersionRef) {
  const version = await findOne(scope, { agentId, ref });
  refuseRedacted(version);
  return version;
}
