/** A client that is generated from an OpenAPI document, and a program that uses it, in a folder of their own. */
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import openapiTS, { astToString } from 'openapi-typescript';

const run = promisify(execFile);

const PACKAGE = join(import.meta.dirname, '..');
const ROOT = join(PACKAGE, '../..');

const COMPILER_OPTIONS = {
  target: 'ES2022',
  lib: ['ES2023', 'DOM'],
  module: 'ESNext',
  moduleResolution: 'bundler',
  types: ['node'],
  typeRoots: [join(ROOT, 'node_modules/@types')],
  checkJs: true,
  noEmit: true,
  strict: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: true,
};

/** Makes the generated types known to the program, which is there before them and so cannot import them. */
const GLOBALS = `import type { paths } from './openapi-types';
declare global { type Paths = paths }
`;

/** A request as the program sent it, and its answer. */
export interface Exchange {
  /** The path as the document has it. */
  path: string;
  /** In capitals. */
  method: string;
  /** The body that was sent; empty where there was none. */
  sent: string;
  status: number;
  /** The content type of the answer; null where it had none. */
  type: string | null;
  /** The body of the answer. */
  received: string;
}

/** The program beside the types that it was written for. */
export interface GeneratedClient {
  /** What the type checker finds wrong; empty where nothing is. */
  check(): Promise<string>;
  /** Runs the program against a server. */
  run(url: string, key: string): Promise<Exchange[]>;
  /** Removes the folder. */
  remove(): Promise<void>;
}

/** Generates the types of a document, and puts the program beside them. */
export async function generateClient(document: string): Promise<GeneratedClient> {
  const folder = await mkdtemp(join(tmpdir(), 'openapi-client-'));
  const files = {
    'openapi-types.ts': astToString(await openapiTS(document)),
    'globals.ts': GLOBALS,
    'tsconfig.json': JSON.stringify({ compilerOptions: COMPILER_OPTIONS, files: ['globals.ts', 'program.mjs'] }),
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const program = join(folder, 'program.mjs');
  await copyFile(new URL('./openapi-program.mjs', import.meta.url), program);
  await symlink(join(PACKAGE, 'node_modules'), join(folder, 'node_modules'));
  return {
    async check() {
      const checking = run(join(ROOT, 'node_modules/.bin/tsc'), ['-p', folder]);
      return checking.then(
        () => '',
        ({ stdout }: { stdout: string }) => stdout,
      );
    },
    async run(url, key) {
      const { stdout } = await run(process.execPath, [program, url, key], { maxBuffer: 16 * 1024 * 1024 });
      return JSON.parse(stdout) as Exchange[];
    },
    remove: () => rm(folder, { recursive: true }),
  };
}
