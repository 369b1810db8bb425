/** How every package is built: ES modules and CommonJS with their types, everything but its dependencies inside. */
import type { Options } from 'tsup';

/** The options of one package; `bundled` names the workspace-internal packages that become part of it. */
export function packageBuild({ bundled = [] }: { bundled?: string[] } = {}): Options {
  return {
    entry: ['src/index.ts'],
    format: ['esm', 'cjs'],
    target: 'node20',
    clean: true,
    sourcemap: true,
    noExternal: bundled,
    dts: {
      resolve: bundled,
      compilerOptions: { composite: false, incremental: false, ignoreDeprecations: '6.0' },
    },
  };
}
