/** Everything that differs between two snapshots. */
import type { AgentConfig } from '../../storage/types';
import type { VersionDiff } from '../types';
import { diffFields } from './changed-fields';
import { compareItems } from './named-items';
import { patchFields } from './patch';
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
  const diffs = diffFields(previous, current);
  const budget = new WorkBudget();
  const fields = diffs.map((diff) => compareField(diff, budget));
  return { diffs, patch: patchFields(diffs), fields };
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
