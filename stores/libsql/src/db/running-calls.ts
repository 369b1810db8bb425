/** The calls under way, so that closing can wait for them. */

/** Keeps count of promises that have not settled. */
export class RunningCalls {
  readonly #running = new Set<Promise<unknown>>();

  /** Counts `work` in until it settles, and returns it. */
  track<T>(work: Promise<T>): Promise<T> {
    this.#running.add(work);
    const done = () => this.#running.delete(work);
    work.then(done, done);
    return work;
  }

  /** Resolves when everything counted in so far has settled. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#running);
  }
}
