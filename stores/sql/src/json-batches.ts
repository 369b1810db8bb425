/** Rows that travel as JSON arrays, none of them longer than a database takes. */

/** Characters of one array: the databases hold far more in a value, but a libSQL server refuses some 8 million. */
const MAX_LENGTH = 2_097_152;

/** Joins JSON texts into JSON arrays, in their order; one that is too long gets an array of its own. */
export function jsonArrays(texts: readonly string[]): string[] {
  const arrays: string[] = [];
  let start = 0;
  let length = 0;
  texts.forEach((text, index) => {
    if (index > start && length + text.length > MAX_LENGTH) {
      arrays.push(`[${texts.slice(start, index).join()}]`);
      start = index;
      length = 0;
    }
    length += text.length + 1;
  });
  return texts.length > 0 ? [...arrays, `[${texts.slice(start).join()}]`] : arrays;
}
