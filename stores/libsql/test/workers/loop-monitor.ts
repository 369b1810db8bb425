/** For how long the event loop is held, apart from the time that the process waits for a processor of its own. */
import { readFileSync } from 'node:fs';

const TICK = 5;

/**
 * Milliseconds this thread has been ready to run and had no processor, and those that the machine's host took from its
 * processors; 0 where the system does not tell.
 */
function waitedForProcessor(): number {
  try {
    const [, waited] = readFileSync('/proc/self/schedstat', 'utf8').split(' ');
    const [, , , , , , , , stolen] = readFileSync('/proc/stat', 'utf8').split(/\s+/, 9);
    return Number(waited) / 1e6 + Number(stolen) * 10;
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
