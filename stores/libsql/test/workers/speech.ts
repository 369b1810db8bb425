/** How a worker reads what it was given, and speaks to the test that started it. */
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** What the test handed over. */
export function readInput<T>(): T {
  return JSON.parse(process.argv[2] ?? 'null');
}

/** Says something, at once: what is said before a kill is heard. */
export function say(value: unknown): void {
  writeSync(1, `${JSON.stringify(value)}\n`);
}

/** Says that the worker is ready, and waits for the test's word. */
export async function waitForGo(): Promise<void> {
  say('ready');
  const lines = createInterface({ input: process.stdin });
  await new Promise<void>((resolve) => lines.once('line', () => resolve()));
  lines.close();
}
