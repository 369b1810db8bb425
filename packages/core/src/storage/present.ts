/** Records as callers get them: what is absent has no key. */

/** A copy without the properties that are undefined. */
export function present<T extends object>(record: T): T {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;
}
