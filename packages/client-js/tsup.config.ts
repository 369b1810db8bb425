/** The build of this package: for browsers and Node alike, with the types of the wire written out in full. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'tsup';
import ts from 'typescript';
import { packageBuild, types } from '../../tsup.base';
import { plainTypes } from './plain-types';

const WIRE = '@agent-versions/server/schemas';

const folder = mkdtempSync(join(tmpdir(), 'tsup-'));
process.once('exit', () => rmSync(folder, { recursive: true }));
const wire = join(folder, 'wire.d.ts');
const { options } = ts.getParsedCommandLineOfConfigFile(
  'tsconfig.json',
  {},
  {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
      throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'));
    },
  },
) ?? { options: {} };
writeFileSync(wire, plainTypes({ file: '../server/src/schemas/types.ts', options }));

export default defineConfig({
  ...packageBuild,
  target: 'es2022',
  platform: 'neutral',
  noExternal: [WIRE],
  dts: { compilerOptions: { ...types.compilerOptions, paths: { [WIRE]: [wire] } } },
});
