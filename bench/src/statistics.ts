/** Medians and quartiles. */

/** The value below which the share `q` of the values lies, interpolated; NaN where there are none. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * q;
  const low = sorted[Math.floor(place)] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? low;
  return low + (high - low) * (place - Math.floor(place));
}

/** The value in the middle. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** A quotient of two series measured in the same rounds. */
export interface Ratio {
  median: number;
  /** The middle half of the rounds lies between these. */
  low: number;
  high: number;
}

/** What `above` is of `below`, round by round: what disturbed both cancels out. */
export function pairedRatio(above: readonly number[], below: readonly number[]): Ratio {
  const quotients = above.map((value, round) => value / (below[round] ?? Number.NaN));
  return { median: median(quotients), low: quantile(quotients, 0.25), high: quantile(quotients, 0.75) };
}
