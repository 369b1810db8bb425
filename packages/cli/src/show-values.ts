/** How times, absent values and lists look in tables. */

/** What stands where nothing is. */
export const NOTHING = '-';

/** The time to the second, in UTC: `2026-01-31 09:30:00Z`. */
export function showTime(time: Date): string {
  return time
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
}

/** The texts with commas between them. */
export function showList(texts: readonly string[] | undefined): string {
  return texts && texts.length > 0 ? texts.join(', ') : NOTHING;
}

/** Names and values below each other, the values in one column. Values that are undefined are left out. */
export function showPairs(pairs: readonly (readonly [string, string | undefined])[]): string {
  const shown = pairs.filter((pair): pair is readonly [string, string] => pair[1] !== undefined);
  const width = Math.max(...shown.map(([name]) => name.length)) + 2;
  return shown.map(([name, value]) => `${name.padEnd(width)}${value}\n`).join('');
}

/** A number and what it counts: `1 version`, `2 versions`. */
export function showCount(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
