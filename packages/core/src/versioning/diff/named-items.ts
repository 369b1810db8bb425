/** Lists and objects whose items have names: tools, sub-agents, paths. */
import { calculateChangedFields } from './changed-fields';
import { isJsonObject, sameJson } from './json-values';
import type { ChangedItem, ItemsComparison } from './types';

/** Items by name, in the order of the list. */
export type NamedItems = ReadonlyMap<string, unknown>;

/** Where an object may have its name; the last is how model providers write a tool. */
const NAMES: readonly ((item: Record<string, unknown>) => unknown)[] = [
  (item) => ownText(item, 'name'),
  (item) => ownText(item, 'id'),
  (item) => (isJsonObject(item.function) ? ownText(item.function, 'name') : undefined),
];

/**
 * The lists by name: a text is its own name, an object's is its `name`, else its `id`, else that of its `function`, the
 * same in all lists. Null when one is no list, or an item has no name or shares it.
 */
export function namedLists(lists: readonly unknown[]): NamedItems[] | null {
  if (!lists.every((list) => Array.isArray(list))) return null;
  for (const nameOf of NAMES) {
    const named = lists.map((list: unknown[]) => byName(list, nameOf));
    if (named.every((items) => items !== null)) return named;
  }
  return null;
}

/** The objects by key; null when one is no object. */
export function namedEntries(objects: readonly unknown[]): NamedItems[] | null {
  if (!objects.every(isJsonObject)) return null;
  return objects.map((object) => new Map(Object.entries(object as object)));
}

/** How the items changed; null when the values do not have named items. The values are those passed in, not copies. */
export function compareItems(previous: unknown, current: unknown): ItemsComparison | null {
  const [before, after] = namedLists([previous, current]) ?? namedEntries([previous, current]) ?? [];
  if (!before || !after) return null;
  const added = [...after].filter(([name]) => !before.has(name)).map(([name, value]) => ({ name, value }));
  const removed = [...before].filter(([name]) => !after.has(name)).map(([name, value]) => ({ name, value }));
  const changed: ChangedItem[] = [];
  for (const [name, value] of before) {
    if (after.has(name) && !sameJson(value, after.get(name))) changed.push(changedItem(name, value, after.get(name)));
  }
  const reordered = Array.isArray(current) && !sameOrder(before, after);
  return { added, removed, changed, reordered };
}

/** Whether the items that are in both stand in the same order. */
export function sameOrder(left: NamedItems, right: NamedItems): boolean {
  const order = [...left.keys()].filter((name) => right.has(name));
  return [...right.keys()].filter((name) => left.has(name)).every((name, index) => name === order[index]);
}

function changedItem(name: string, previousValue: unknown, currentValue: unknown): ChangedItem {
  const item = { name, previousValue, currentValue };
  if (!isJsonObject(previousValue) || !isJsonObject(currentValue)) return item;
  return { ...item, fields: calculateChangedFields(previousValue, currentValue) };
}

function byName(list: readonly unknown[], nameOf: (item: Record<string, unknown>) => unknown): NamedItems | null {
  const items = new Map<string, unknown>();
  for (const item of list) {
    const name = isJsonObject(item) ? nameOf(item) : item;
    if (typeof name !== 'string' || items.has(name)) return null;
    items.set(name, item);
  }
  return items;
}

function ownText(object: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
