/** Runs the program as people do: in a process of its own. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const TSCONFIG = fileURLToPath(new URL('../../tsconfig.json', import.meta.url));

/** How a process ended. */
export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A process that runs. */
export interface RunningProgram {
  process: ChildProcessWithoutNullStreams;
  /** What it printed so far. */
  said: { stdout: string; stderr: string };
  /** Waits until standard error holds the text. */
  says(text: string): Promise<void>;
  /** Waits for its end. */
  ended: Promise<Ended>;
}

/** Starts `agent-versions` with these arguments; it is killed at the end of the test if it still runs then. */
export function startProgram(
  argv: readonly string[],
  { cwd, env = {} }: { cwd: string; env?: Record<string, string> },
): RunningProgram {
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), MAIN, ...argv], {
    cwd,
    env: { PATH: process.env.PATH, TSX_TSCONFIG_PATH: TSCONFIG, ...env },
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
    });
  }
  child.stdin.on('error', () => undefined); // whoever does not read its input closes it
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...said }));
  const says = async (text: string) => {
    while (!said.stderr.includes(text)) await Promise.race([once(child.stderr, 'data'), ended.then(fail(said))]);
  };
  return { process: child, said, says, ended };
}

/** Runs it to its end, with this standard input. */
export function runProgram(
  argv: readonly string[],
  { stdin = '', ...rest }: { cwd: string; env?: Record<string, string>; stdin?: string },
): Promise<Ended> {
  const { process: child, ended } = startProgram(argv, rest);
  child.stdin.end(stdin);
  return ended;
}

function fail(said: { stderr: string }): () => never {
  return () => {
    throw new Error(`The program ended before it said so: ${said.stderr}`);
  };
}
