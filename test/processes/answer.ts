/** A process of `at-once.ts`, seen from inside: it reads its input, waits for the word, and answers once. */
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** Does `work` when all processes are ready, and says what it returned, or `{ error }`. Everything is loaded by then. */
export async function answer<I>(work: (input: I) => Promise<object>): Promise<void> {
  const input: I = JSON.parse(process.argv[2] ?? 'null');
  const lines = createInterface({ input: process.stdin });
  const word = new Promise<void>((resolve) => lines.once('line', () => resolve()));
  say('ready');
  await word;
  lines.close();
  say(await work(input).catch((error: unknown) => ({ error: String(error) })));
}

function say(value: unknown): void {
  writeSync(1, `${JSON.stringify(value)}\n`);
}
