/** The build of this package: the library and the program. */
import { defineConfig } from 'tsup';
import { packageBuild, types } from '../../tsup.base';

export default defineConfig({
  ...packageBuild,
  entry: ['src/index.ts', 'src/main.ts'],
  dts: { ...types, entry: 'src/index.ts' },
});
