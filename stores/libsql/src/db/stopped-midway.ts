/** What to say of statements that are committed one by one, when one of them did not get through. */
import { UnavailableError } from '@agent-versions/core';
import { readFailure } from './failure';

/**
 * The error of statements that were stopped after some of them may have been committed: it does not say that nothing
 * was written, nor that the same again may help, as that would run those once more.
 */
export function stoppedMidway(what: string, cause: unknown): UnavailableError {
  const message = `${what}, and stay so: ${readFailure(cause).message}`;
  return new UnavailableError({ message, retryable: false }, { cause });
}
