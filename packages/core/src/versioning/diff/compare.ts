/** Everything that differs between two snapshots. */
import type { AgentConfig } from '../../storage/types';
import type { VersionDiff } from '../types';
import { calculateChangedFields } from './changed-fields';
import { ownField } from './json-values';
import { compareItems } from './named-items';
import { createSnapshotPatch } from './patch';
import { WorkBudget } from './sequence';
import { compareTexts } from './text-hunks';
import type { FieldComparison, SnapshotComparison } from './types';

/**
 * Compares two storable snapshots; without a previous one, as with a first version, all is added. The same input gives
 * the same result, in bounded time. The values in it are those of the snapshots, not copies.
 */
export function compareSnapshots(
  previous: AgentConfig | null | undefined,
  current: AgentConfig | null | undefined,
): SnapshotComparison {
  const before = previous ?? {};
  const after = current ?? {};
  const diffs = calculateChangedFields(before, after).map((field): VersionDiff => {
    return { field, previousValue: ownField(before, field), currentValue: ownField(after, field) };
  });
  const budget = new WorkBudget();
  const fields = diffs.map((diff) => compareField(diff, budget));
  return { diffs, patch: createSnapshotPatch(before, after), fields };
}

function compareField({ field, previousValue, currentValue }: VersionDiff, budget: WorkBudget): FieldComparison {
  if (previousValue === undefined) return { field, kind: 'added' };
  if (currentValue === undefined) return { field, kind: 'removed' };
  if (typeof previousValue === 'string' && typeof currentValue === 'string') {
    const text = compareTexts({ previous: previousValue, current: currentValue, budget });
    return { field, kind: 'changed', text };
  }
  const items = compareItems(previousValue, currentValue);
  return { field, kind: 'changed', ...(items && { items }) };
}
