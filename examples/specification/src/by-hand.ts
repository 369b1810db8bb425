/** Runs a program of this folder when it is the file that was started, not when a test imports it. */
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** `url` is the program's `import.meta.url`; `run` gets the arguments, and what it returns is printed. */
export async function byHand(url: string, run: (args: readonly string[]) => Promise<unknown>): Promise<void> {
  const [, started, ...args] = process.argv;
  if (started && realpathSync(started) === fileURLToPath(url)) console.dir(await run(args), { depth: null });
}
