/** Three-way merges of lists and objects whose items have names. */
import { type Merged, mergeSides, type Sides } from './merge-sides';
import { type NamedItems, namedEntries, namedLists, sameOrder } from './named-items';

/** A side of a merge, by name. */
interface NamedSides {
  base: NamedItems;
  mine: NamedItems;
  theirs: NamedItems;
}

/**
 * Merges item by item. Null when the sides do not have named items, both changed an item or the order each in its own
 * way, or one changed what the other removed.
 */
export function mergeItems(sides: Sides): Merged | null {
  const values = [sides.base, sides.mine, sides.theirs];
  const [base, mine, theirs] = namedLists(values) ?? namedEntries(values) ?? [];
  if (!base || !mine || !theirs) return null;
  const items = mergeByName({ base, mine, theirs });
  const order = Array.isArray(sides.base) ? mergeOrder({ base, mine, theirs }) : [...(items?.keys() ?? [])];
  if (!items || !order) return null;
  const kept = order.filter((name) => items.has(name));
  const value = Array.isArray(sides.base)
    ? kept.map((name) => items.get(name))
    : Object.fromEntries(kept.map((name) => [name, items.get(name)]));
  return { value };
}

function mergeByName({ base, mine, theirs }: NamedSides): NamedItems | null {
  const items = new Map<string, unknown>();
  for (const name of new Set([...theirs.keys(), ...mine.keys()])) {
    const result = mergeSides({ base: base.get(name), mine: mine.get(name), theirs: theirs.get(name) });
    if (!result) return null;
    if (result.value !== undefined) items.set(name, result.value);
  }
  return items;
}

/** The names of both sides, in the order of the one that changed it; null where each changed it in its own way. */
function mergeOrder({ base, mine, theirs }: NamedSides): string[] | null {
  const mineKept = sameOrder(base, mine);
  if (!mineKept && !sameOrder(base, theirs) && !sameOrder(mine, theirs)) return null;
  const [leading, other] = mineKept ? [theirs, mine] : [mine, theirs];
  // what only the other side has comes right after what stands before it there
  const followers = new Map<string | undefined, string[]>();
  let before: string | undefined;
  for (const name of other.keys()) {
    if (leading.has(name)) before = name;
    else followers.set(before, [...(followers.get(before) ?? []), name]);
  }
  return [undefined, ...leading.keys()].flatMap((name) => {
    return [...(name === undefined ? [] : [name]), ...(followers.get(name) ?? [])];
  });
}
