/** Records as callers get them: what is absent has no key. */

/** A copy without the properties that are undefined. */
export function present<T extends object>(record: T): T {
  const kept: Record<string, unknown> = {};
  // a plain loop: every row that is read goes through here
  for (const [key, value] of Object.entries(record)) if (value !== undefined) kept[key] = value;
  return kept as T;
}
