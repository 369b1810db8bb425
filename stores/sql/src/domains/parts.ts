/** Lists in parts that a statement, a value or a reply has room for. */

/** The most rows in one statement: enough to make round trips rare, and the values of all few enough for SQLite. */
const LONGEST = 128;

/**
 * The most characters in one value or reply. The databases take far more, but a libSQL server refuses values of some 8
 * million, and replies over 10 MB; a character has up to three bytes.
 */
const MOST_CHARACTERS = 2_097_152;

/**
 * The items in their order, in parts of a power of two each, up to 128; the longest first. So few texts of statements
 * serve lists of any length.
 */
export function inParts<T>(items: readonly T[]): T[][] {
  const parts: T[][] = [];
  for (let length = LONGEST, start = 0; start < items.length; ) {
    while (length > items.length - start) length /= 2;
    parts.push(items.slice(start, start + length));
    start += length;
  }
  return parts;
}

/** The items in their order, in parts of some two million characters at most; one that is longer is a part alone. */
export function inPartsOfLength<T>(items: readonly T[], lengthOf: (item: T) => number): T[][] {
  const parts: T[][] = [];
  let total = Number.POSITIVE_INFINITY;
  for (const item of items) {
    const length = lengthOf(item);
    total += length;
    if (total > MOST_CHARACTERS) {
      parts.push([]);
      total = length;
    }
    parts.at(-1)?.push(item);
  }
  return parts;
}
