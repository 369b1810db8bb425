/** How issues are told: paths into a value (`snapshot.tools[2].name`), and how many of them. */

/** The most issues that one error lists; whoever gets twenty has enough to do. */
export const MAX_ISSUES = 20;

const PLAIN_KEY = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** Longer keys are cut in paths, so that an error never carries much of what it refuses. */
const LONGEST_KEY = 64;

/** The path of a key or an index below `path`. */
export function appendKey(path: string, key: PropertyKey): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  const text = String(key);
  const shown = text.length > LONGEST_KEY ? `${text.slice(0, LONGEST_KEY)}…` : text;
  if (!PLAIN_KEY.test(shown)) return `${path}[${JSON.stringify(shown)}]`;
  return path === '' ? shown : `${path}.${shown}`;
}
