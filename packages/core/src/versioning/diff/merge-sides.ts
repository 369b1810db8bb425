/** The rule of every three-way merge, for one value. */
import { sameJson } from './json-values';

/** The three sides of one value; undefined where it is not there. */
export interface Sides {
  base: unknown;
  mine: unknown;
  theirs: unknown;
}

/** A value that was merged; undefined where the merge takes it away. */
export interface Merged {
  value: unknown;
}

/** The value that only one side changed, or both to the same; null where each changed it in its own way. */
export function mergeSides({ base, mine, theirs }: Sides): Merged | null {
  if (sameJson(mine, theirs) || sameJson(base, mine)) return { value: theirs };
  return sameJson(base, theirs) ? { value: mine } : null;
}
