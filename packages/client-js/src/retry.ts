/** When a call is repeated, and after how long. */
import { pause } from './deadline';
import { isTransient } from './errors';

const FIRST_DELAY = 200;
const LONGEST_DELAY = 5_000;
const LONGEST_RETRY_AFTER = 30_000;

/** A random part of a limit that doubles each time ("full jitter"), so that clients do not come back together. */
export function backoff(failures: number, longest: number = LONGEST_DELAY): number {
  return Math.random() * Math.min(longest, FIRST_DELAY * 2 ** failures);
}

/** The milliseconds that a `Retry-After` header asks for: seconds, or a date. */
export function parseRetryAfter(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = /^\s*\d+\s*$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1_000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds * 1_000);
}

/**
 * Tries until it succeeds, fails for good, or was repeated `retries` times. What the server asks to wait is waited for;
 * where that is longer than half a minute, the caller is told at once.
 */
export async function repeat<T>(
  attempt: () => Promise<T>,
  { retries, signal }: { retries: number; signal: AbortSignal | undefined },
): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      return await attempt();
    } catch (error) {
      const wait = isTransient(error) ? (error.retryAfter ?? 0) : Number.POSITIVE_INFINITY;
      if (failures >= retries || wait > LONGEST_RETRY_AFTER) throw error;
      await pause(wait + backoff(failures), signal);
    }
  }
}
