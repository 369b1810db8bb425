/** How long to wait before something is tried again. */

/** Milliseconds: the longest pause of the first round, and of any. */
const FIRST = 20;
const LONGEST = 500;

/** Milliseconds before the next round; twice as long each time, and by chance, so that those who met do not meet again. */
export function backoff(round: number): number {
  return Math.random() * Math.min(FIRST * 2 ** (round - 1), LONGEST);
}
