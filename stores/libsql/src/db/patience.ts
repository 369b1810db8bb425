/** Waiting for a busy database, without ever holding the event loop. */
import { setTimeout as sleep } from 'node:timers/promises';
import { UnavailableError } from '@agent-versions/core';
import { isBusy } from './errors';

/** Milliseconds of the first pause, and of the longest. */
const FIRST_PAUSE = 4;
const LONGEST_PAUSE = 32;

/** Repeats attempts while the database is busy, until it has been so for `timeout` without a break. */
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
   * Runs `attempt` until it is not refused as busy; `recover` runs after each refusal.
   * @param since when the caller came, on the clock of `performance.now`
   * @throws UnavailableError, retryable, when the database stays busy
   */
  async run<T>(
    input: { attempt: () => T | Promise<T>; recover?: () => Promise<void> },
    since = performance.now(),
  ): Promise<T> {
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      let cause: unknown;
      try {
        const result = await input.attempt();
        this.reset();
        return result;
      } catch (error) {
        if (!isBusy(error)) {
          this.reset();
          throw error;
        }
        cause = error;
      }
      await input.recover?.();
      const now = performance.now();
      this.#busySince ??= now;
      if (now - Math.max(since, this.#busySince) >= this.#timeout) throw this.#giveUp(cause);
      await sleep(1 + Math.random() * pause);
    }
  }

  /** Notes that the database was not busy just now. */
  reset(): void {
    this.#busySince = undefined;
  }

  #giveUp(cause: unknown): UnavailableError {
    const message = `${this.#target} is busy: somebody else has held it for ${this.#timeout} ms. Nothing was written`;
    return new UnavailableError({ message, retryable: true }, { cause });
  }
}
