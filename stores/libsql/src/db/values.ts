/** Binding: how a statement's values reach the database. */

/** What the database stores as it stands. */
export type BoundValue = string | bigint | number | null;

/**
 * The values in the form both drivers take. Whole numbers become bigints: drivers bind a JS number as REAL, which no
 * integer column should have to guess back from.
 */
export function bindValues(values: readonly unknown[]): BoundValue[] {
  return values.map((value) => {
    if (typeof value === 'string' || value === null) return value;
    if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
    throw new TypeError(`Cannot bind a ${typeof value}`);
  });
}
