/** Ids that the stores make. */
import { randomInt } from 'node:crypto';
import { monotonicFactory } from 'ulid';

const STEPS = 2 ** 32;

/** Node draws these from a pool; the library by itself asks the system for each character anew, sixteen times an id. */
const nextUlid = monotonicFactory(() => randomInt(STEPS) / STEPS);

/** A new ULID, greater than every other that this process made, even when the clock is set back. */
export function createId(): string {
  return nextUlid();
}
