/** What the manual's tables say of commands, exit codes and errors is what the programs do. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { runCli } from '@agent-versions/cli';
import {
  ConflictError,
  CorruptRowError,
  ForbiddenError,
  InMemoryStore,
  MigrationError,
  NotFoundError,
  OutcomeUnknownError,
  type StorageError,
  UnauthorizedError,
  UnavailableError,
  ValidationError,
  VersionInUseError,
} from '@agent-versions/core';
import { createServer } from '@agent-versions/server';
import { describe, expect, it } from 'vitest';

const DOCS = resolve(import.meta.dirname, '..');

/** The rows of a page's tables, by cells without blanks and code marks. */
async function readRows(name: string): Promise<string[][]> {
  const lines = (await readFile(join(DOCS, name), 'utf8')).split('\n').filter((line) => /^\| (?!-)/.test(line));
  return lines.map((line) =>
    line
      .slice(2, -2)
      .split(' | ')
      .map((cell) => cell.replaceAll('`', '').trim()),
  );
}

const ERRORS: StorageError[] = [
  new ValidationError([{ path: 'model', message: 'is wrong' }]),
  new UnauthorizedError('Who is it?'),
  new ForbiddenError('No'),
  new NotFoundError({ entity: 'agent', id: 'support' }),
  new ConflictError({ entity: 'version', id: 'support', expected: 1, actual: 2 }),
  new VersionInUseError({ versionId: '1', labels: ['active'] }),
  new UnavailableError({ message: 'Busy', retryable: true }),
  new OutcomeUnknownError({ message: 'Lost' }),
  new CorruptRowError({ table: 'agents', id: 'support', column: 'data' }),
  new MigrationError({ reason: 'failed', message: 'Failed' }),
];

/** What the server answers where its storage fails in this way. */
async function statusOf(error: StorageError): Promise<number> {
  const storage = new InMemoryStore();
  storage.requireStore = () => Promise.reject(error);
  return (await createServer({ storage }).request('http://localhost/api/stored/agents')).status;
}

/** What the program prints and ends with in a folder. */
async function runIn(cwd: string, argv: string[]): Promise<{ exitCode: number; lines: string[] }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const exitCode = await runCli({ argv, stdin: Readable.from([]), stdout, stderr, env: {}, cwd });
  stdout.end();
  stderr.end();
  return { exitCode, lines: (await text(stdout)).split('\n') };
}

/** The program's exit code where its storage fails in this way. */
async function exitCodeOf({ code }: StorageError): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'docs-'));
  const failure = `Object.assign(new Error(), { code: '${code}', [Symbol.for('agent-versions.StorageError')]: true })`;
  await writeFile(join(folder, 'agent-versions.config.mjs'), `export const storage = () => { throw ${failure} };`);
  const { exitCode } = await runIn(folder, ['agents']);
  await rm(folder, { recursive: true });
  return exitCode;
}

/** The names that a help lists, by the pattern of its lines. */
async function namesInHelp(argv: string[], heading: RegExp): Promise<string[]> {
  const { lines } = await runIn(DOCS, [...argv, '--help']);
  let isWanted = false;
  return lines.flatMap((line) => {
    if (/^\S/.test(line)) isWanted = heading.test(line);
    const name = /^ {2}([a-z]+)(?: |$)/.exec(line)?.[1];
    return isWanted && name !== undefined && name !== 'help' ? [name] : [];
  });
}

describe('the page of errors', () => {
  it.each(ERRORS)('says what becomes of $code', async (error) => {
    const [, name, http = '', exit] = (await readRows('errors.md')).find(([code]) => code === error.code) ?? [];
    expect({ name, exit }).toEqual({ name: error.name, exit: String(await exitCodeOf(error)) });
    expect(http.split(', ')).toContain(String(await statusOf(error)));
  });

  it('has every code that the server documents', async () => {
    const answer = await createServer({ storage: new InMemoryStore() }).request('http://localhost/openapi.json');
    const { components } = (await answer.json()) as {
      components: { schemas: { Problem: { properties: { code: { enum: string[] } } } } };
    };
    const codes = (await readRows('errors.md')).map(([code]) => code);
    expect(codes).toEqual(expect.arrayContaining(components.schemas.Problem.properties.code.enum));
  });
});

describe('the page of the command line', () => {
  it('has every exit code, as the help has it', async () => {
    const { lines } = await runIn(DOCS, ['--help']);
    const codes = lines.slice(lines.indexOf('Exit codes:') + 1).filter((line) => line !== '');
    const rows = (await readRows('cli.md')).map(([code = '', meaning]) => `  ${code.padEnd(4)} ${meaning}`);
    expect(codes.length).toBeGreaterThan(0);
    expect(rows).toEqual(expect.arrayContaining(codes));
  });

  it('has every command', async () => {
    const cells = (await readRows('cli.md')).map(([cell = '']) => cell.split(/[ ,]+/));
    const commands = await namesInHelp([], /^(?:Agents and versions|What is served|Whole histories|Set-up):/);
    expect(commands).toEqual(expect.arrayContaining(['save', 'activate', 'prune', 'doctor'])); // one of each group
    for (const command of commands) {
      const names = [command, ...(await namesInHelp([command], /^Commands/))];
      const isShown = cells.some((cell) => names.every((name) => cell.includes(name)));
      expect(isShown, names.join(' ')).toBe(true);
    }
  });
});
