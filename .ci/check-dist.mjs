// What a package publishes stands on its own: it loads both ways, and names as dependencies all that it imports.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire, isBuiltin } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = process.cwd();
const {
  name,
  dependencies = {},
  peerDependencies = {},
} = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
const declared = new Set([...Object.keys(dependencies), ...Object.keys(peerDependencies)]);

// at the start of a statement, so that SQL's `from` is none
const IMPORT =
  /^(?:import|export)\b[^'"`;]*?from ['"]([^'"]+)['"]|^import ['"]([^'"]+)['"]|\brequire\(['"]([^'"]+)['"]\)/gm;
for (const file of (await readdir(join(folder, 'dist'))).filter((file) => /\.(js|cjs|d\.ts|d\.cts)$/.test(file))) {
  for (const [, ...found] of (await readFile(join(folder, 'dist', file), 'utf8')).matchAll(IMPORT)) {
    const specifier = found.find(Boolean);
    if (isBuiltin(specifier) || specifier.startsWith('.')) continue;
    if (specifier.includes('${')) continue; // part of a text that is a program itself
    const dependency = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
    if (dependency === name) continue; // by its own name a package always finds itself
    assert(declared.has(dependency), `${name}: dist/${file} imports ${specifier}, which package.json does not name`);
  }
}

// the conformance suite loads inside vitest only
if (!('vitest' in peerDependencies)) {
  const asModule = await import(pathToFileURL(join(folder, 'dist/index.js')).href);
  const asCommonJs = createRequire(import.meta.url)(join(folder, 'dist/index.cjs'));
  assert.deepEqual(Object.keys(asCommonJs).sort(), Object.keys(asModule).sort());
}
console.log(`${name}: dist stands on its own`);
