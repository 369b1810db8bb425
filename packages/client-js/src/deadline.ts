/** How long one try may take: a time-out and the caller's signal as one, with nothing left behind. */
import { AgentVersionsError } from './errors';

/** Ends what waits for it, with a typed error. Must be released. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #caller: AbortSignal | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(caller?: AbortSignal) {
    this.#caller = caller;
    if (caller?.aborted) this.#abort();
    else caller?.addEventListener('abort', this.#abort);
  }

  /** For `fetch`; its reason is the typed error. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Why it is over; undefined while it is not. */
  get error(): AgentVersionsError | undefined {
    return this.signal.reason;
  }

  /** Starts the clock, anew where it runs already; `Infinity` stops it. */
  allow(timeout: number): void {
    clearTimeout(this.#timer);
    if (timeout === Number.POSITIVE_INFINITY || this.signal.aborted) return;
    this.#timer = setTimeout(() => {
      const message = `No answer within ${timeout} ms`;
      this.#controller.abort(new AgentVersionsError({ code: 'timeout', message }));
    }, timeout);
  }

  /** The promise's result, or the typed error where the end comes first. */
  race<T>(promise: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const stop = () => reject(this.error);
      if (this.signal.aborted) stop();
      this.signal.addEventListener('abort', stop);
      promise.then(resolve, reject).finally(() => this.signal.removeEventListener('abort', stop));
    });
  }

  /** Stops the clock and lets go of the caller's signal. */
  release(): void {
    clearTimeout(this.#timer);
    this.#caller?.removeEventListener('abort', this.#abort);
  }

  /** As {@link release}, and ends what still waits: the connection of an answer that nobody reads to its end. */
  abandon(): void {
    this.release();
    this.#controller.abort();
  }

  readonly #abort = () => this.#controller.abort(aborted(this.#caller));
}

function aborted(signal: AbortSignal | undefined): AgentVersionsError {
  return new AgentVersionsError({ code: 'aborted', message: 'The call was aborted', cause: signal?.reason });
}

/** @throws AgentVersionsError `aborted` when the signal is */
export function refuseAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw aborted(signal);
}

/** The promise's result, or a refusal when the caller's signal ends the wait. The work itself goes on. */
export async function waitFor<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  const deadline = new Deadline(signal);
  try {
    return await deadline.race(promise);
  } finally {
    deadline.release();
  }
}

/** Waits; refused when the signal ends it. */
export async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  try {
    await waitFor(over, signal);
  } finally {
    clearTimeout(timer);
  }
}
