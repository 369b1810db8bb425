/** A queue of one: tasks run in the order they came, each when the one before is done. */
export class SerialQueue {
  #tail: Promise<unknown> = Promise.resolve();

  /** Runs a task when all before it are done, however they ended. */
  run<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(task);
    this.#tail = result.catch(() => undefined);
    return result;
  }

  /** Resolves when everything queued so far is done. */
  async idle(): Promise<void> {
    await this.#tail;
  }
}
