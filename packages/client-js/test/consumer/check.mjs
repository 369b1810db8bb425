// The published types serve a program that has installed nothing else, in every way it may be compiled.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const tsc = require.resolve('typescript/bin/tsc');
const typeRoots = [dirname(dirname(require.resolve('@types/node/package.json')))];
const browser = { lib: ['ES2022', 'DOM'], types: [] };

const ways = {
  'an ES module on Node': { file: 'consumer.mts', module: 'nodenext', ...browser },
  'CommonJS on Node': { file: 'consumer.cts', module: 'nodenext', ...browser },
  'a bundler, for browsers': { file: 'consumer.ts', module: 'esnext', moduleResolution: 'bundler', ...browser },
  'with the types of Node': { file: 'consumer.ts', module: 'nodenext', lib: ['ES2022'], types: ['node'], typeRoots },
};

const folder = mkdtempSync(join(tmpdir(), 'consumer-'));
try {
  const installed = join(folder, 'node_modules/@agent-versions/client');
  mkdirSync(installed, { recursive: true });
  for (const published of ['package.json', 'dist']) {
    cpSync(join(process.cwd(), published), join(installed, published), { recursive: true });
  }
  for (const [way, { file, ...options }] of Object.entries(ways)) {
    cpSync(join(import.meta.dirname, 'consumer.ts'), join(folder, file));
    const strict = {
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      noEmit: true,
      target: 'es2022',
    };
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { ...strict, ...options }, files: [file] }),
    );
    execFileSync(process.execPath, [tsc, '-p', folder], { stdio: 'inherit' });
    console.log(`@agent-versions/client: its types serve ${way}`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
