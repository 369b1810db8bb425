/** Stops a server when its process is told to end. */
import type { RunningServer } from './serve';

const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM'];

/**
 * Waits for SIGINT or SIGTERM, closes the server, and resolves with the signal. From the first signal on the next one
 * does what it always does: it ends the process at once.
 */
export function closeOnSignals(server: Pick<RunningServer, 'close'>): Promise<NodeJS.Signals> {
  return new Promise((resolve, reject) => {
    const onSignal = (signal: NodeJS.Signals) => {
      for (const name of SIGNALS) process.off(name, onSignal);
      server.close().then(() => resolve(signal), reject);
    };
    for (const name of SIGNALS) process.on(name, onSignal);
  });
}
