/** Lists of any length in parts of few lengths, so that few texts of statements serve all of them. */

/** The most rows in one statement: enough to make round trips rare, and the values of all few enough for SQLite. */
const LONGEST = 128;

/** The items in their order, in parts of a power of two each, up to 128; the longest first. */
export function inParts<T>(items: readonly T[]): T[][] {
  const parts: T[][] = [];
  for (let length = LONGEST, start = 0; start < items.length; ) {
    while (length > items.length - start) length /= 2;
    parts.push(items.slice(start, start + length));
    start += length;
  }
  return parts;
}
