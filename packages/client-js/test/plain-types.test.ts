/** The types that are published say the same as the schemas. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, it, onTestFinished } from 'vitest';
import { plainTypes } from '../plain-types';

const CLIENT = join(import.meta.dirname, '..');
const WIRE = join(CLIENT, '../server/src/schemas/types.ts');

/** The compiler's options of this package. */
function options(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(CLIENT, 'tsconfig.json'), ts.sys.readFile);
  return ts.parseJsonConfigFileContent(config, ts.sys, CLIENT).options;
}

it('are written out in full, and equal to those inferred', async () => {
  const source = plainTypes({ file: WIRE, options: options() });
  expect(source).not.toMatch(/\bimport\b|\bz\.|\bany\b/);
  expect(source).toContain('/** 1, 2, 3 … per agent, never used again. */');
  const names = [...source.matchAll(/^export type (\w+)/gm)].map(([, name]) => name);
  expect(names).toContain('AgentVersionResponse');
  const folder = await mkdtemp(join(tmpdir(), 'plain-types-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'plain.d.ts'), source);
  const check = [
    `import type * as Wire from ${JSON.stringify(WIRE.replace(/\.ts$/, ''))};`,
    "import type * as Plain from './plain';",
    'type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;',
    `export const same: [${names.map((name) => `Same<Wire.${name}, Plain.${name}>`).join(', ')}] = [${names.map(() => 'true').join(', ')}];`,
  ];
  const file = join(folder, 'check.ts');
  await writeFile(file, check.join('\n'));
  const found = ts.getPreEmitDiagnostics(ts.createProgram([file], { ...options(), types: [] }));
  expect(found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
});
