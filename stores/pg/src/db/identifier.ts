/** Names of schemas and tables in SQL. */

/** A name as an identifier: any text but one with U+0000 is safe in it. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A surrogate that is no half of a pair: UTF-8 has no form for it. */
const LONE_SURROGATE = /\p{Cs}/u;

/** What is wrong with a schema's name; undefined where nothing is. */
export function findIdentifierFault(name: unknown): string | undefined {
  if (typeof name !== 'string' || name === '') return 'must be a non-empty text';
  if (LONE_SURROGATE.test(name) || name.includes('\0')) return 'must be well-formed text without U+0000';
  if (Buffer.byteLength(name) > 63) return 'must be at most 63 bytes of UTF-8, or Postgres would cut it off';
  if (name.startsWith('pg_') || name === 'information_schema') return 'is reserved for Postgres itself';
  return undefined;
}
