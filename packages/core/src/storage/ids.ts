/** Ids that the stores make. */
import { monotonicFactory } from 'ulid';

const nextUlid = monotonicFactory();

/** A new ULID, greater than every other that this process made, even when the clock is set back. */
export function createId(): string {
  return nextUlid();
}
