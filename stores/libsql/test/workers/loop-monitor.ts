/** For how long the event loop is held, apart from the time that the process waits for a processor of its own. */
import { readFileSync } from 'node:fs';

const TICK = 5;

/** Milliseconds this thread has been ready to run and had no processor; 0 where the system does not tell. */
function waitedForProcessor(): number {
  try {
    return Number(readFileSync('/proc/self/schedstat', 'utf8').split(' ')[1]) / 1e6;
  } catch {
    return 0;
  }
}

/** Watches from now until the function it returns is called, which tells the longest hold in milliseconds. */
export function monitorLoop(): () => number {
  let longest = 0;
  let at = performance.now();
  let waited = waitedForProcessor();
  const timer = setInterval(() => {
    const [now, waitedNow] = [performance.now(), waitedForProcessor()];
    longest = Math.max(longest, now - at - TICK - (waitedNow - waited));
    [at, waited] = [now, waitedNow];
  }, TICK);
  return () => {
    clearInterval(timer);
    return longest;
  };
}
