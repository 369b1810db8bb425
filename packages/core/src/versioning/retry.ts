/** Compare-and-swap loops: what was overtaken is tried again from what is there now. */
import { type ConflictError, type Entity, isStorageError } from '../errors';

/** So many others in a row were quicker: by then something else is wrong. */
const MAX_ATTEMPTS = 500;

const LONGEST_PAUSE = 40;

/** Whether `error` is a conflict over one of these. */
export function isConflict(error: unknown, entities: readonly Entity[]): error is ConflictError {
  return isStorageError(error) && error.code === 'conflict' && entities.includes((error as ConflictError).entity);
}

/**
 * Repeats an attempt for as long as it is overtaken, after pauses of random length, so that many contenders thin out.
 * @throws what the attempt throws, when `overtaken` says no or it has been tried 500 times
 */
export async function untilSettled<T>(input: {
  attempt: () => Promise<T>;
  overtaken: (error: unknown) => boolean;
}): Promise<T> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await input.attempt();
    } catch (error) {
      if (attempts >= MAX_ATTEMPTS || !input.overtaken(error)) throw error;
    }
    if (attempts > 1) await pause(Math.random() * Math.min(2 ** attempts, LONGEST_PAUSE));
  }
}

/** Both results; where both fail, always the first one's error. */
export async function bothOf<A, B>(first: Promise<A>, second: B | Promise<B>): Promise<[A, B]> {
  const [a, b] = await Promise.allSettled([first, second]);
  if (a.status === 'rejected') throw a.reason;
  if (b.status === 'rejected') throw b.reason;
  return [a.value, b.value];
}

/** All results; where several fail, always the error of the one that is named first. */
export async function allOf<T>(work: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(work);
  return settled.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
