/** How a server stops without breaking off what it began. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** Stops the server once, however often it is called. */
export type Stop = () => Promise<void>;

/**
 * Prepares for the end of a server: it takes no new connections then, says `Connection: close` on those it has, and
 * resolves when all are closed; those that are not in time are cut off.
 */
export function drain(server: Server, { shutdown, timeout }: { shutdown: AbortController; timeout: number }): Stop {
  const answering = new Set<ServerResponse>();
  server.prependListener('request', (_: IncomingMessage, answer: ServerResponse) => {
    answer.shouldKeepAlive &&= !shutdown.signal.aborted;
    answering.add(answer);
    answer.once('close', () => {
      answering.delete(answer);
      // one whose headers were sent before the end began is kept alive by Node
      if (shutdown.signal.aborted) server.closeIdleConnections();
    });
  });
  let stopped: Promise<void> | undefined;
  return () => {
    stopped ??= stop();
    return stopped;
  };

  async function stop(): Promise<void> {
    shutdown.abort();
    for (const answer of answering) answer.shouldKeepAlive = false;
    const cut = setTimeout(() => server.closeAllConnections(), timeout);
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    clearTimeout(cut);
  }
}
