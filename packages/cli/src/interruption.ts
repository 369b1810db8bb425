/** What Ctrl-C and a request to terminate do to a run. */
import { EXIT } from './exit-codes';

/** Aborted by the first SIGINT or SIGTERM, so that work ends between two steps; a second one ends the process at once. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return controller.signal;
}
