/** Which labels there are, how they moved, and what they pointed at. */
import type { ListLabelMovesInput, ListLabelMovesOutput } from '../storage/domains/agent-versions/calls';
import { parseLabel } from '../storage/domains/agent-versions/input';
import type { VersionLabel } from '../storage/domains/agent-versions/records';
import type { VersioningContext } from './context';
import { findLabelled } from './find';
import type { LabelName } from './labels';
import type { LabelledVersion } from './types';

/** The agent's labels, by name. */
export function listLabels(context: VersioningContext, agentId: string): Promise<VersionLabel[]> {
  return context.run({ operation: 'listLabels', action: 'label.read', agentId }, ({ versions }) =>
    versions.listLabels(agentId),
  );
}

/** The label, or null where it is not set. An agent has few: they are listed. */
export function getLabel(context: VersioningContext, { agentId, label }: LabelName): Promise<VersionLabel | null> {
  return context.run({ operation: 'getLabel', action: 'label.read', agentId }, async ({ versions }) => {
    const name = parseLabel(label);
    return (await versions.listLabels(agentId)).find((each) => each.label === name) ?? null;
  });
}

/** A page of moves. */
export function listLabelMoves(context: VersioningContext, input: ListLabelMovesInput): Promise<ListLabelMovesOutput> {
  const { agentId } = input;
  return context.run({ operation: 'listLabelMoves', action: 'label.read', agentId }, ({ versions }) =>
    versions.listLabelMoves(input),
  );
}

/** What the label pointed at then: nothing, one version, or as many as it split over. */
export function labelAt(context: VersioningContext, input: LabelName & { at: Date }): Promise<LabelledVersion[]> {
  const { agentId, label, at } = input;
  return context.run({ operation: 'labelAt', action: 'label.read', agentId }, (scope) =>
    findLabelled(scope, { agentId, label, at }),
  );
}
