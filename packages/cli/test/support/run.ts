/** Runs the program in this process, on real files. */
import { Readable, Writable } from 'node:stream';
import { runCli } from '../../src/run';

/** What a run may be given beside its folder. */
export interface RunInput {
  /** The current folder. */
  cwd: string;
  /** What comes from standard input (default: nothing). */
  stdin?: string | Uint8Array | AsyncIterable<Uint8Array | string>;
  /** The whole environment (default: empty). */
  env?: Record<string, string>;
  /** Standard input, output and error are terminals (default false). */
  tty?: boolean;
  signal?: AbortSignal;
}

/** What a run left. */
export interface RunResult {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs `agent-versions` with these arguments. */
export async function runInFolder(argv: readonly string[], input: RunInput): Promise<RunResult> {
  const { cwd, stdin = '', env = {}, tty = false, signal } = input;
  const stdout = new Collector(tty);
  const stderr = new Collector(tty);
  const source = typeof stdin === 'string' || stdin instanceof Uint8Array ? Readable.from([stdin]) : stdin;
  const input_ = { isTTY: tty, [Symbol.asyncIterator]: () => source[Symbol.asyncIterator]() };
  const code = await runCli({ argv, stdin: input_, stdout, stderr, env, cwd, signal });
  return { code, stdout: stdout.text, stderr: stderr.text };
}

/** As {@link runInFolder} with `--json`: the document, parsed. Fails unless the run ends with 0. */
export async function runJson<T>(argv: readonly string[], input: RunInput): Promise<T> {
  const { code, stdout, stderr } = await runInFolder([...argv, '--json'], input);
  if (code !== 0) throw new Error(`agent-versions ${argv.join(' ')} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout) as T;
}

class Collector extends Writable {
  text = '';
  readonly isTTY: boolean;
  readonly columns = 120;

  constructor(isTTY: boolean) {
    super({ decodeStrings: false });
    this.isTTY = isTTY;
  }

  override _write(chunk: string | Uint8Array, _encoding: string, done: () => void): void {
    this.text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    done();
  }
}
