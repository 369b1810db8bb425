/** Binding: how a statement's values reach the database. */

/** What the database stores as it stands. */
export type BoundValue = string | bigint | number | null;

/**
 * The values in the form both drivers take. Whole numbers become bigints: drivers bind a JS number as REAL, which no
 * integer column should have to guess back from. All other doubles go as REAL, bit for bit; NaN and the infinities
 * would not come back.
 */
export function bindValues(values: readonly unknown[]): BoundValue[] {
  return values.map((value) => {
    if (typeof value === 'string' || value === null) return value;
    if (typeof value !== 'number' || !Number.isFinite(value)) throw new TypeError(`Cannot bind ${describe(value)}`);
    return Number.isSafeInteger(value) ? BigInt(value) : value;
  });
}

function describe(value: unknown): string {
  return typeof value === 'number' ? String(value) : `a ${typeof value}`;
}
