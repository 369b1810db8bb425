/** Every example in the README and the manual compiles, runs, and prints what it says it prints (`// → …`). */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postgresUrl } from '../../test/postgres/context';

const ROOT = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

/** One ```ts block of a page. */
interface Example {
  /** `storage-2`: the second block of `docs/storage.md`. */
  name: string;
  code: string;
}

async function readExamples(page: string): Promise<Example[]> {
  const blocks = [...(await readFile(page, 'utf8')).matchAll(/^```ts\n(.*?)^```$/gms)];
  return blocks.map(([, code = ''], index) => ({ name: `${basename(page, '.md')}-${index + 1}`, code }));
}

const manual = (await readdir(join(ROOT, 'docs'))).filter((name) => name.endsWith('.md'));
const pages = [join(ROOT, 'README.md'), ...manual.map((name) => join(ROOT, 'docs', name))];
const examples = (await Promise.all(pages.map(readExamples))).flat();

let folder: string;
const database = `docs_${process.pid}`;

async function onServer(statement: string): Promise<void> {
  const client = new Client({ connectionString: postgresUrl() });
  await client.connect();
  await client.query(statement);
  await client.end();
}

/** What examples may import beside our own packages: what the workspace has, and what the server stands on. */
async function linkPackages(target: string): Promise<void> {
  const sources = ['packages/server/node_modules', 'node_modules'].map((name) => join(ROOT, name));
  const found = await Promise.all(
    sources.map(async (source) => (await readdir(source)).map((name) => [name, source] as const)),
  );
  await mkdir(target);
  for (const [name, source] of new Map(found.flat())) await symlink(join(source, name), join(target, name));
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'docs-'));
  await onServer(`create database ${database}`);
  const compilerOptions = { typeRoots: [join(ROOT, 'node_modules/@types')] };
  const tsconfig = { extends: join(ROOT, 'tsconfig.base.json'), compilerOptions, include: ['*/*.ts'] };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await linkPackages(join(folder, 'node_modules'));
  for (const { name, code } of examples) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, 'example.ts'), code);
  }
});

afterAll(async () => {
  await onServer(`drop database ${database} with (force)`);
  await rm(folder, { recursive: true });
});

describe('the examples', () => {
  // one compiler for every page and all that they import
  it('compile', { timeout: 240_000 }, async () => {
    const tsc = run(join(ROOT, 'node_modules/.bin/tsc'), ['--noEmit', '--project', folder]);
    expect(await tsc.catch(({ stdout }) => stdout)).toEqual({ stdout: '', stderr: '' });
  });

  it.each(examples)('print what they say: $name', async ({ name, code }) => {
    const url = new URL(postgresUrl());
    url.pathname = database;
    const tsx = [
      join(ROOT, 'node_modules/.bin/tsx'),
      '--tsconfig',
      join(folder, 'tsconfig.json'),
      'example.ts',
    ] as const;
    const [command, ...args] = tsx;
    const env = { ...process.env, DATABASE_URL: url.href };
    const { stdout } = await run(command, args, { cwd: join(folder, name), env });
    const promised = [...code.matchAll(/\/\/ → (.*)$/gm)].map(([, text]) => text);
    expect(promised.length).toBeGreaterThan(0);
    expect(stdout.trimEnd().split('\n')).toEqual(promised);
  });
});
