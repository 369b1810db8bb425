/** The calls under way, so that closing can wait for them. */
import { UnavailableError } from '@agent-versions/core';

/** What a call gets once the store is closed. */
export function closedError(): UnavailableError {
  return new UnavailableError({ message: 'The store is closed', retryable: false });
}

/** Counts calls. Once closed it lets those under way finish and refuses all others. */
export class OpenCalls {
  #open = 0;
  #closing: Promise<void> | undefined;
  #onNone: () => void = () => {};

  /**
   * Counts a call in; whoever does so must count it out with {@link OpenCalls.end}.
   * @throws UnavailableError when closed
   */
  begin(): void {
    if (this.#closing !== undefined) throw closedError();
    this.#open += 1;
  }

  /** Counts a call out. */
  end(): void {
    this.#open -= 1;
    if (this.#open === 0) this.#onNone();
  }

  /** Closes; resolves when no call is under way any more. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= new Promise((resolve) => {
      this.#onNone = resolve;
      if (this.#open === 0) resolve();
    });
    return this.#closing;
  }
}
