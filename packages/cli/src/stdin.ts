/** Standard input that stops when the run is interrupted. */

/** What a run reads from; a terminal says so. */
export type InputStream = AsyncIterable<Uint8Array | string> & { readonly isTTY?: boolean };

/** The same input; whoever waits for it gets the signal's reason as soon as that is aborted. */
export function endWithSignal(input: InputStream, signal: AbortSignal): InputStream {
  return { isTTY: input.isTTY, [Symbol.asyncIterator]: () => read(input, signal) };
}

async function* read(input: InputStream, signal: AbortSignal): AsyncGenerator<Uint8Array | string> {
  const chunks = input[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await untilAborted(chunks.next(), signal);
      if (next.done) return;
      yield next.value;
    }
  } finally {
    chunks.return?.()?.catch(() => undefined); // not awaited: it waits for the chunk that does not come
  }
}

/** Not a race with one promise for all: that would keep every chunk until the end. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
