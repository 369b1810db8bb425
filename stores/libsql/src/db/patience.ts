/** Trying again while a database is busy or away, without ever holding the event loop. */
import { setTimeout as sleep } from 'node:timers/promises';
import { UnavailableError } from '@agent-versions/core';
import { isBusy } from './errors';

/** Milliseconds of the first pause, and of the longest: a lock is let go soon, a server takes its time to come back. */
const FIRST_PAUSE = 4;
const LONGEST_PAUSE = 32;
const LONGEST_PAUSE_AWAY = 500;

/**
 * Repeats attempts that left nothing behind, with pauses that grow and are of random length, until the database has
 * been busy or away for `timeout` without a break.
 */
export class Patience {
  readonly #timeout: number;
  readonly #target: string;
  /** Since when no attempt has got through; one clock for all callers, so that a queue does not wait one by one. */
  #busySince: number | undefined;

  /** `timeout` in milliseconds; `target` names the database in errors. */
  constructor(input: { timeout: number; target: string }) {
    this.#timeout = input.timeout;
    this.#target = input.target;
  }

  /**
   * Runs `attempt` until it gets through; `recover` runs after each failure. `isAway` tells which errors, other than
   * that the database is busy, pass by themselves and left nothing behind; without it there are none.
   * @param since when the caller came, on the clock of `performance.now`
   * @throws UnavailableError, retryable, when the database stays busy; what `attempt` threw when its server stays away
   */
  async run<T>(
    input: { attempt: () => T | Promise<T>; recover?: () => Promise<void>; isAway?: (error: unknown) => boolean },
    since = performance.now(),
  ): Promise<T> {
    for (let pause = FIRST_PAUSE; ; pause *= 2) {
      let cause: unknown;
      try {
        const result = await input.attempt();
        this.reset();
        return result;
      } catch (error) {
        if (!isBusy(error) && !input.isAway?.(error)) {
          this.reset();
          throw error;
        }
        cause = error;
      }
      const busy = isBusy(cause);
      await input.recover?.();
      const now = performance.now();
      this.#busySince ??= now;
      if (now - Math.max(since, this.#busySince) >= this.#timeout) throw busy ? this.#giveUp(cause) : cause;
      await sleep(1 + Math.random() * Math.min(pause, busy ? LONGEST_PAUSE : LONGEST_PAUSE_AWAY));
    }
  }

  /** Notes that the database was neither busy nor away just now. */
  reset(): void {
    this.#busySince = undefined;
  }

  #giveUp(cause: unknown): UnavailableError {
    const message = `${this.#target} is busy: somebody else has held it for ${this.#timeout} ms. Nothing was written`;
    return new UnavailableError({ message, retryable: true }, { cause });
  }
}
