/** Other processes: each runs a file of `workers/` on the sources, and speaks a line of JSON at a time. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll } from 'vitest';

const PACKAGE = `${import.meta.dirname}/../..`;
const running = new Set<ChildProcess>();

afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
});

/** A worker process. */
export interface Worker {
  /** The next line it says. */
  next<T>(): Promise<T>;
  /** All lines that have not been read yet, up to its end. */
  rest<T>(): Promise<T[]>;
  /** Lets it go on from where it waits for a word. */
  go(): void;
  kill(): void;
  /** Resolves when it has ended, with its exit code; null when it was killed. */
  readonly exited: Promise<number | null>;
}

/** Starts `workers/<name>.ts` with `input`, and waits until it has loaded and said so. */
export async function startWorker(name: string, input: object): Promise<Worker> {
  // a collector without helpers: waiting for them, which wait for a processor, would look like a held event loop
  const args = ['--single-threaded-gc', '--import', 'tsx', `${PACKAGE}/test/workers/${name}.ts`, JSON.stringify(input)];
  const child = spawn(process.execPath, args, { cwd: PACKAGE, stdio: ['pipe', 'pipe', 'inherit'] });
  running.add(child);
  const exited = once(child, 'close').then(([code]) => code as number | null);
  void exited.then(() => running.delete(child));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const worker: Worker = {
    next: async () => {
      const { value, done } = await lines.next();
      if (done) throw new Error(`${name} ended with ${await exited} instead of saying something`);
      return JSON.parse(value);
    },
    rest: async () => {
      const said = [];
      for (let line = await lines.next(); !line.done; line = await lines.next()) said.push(JSON.parse(line.value));
      return said;
    },
    go: () => void child.stdin.write('go\n'),
    kill: () => void child.kill('SIGKILL'),
    exited,
  };
  await worker.next();
  return worker;
}
