/** Those in this process who write the same thing take turns, so that they do not overtake each other again and again. */

/** Turns are for speed, not for safety: when none has ended for this long, whoever waits goes on without. */
const LONGEST_WAIT = 5_000;

interface Queue {
  /** Settled when the last who came is done. */
  last: Promise<void> | undefined;
  /** How many are in it, the one at work included. */
  size: number;
  finished: number;
}

/** Who is at it, by key. */
export class Turns {
  readonly #queues = new Map<string, Queue>();

  /**
   * Does the work after that of all who came before with the same key. It does not wait for ever: a hook that saves
   * the agent whose save it is part of would wait for itself.
   */
  async take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const queue = this.#queues.get(key) ?? { last: undefined, size: 0, finished: 0 };
    this.#queues.set(key, queue);
    const before = queue.last;
    let finish = () => {};
    queue.last = new Promise((resolve) => {
      finish = resolve;
    });
    queue.size += 1;
    try {
      if (before !== undefined) await myTurn(queue, before);
      return await work();
    } finally {
      finish();
      queue.finished += 1;
      queue.size -= 1;
      if (queue.size === 0) this.#queues.delete(key);
    }
  }
}

async function myTurn(queue: Queue, before: Promise<void>): Promise<void> {
  let seen: number;
  do {
    seen = queue.finished;
    if (await isOverSoon(before)) return;
  } while (queue.finished > seen);
}

function isOverSoon(turn: Promise<void>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), LONGEST_WAIT);
    timer.unref();
    void turn.then(() => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}
