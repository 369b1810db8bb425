/**
 * Turns at the event loop: every call of a local database is synchronous, and promises alone never let timers and
 * sockets run, so a thousand calls in a row would hold the loop for as long as they take.
 */

/** Milliseconds of work after which others come first. */
const SLICE = 5;

let startedAt = 0;
let nextTurn: Promise<void> | undefined;

/** Whether work may go on at once; otherwise wait for {@link nextSlice} and ask again. */
export function hasSlice(): boolean {
  return performance.now() - startedAt < SLICE;
}

/** Waits until everything else that was due has run. */
export function nextSlice(): Promise<void> {
  nextTurn ??= new Promise((resolve) => {
    setImmediate(() => {
      startedAt = performance.now();
      nextTurn = undefined;
      resolve();
    });
  });
  return nextTurn;
}
