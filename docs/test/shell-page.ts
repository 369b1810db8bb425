/** The shell examples of a page: what it tells its readers to type, and what it says that they will see. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');

/** The port that the manual speaks of. */
const DOCUMENTED_PORT = /\b4111\b/g;

/** Stands before the number of a step that has ended, alone on a line. */
const MARK = '\u001e';

/** Milliseconds after which a page is cut off: each command is a process that reads all of the sources. */
export const LONGEST_RUN = 540_000;

/** Commands, and the lines that follow them on the page. */
export interface Step {
  /** As they are typed, line by line. */
  commands: string[];
  /** What they end in printing: `…` is some text; a line that is nothing but `…` is any number of lines. */
  expected: string[];
}

/** What became of a page. */
export interface PageRun {
  /** Of the script; null where it was killed. */
  exitCode: number | null;
  /** Everything that it printed, on both of its outputs. */
  output: string;
  /** The same by step; shorter where the script ended early. */
  printed: string[][];
}

/** What a page says, save for the blocks that install the repository itself. */
export function readSteps(page: string): Step[] {
  const blocks = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block);
  const steps: Step[] = [];
  for (const line of blocks.filter((block) => !block.startsWith('npx --yes pnpm')).flatMap(linesOf)) {
    const [, command = line, expected] = /^(.*?)(?:^|\s+)# →(?: (.*))?$/.exec(line) ?? [];
    const isExpectation = command !== line;
    let step = steps.at(-1);
    if (!step || (command !== '' && step.expected.length > 0)) {
      step = { commands: [], expected: [] };
      steps.push(step);
    }
    if (command !== '' || !isExpectation) step.commands.push(command);
    if (isExpectation) step.expected.push(expected?.trimEnd() ?? '');
  }
  return steps;
}

/** Whether the last lines are the expected ones, all of them and no others. */
export function endsIn(printed: readonly string[], expected: readonly string[]): boolean {
  return expected.length === 0 || printed.some((_, start) => isAll(printed.slice(start), expected));
}

function isAll([line, ...lines]: readonly string[], [expected, ...rest]: readonly string[]): boolean {
  if (expected === undefined) return line === undefined;
  if (expected === '…' && isAll(line === undefined ? [] : [line, ...lines], rest)) return true;
  if (line === undefined) return false;
  return expected === '…' ? isAll(lines, [expected, ...rest]) : patternOf(expected).test(line) && isAll(lines, rest);
}

function patternOf(expected: string): RegExp {
  const literals = expected.split('…').map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${literals.join('.+')}$`, 'u');
}

/**
 * Runs the commands of a page as one script in an empty folder, with `agent-versions` on its path and a free port in
 * place of the documented one. What the script leaves running ends with it.
 */
export async function runPage(steps: readonly Step[], env: NodeJS.ProcessEnv): Promise<PageRun> {
  const port = String(await freePort());
  const room = await mkdtemp(join(tmpdir(), 'page-'));
  try {
    const cwd = join(room, 'empty');
    await mkdir(cwd);
    const path = [await writeShim(room, port), process.env.PATH].join(delimiter);
    const script = scriptOf(steps).replaceAll(DOCUMENTED_PORT, port);
    const exitCode = await runScript(script, { cwd, log: join(room, 'output'), env: { ...env, PATH: path } });
    const output = (await readFile(join(room, 'output'), 'utf8')).replaceAll(`:${port}`, ':4111');
    return { exitCode, output, printed: output.split(new RegExp(`\n${MARK}\\d+\n`)).map(linesOf) };
  } finally {
    await rm(room, { recursive: true, force: true });
  }
}

function scriptOf(steps: readonly Step[]): string {
  const body = steps.flatMap(({ commands }, index) => [...commands, `printf '\\n${MARK}%d\\n' ${index}`]);
  return ['set -euo pipefail', `trap 'kill $(jobs -p) 2>/dev/null || true; wait' EXIT`, ...body].join('\n');
}

/** Lines without blanks at their ends, such as the carriage returns of HTTP. */
function linesOf(text: string): string[] {
  const lines = text.trimEnd().split('\n');
  return text.trim() === '' ? [] : lines.map((line) => line.trimEnd());
}

/** The program as users have it, from its sources; `serve` without a port takes the one of this run. */
async function writeShim(folder: string, port: string): Promise<string> {
  const bin = join(folder, 'bin');
  await mkdir(bin);
  const lines = [
    '#!/bin/sh',
    `case "$*" in *--port*) ;; serve | 'serve '*) set -- "$@" --port ${port} ;; esac`,
    `export TSX_TSCONFIG_PATH='${join(ROOT, 'tsconfig.base.json')}'`,
    `exec node --import '${join(ROOT, 'node_modules/tsx/dist/loader.mjs')}' '${join(ROOT, 'packages/cli/src/main.ts')}' "$@"`,
  ];
  await writeFile(join(bin, 'agent-versions'), `${lines.join('\n')}\n`, { mode: 0o755 });
  return bin;
}

async function runScript(
  script: string,
  { cwd, log, env }: { cwd: string; log: string; env: NodeJS.ProcessEnv },
): Promise<number | null> {
  const file = await open(log, 'w');
  const bash = spawn('bash', ['-c', script], {
    cwd,
    env,
    detached: true, // a process group, to be ended as a whole
    stdio: ['ignore', file.fd, file.fd],
    timeout: LONGEST_RUN,
    killSignal: 'SIGKILL',
  });
  try {
    const [exitCode] = (await once(bash, 'exit')) as [number | null];
    return exitCode;
  } finally {
    await file.close();
    endGroup(bash.pid);
  }
}

/** Whatever is left of it. */
function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // nothing is
  }
}

/** Below the ports that systems hand out by themselves, so that nobody else is given it meanwhile. */
async function freePort(): Promise<number> {
  const port = 20_000 + Math.floor(Math.random() * 12_000);
  const probe = createServer();
  const isFree = await new Promise<boolean>((done) => {
    probe.once('error', () => done(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => done(true)));
  });
  return isFree ? port : freePort();
}
