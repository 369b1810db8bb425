/** Many processes that do the same thing at the same moment. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'tsup';

/** What to run, and how often. */
export interface AtOnceInput {
  /** The package that the script belongs to: what it depends on is found there. */
  folder: string;
  /** The script, below `folder`: it calls `answer` of `answer.ts`. */
  script: string;
  /** How many processes. */
  count: number;
  /** What each is given; anything that JSON can carry. */
  input: object;
}

/** Starts the processes, lets all go when the last is ready, and returns their answers when the last has ended. */
export async function runAtOnce<A extends object>(input: AtOnceInput): Promise<(A | { error: string })[]> {
  const bundle = await bundleScript(input);
  const children: ChildProcess[] = [];
  try {
    const args = [bundle.file, JSON.stringify(input.input)];
    for (let index = 0; index < input.count; index += 1) {
      children.push(spawn(process.execPath, args, { cwd: input.folder, stdio: ['pipe', 'pipe', 'inherit'] }));
    }
    const running = children.map((child) => listen(child));
    await Promise.all(running.map(({ next }) => next()));
    for (const child of children) child.stdin?.write('go\n');
    const answers = await Promise.all(running.map(({ next }) => next()));
    await Promise.all(running.map(({ closed }) => closed));
    return answers as (A | { error: string })[];
  } finally {
    for (const child of children) child.kill('SIGKILL');
    await rm(bundle.folder, { recursive: true, force: true });
  }
}

/** One file of plain JavaScript: a process that had to load the sources one by one would take four times as long. */
async function bundleScript({ folder, script }: AtOnceInput): Promise<{ folder: string; file: string }> {
  const name = basename(script, '.ts');
  const outDir = join(folder, 'node_modules', '.cache', `${name}-${process.pid}-${Date.now()}`);
  await build({
    config: false,
    entry: { [name]: join(folder, script) },
    format: 'esm',
    outDir,
    tsconfig: join(folder, 'tsconfig.json'),
    noExternal: [/^(?!libsql$|@libsql\/client$|pg-promise$)/],
    external: ['libsql', '@libsql/client', 'pg-promise'], // which load parts of theirs by name
    silent: true,
  });
  return { folder: outDir, file: join(outDir, `${name}.js`) };
}

function listen(child: ChildProcess) {
  const closed = once(child, 'close');
  if (!child.stdout) throw new Error('The process has no output');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<unknown> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`A process ended with ${(await closed)[0]} instead of an answer`);
    return JSON.parse(value);
  };
  return { closed, next };
}
