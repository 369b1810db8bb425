/** Rows that travel as JSON arrays, none of them longer than a database takes. */
import { inPartsOfLength } from './domains/parts';

/** Joins JSON texts into JSON arrays, in their order; one that is too long gets an array of its own. */
export function jsonArrays(texts: readonly string[]): string[] {
  return inPartsOfLength(texts, (text) => text.length + 1).map((part) => `[${part.join()}]`);
}
