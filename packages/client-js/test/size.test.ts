/** What the client weighs in a page. */
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';

// the bundler that builds this package comes with tsup
const requireOfTsup = createRequire(createRequire(import.meta.url).resolve('tsup'));
const { build }: { build: (options: object) => Promise<{ outputFiles: { contents: Uint8Array }[] }> } =
  requireOfTsup('esbuild');

it('weighs less than 10 kB, minified and gzipped, and imports nothing', async () => {
  const { outputFiles } = await build({
    entryPoints: [`${import.meta.dirname}/../src/index.ts`],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
  });
  const [bundle] = outputFiles;
  const bytes = gzipSync(bundle?.contents ?? '', { level: 9 }).byteLength;
  console.log(`client.size: ${bytes} bytes minified and gzipped (< 10,000)`);
  expect(bytes).toBeGreaterThan(1_000);
  expect(bytes).toBeLessThan(10_000);
  expect(Buffer.from(bundle?.contents ?? '').toString()).not.toMatch(/\b(?:require\(|from")/);
});
