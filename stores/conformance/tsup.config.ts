/** The build of this package: the suite, and the program that its worker processes run. */
import { defineConfig } from 'tsup';
import { packageBuild, types } from '../../tsup.base';

export default defineConfig({
  ...packageBuild,
  entry: { index: 'src/index.ts', worker: 'src/processes/worker.ts' },
  dts: { ...types, entry: 'src/index.ts' },
  shims: true, // the suite finds its worker by `import.meta.url`
});
