/** How every package is built: ES modules and CommonJS with their types, everything but its dependencies inside. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Options } from 'tsup';

// tsup leaves types under node_modules out of the bundle: this one is lent to it from elsewhere
const lent = mkdtempSync(join(tmpdir(), 'tsup-'));
process.once('exit', () => rmSync(lent, { recursive: true }));
copyFileSync('../../stores/sql/node_modules/sql-template-tag/dist/index.d.ts', join(lent, 'sql-template-tag.d.ts'));

/** What becomes part of the packages that use it, by name: where its types are, as seen from a package. */
const BUNDLED = {
  '@agent-versions/sql': ['../../stores/sql/src/index.ts'],
  'sql-template-tag': [join(lent, 'sql-template-tag.d.ts')],
};

/** How the types of a package are built. */
export const types = {
  compilerOptions: { composite: false, incremental: false, ignoreDeprecations: '6.0', paths: BUNDLED },
};

/** The options of one package. */
export const packageBuild: Options = {
  entry: ['src/index.ts'],
  format: ['esm', 'cjs'],
  target: 'node20',
  clean: true,
  sourcemap: true,
  noExternal: Object.keys(BUNDLED),
  dts: types,
};
