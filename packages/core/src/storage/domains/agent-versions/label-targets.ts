/** What the targets of a label come to: the one that counts where only one can, and whether two splits are one. */
import { compareText } from '../../order';
import type { LabelTarget } from './records';

/** The heaviest target, the first by id among equals: what whoever has no key gets. Undefined where there is none. */
export function heaviestTarget(targets: readonly LabelTarget[]): LabelTarget | undefined {
  return targets.toSorted((a, b) => b.weight - a.weight || compareText(a.versionId, b.versionId))[0];
}

/** Whether a label that points at the one points at the other; both by id. */
export function sameTargets(a: readonly LabelTarget[], b: readonly LabelTarget[]): boolean {
  if (a.length !== b.length) return false;
  return a.every(({ versionId, weight }, index) => versionId === b[index]?.versionId && weight === b[index].weight);
}
