/** Three-way merges of snapshots. */
import { compareText } from '../../storage/order';
import type { AgentConfig } from '../../storage/types';
import { copyJson, isJsonObject, ownField } from './json-values';
import { mergeItems } from './merge-items';
import { type Merged, mergeSides, type Sides } from './merge-sides';
import { mergeText } from './merge-text';
import { WorkBudget } from './sequence';
import type { MergeConflict, MergeOutput } from './types';

/** Fields that may be an object of items by name. Other objects are one value: half of each may mean nothing. */
const ITEM_FIELDS: readonly string[] = [
  'tools',
  'workflows',
  'agents',
  'scorers',
  'integrationTools',
  'built_in_tools',
  'mcps',
  'knowledges',
];

/**
 * Merges what two sides made of one base, all storable, field by field. A field that both changed merges where they
 * made the same of it, changed different items of a list of named items, or lines of a text that do not touch; else
 * it is a conflict. Nothing is shared with the snapshots.
 */
export function mergeSnapshots(base: AgentConfig, mine: AgentConfig, theirs: AgentConfig): MergeOutput {
  const budget = new WorkBudget();
  const merged: [string, unknown][] = [];
  const conflicts: MergeConflict[] = [];
  const fields = new Set([base, mine, theirs].flatMap((snapshot) => Object.keys(snapshot)));
  for (const field of [...fields].sort(compareText)) {
    const sides = { base: ownField(base, field), mine: ownField(mine, field), theirs: ownField(theirs, field) };
    const result = mergeSides(sides) ?? mergeInside({ field, sides, budget });
    if (!result) conflicts.push({ field, ...sides });
    const { value } = result ?? { value: sides.theirs };
    if (value !== undefined) merged.push([field, value]);
  }
  return copyJson({ merged: Object.fromEntries(merged), conflicts });
}

function mergeInside(input: { field: string; sides: Sides; budget: WorkBudget }): Merged | null {
  const { field, sides, budget } = input;
  const { base, mine, theirs } = sides;
  if (typeof base === 'string' && typeof mine === 'string' && typeof theirs === 'string') {
    return mergeText({ base, mine, theirs, budget });
  }
  const byName = Array.isArray(base) || (ITEM_FIELDS.includes(field) && isJsonObject(base));
  return byName ? mergeItems(sides) : null;
}
