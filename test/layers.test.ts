/** The layer rules bite: code that crosses a layer the wrong way is refused by the linter, code that may is not. */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = dirname(import.meta.dirname);

/** Who may not import what. */
const REFUSED: [folder: string, specifier: string][] = [
  ['packages/core/src/storage', '@agent-versions/libsql'],
  ['packages/core/src/storage', '@agent-versions/core'],
  ['packages/core/src/storage', '../index'],
  ['packages/core/src/storage/domains', '../..'],
  ['packages/core/src/storage', '../versioning/service'],
  ['packages/core/src/storage', '../migrations/migrator'],
  ['packages/core/src/json', '../storage/types'],
  ['packages/core/src/migrations', '../storage/constants'],
  ['packages/core/src/versioning', '../mastra/facade'],
  ['stores/sql/src', '@agent-versions/libsql'],
  ['packages/core/src/mastra', '../migrations/migrator'],
  ['stores/sql/src', '@agent-versions/core/errors'],
  ['stores/libsql/src', '@agent-versions/pg'],
  ['stores/libsql/src', '@agent-versions/conformance'],
  ['stores/libsql/src/db', '../../../stores/pg/src/db/errors'],
  ['stores/libsql/test', '@agent-versions/pg'],
  ['stores/pg/src', '@agent-versions/libsql'],
  ['stores/pg/src', '@agent-versions/pg'],
  ['stores/pg/src', './index'],
  ['stores/pg/test', '@agent-versions/libsql'],
  ['stores/conformance/src', '@agent-versions/sql'],
  ['packages/server/src', '@agent-versions/libsql'],
  ['packages/server/src/handlers', '@agent-versions/server'],
  ['packages/server/src', '@agent-versions/core/errors'],
  ['packages/client-js/src', '@agent-versions/core'],
  ['packages/client-js/src', '@agent-versions/server'],
  ['packages/cli/src', '@agent-versions/libsql'],
  ['packages/cli/src/commands', '@agent-versions/client'],
  ['packages/memory/src', '@agent-versions/pg'],
  ['packages/memory/src', '@agent-versions/memory'],
  ['examples/one/src', '@agent-versions/core/errors'],
];

/** Who may import what. */
const ALLOWED: [folder: string, specifier: string][] = [
  ['packages/core/src/storage', '../json/hash'],
  ['packages/core/src/storage', '../errors'],
  ['packages/core/src/storage', './domains/agents'],
  ['packages/core/src/versioning', '../storage/domains/agent-versions/base'],
  ['packages/core/src/mastra', '../versioning/service'],
  ['stores/sql/src', '@agent-versions/core'],
  ['stores/libsql/src', '@agent-versions/sql'],
  ['stores/libsql/test', '@agent-versions/conformance'],
  ['stores/pg/src', '@agent-versions/core'],
  ['stores/conformance/src', '@agent-versions/core'],
  ['packages/server/src', '@agent-versions/core'],
  ['packages/server/src/handlers', '../routes/agents'],
  ['packages/client-js/src', '@agent-versions/server/schemas'],
  ['packages/cli/src', '@agent-versions/server'],
  ['packages/memory/src', '@agent-versions/libsql'],
  ['examples/one/src', '@agent-versions/libsql'],
];

/** Files of their own for the rules that are not about who may import whom. */
const OTHERS = {
  'stores/pg/package.json': '{ "name": "pg", "dependencies": {} }\n',
  'stores/pg/src/undeclared.ts': "import 'left-pad';\n",
  'stores/pg/src/raw.ts': "export { raw } from 'sql-template-tag';\n",
  'stores/sql/src/statements/raw.ts': "export { raw } from 'sql-template-tag';\n",
  'stores/pg/src/db/dialect.ts': "export { raw } from 'sql-template-tag';\n",
  'stores/pg/src/cycle-a.ts': "import type { B } from './cycle-b';\n\nexport type A = B | 1;\n",
  'stores/pg/src/cycle-b.ts': "import type { A } from './cycle-a';\n\nexport type B = A[] | 2;\n",
};

/** What biome says of a tree, as its JSON reporter has it. */
interface Report {
  diagnostics: { category: string; location: { path: string } }[];
}

let tree: string;
let report: Report;

/** The names of the rules that refused a file. */
function refusals(path: string): string[] {
  const found = report.diagnostics.filter(({ location }) => location.path === path);
  return found.map(({ category }) => category.replace(/^lint\/\w+\//, ''));
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(tree, path)), { recursive: true });
  await writeFile(join(tree, path), text);
}

function lint(): Promise<Report> {
  const biome = join(ROOT, 'node_modules/.bin/biome');
  const flags = ['lint', '--reporter=json', '--max-diagnostics=none', '--vcs-enabled=false', '.'];
  return new Promise((resolve, reject) => {
    // exits with 1 when it finds something, as it must here
    execFile(biome, flags, { cwd: tree }, (error, stdout) => (stdout ? resolve(JSON.parse(stdout)) : reject(error)));
  });
}

beforeAll(async () => {
  tree = await mkdtemp(join(tmpdir(), 'layers-'));
  await copyFile(join(ROOT, 'biome.json'), join(tree, 'biome.json'));
  for (const [path, text] of Object.entries(OTHERS)) await write(path, text);
  for (const [index, [folder, specifier]] of REFUSED.entries()) {
    await write(`${folder}/refused-${index}.ts`, `import '${specifier}';\n`);
    await write(`${folder}/refused-type-${index}.ts`, `export type { X } from '${specifier}';\n`);
  }
  for (const [index, [folder, specifier]] of ALLOWED.entries()) {
    await write(`${folder}/allowed-${index}.ts`, `import '${specifier}';\n`);
  }
  report = await lint();
});

afterAll(() => rm(tree, { recursive: true }));

describe('who may import whom', () => {
  it.each(REFUSED.map((row, index) => [...row, index] as const))('%s may not import %s', (folder, _, index) => {
    expect(refusals(`${folder}/refused-${index}.ts`)).toContain('noRestrictedImports');
    expect(refusals(`${folder}/refused-type-${index}.ts`)).toContain('noRestrictedImports');
  });

  it.each(ALLOWED.map((row, index) => [...row, index] as const))('%s may import %s', (folder, _, index) => {
    expect(refusals(`${folder}/allowed-${index}.ts`)).not.toContain('noRestrictedImports');
  });
});

describe('the rules beside them', () => {
  it('refuses a cycle of type imports', () => {
    expect(refusals('stores/pg/src/cycle-a.ts')).toContain('noImportCycles');
  });

  it('refuses a package that package.json does not name', () => {
    expect(refusals('stores/pg/src/undeclared.ts')).toContain('noUndeclaredDependencies');
  });

  it('keeps raw() in statements and dialects', () => {
    expect(refusals('stores/pg/src/raw.ts')).toContain('noRestrictedImports');
    expect(refusals('stores/sql/src/statements/raw.ts')).not.toContain('noRestrictedImports');
    expect(refusals('stores/pg/src/db/dialect.ts')).not.toContain('noRestrictedImports');
  });
});
