/** Which database a run works with. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyFolder } from './support/folder';
import { runInFolder } from './support/run';

/** Whether a command that writes went to this file. */
async function writesTo(file: string, input: { argv?: string[]; cwd: string; env?: Record<string, string> }) {
  const { argv = [], cwd, env } = input;
  const { code, stderr } = await runInFolder(['agents', 'create', 'support', ...argv], { cwd, env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return existsSync(join(cwd, file));
}

/** A folder with a configuration file. */
async function folderWith(name: string, text: string): Promise<string> {
  const cwd = await emptyFolder();
  await writeFile(join(cwd, name), text);
  return cwd;
}

const IMPORT = `import { LibSQLStore } from '@agent-versions/libsql';`;
const STORE = `new LibSQLStore({ id: 'main', url: new URL('mine.db', import.meta.url).href })`;

describe('the database', () => {
  it('is ./agent-versions.db where nothing says otherwise', async () => {
    expect(await writesTo('agent-versions.db', { cwd: await emptyFolder() })).toBe(true);
  });

  it('is what DATABASE_URL names', async () => {
    const cwd = await emptyFolder();
    expect(await writesTo('from env.db', { cwd, env: { DATABASE_URL: 'file:from%20env.db' } })).toBe(true);
    expect(existsSync(join(cwd, 'agent-versions.db'))).toBe(false);
  });

  it('is what --db names, as a file or a url, whatever else says', async () => {
    const cwd = await folderWith('agent-versions.config.mjs', 'export const storage = () => null;');
    const env = { DATABASE_URL: 'file:env.db' };
    expect(await writesTo('one.db', { cwd, env, argv: ['--db', 'one.db'] })).toBe(true);
    expect(await writesTo('two.db', { cwd, env, argv: ['--db', `file://${cwd}/two.db`] })).toBe(true);
    expect(existsSync(join(cwd, 'env.db'))).toBe(false);
  });

  it.each([
    ['ts', 'a function as its default', `${IMPORT}\nexport default (): LibSQLStore => ${STORE};`],
    ['js', 'a storage as its default', `${IMPORT}\nexport default ${STORE};`],
    ['mjs', 'a storage by name', `${IMPORT}\nexport const storage = ${STORE};`],
    [
      'ts',
      'a whole configuration',
      `${IMPORT}\nimport { defineConfig } from '@agent-versions/cli';\nexport default defineConfig({ storage: async () => ${STORE} });`,
    ],
  ])('is what agent-versions.config.%s makes: %s', async (extension, _, text) => {
    const cwd = await folderWith(`agent-versions.config.${extension}`, text);
    expect(await writesTo('mine.db', { cwd, env: { DATABASE_URL: 'file:env.db' } })).toBe(true);
    expect(existsSync(join(cwd, 'env.db'))).toBe(false);
  });

  it('is what the file of --config makes', async () => {
    const cwd = await folderWith('other.ts', `${IMPORT}\nexport const storage = ${STORE};`);
    expect(await writesTo('mine.db', { cwd, argv: ['--config', 'other.ts'] })).toBe(true);
  });

  it('is DATABASE_URL where the configuration has rules only, which hold', async () => {
    const rules = `export const protectedLabels = ['production'];\nexport const policy = { can: (request) => !request.protected };`;
    const cwd = await folderWith('agent-versions.config.mjs', rules);
    const env = { DATABASE_URL: 'file:env.db' };
    expect(await writesTo('env.db', { cwd, env })).toBe(true);
    const { code, stderr } = await runInFolder(['label', 'set', 'support', 'production', '1'], { cwd, env });
    expect({ code, stderr }).toEqual({ code: 5, stderr: expect.stringContaining('protected label "production"') });
  });
});

describe('a configuration file', () => {
  it('may hold what only the server needs, and export more than the program knows', async () => {
    const text = `export const authenticate = () => null;\nexport const server = { port: 1 };\nexport const more = 1;`;
    expect(await writesTo('agent-versions.db', { cwd: await folderWith('agent-versions.config.mjs', text) })).toBe(
      true,
    );
  });

  it('changes what is stored, as its hook before storing says', async () => {
    const hook = 'export const beforeStore = (config) => ({ ...config, apiKey: "vault:1" });';
    const cwd = await folderWith('agent-versions.config.mjs', hook);
    await writesTo('agent-versions.db', { cwd });
    expect((await runInFolder(['show', 'support', '--snapshot', '--json'], { cwd })).stdout).toContain('"vault:1"');
  });
});

describe('a choice that makes no sense', () => {
  it.each([
    ['a kind of database without a store', ['--db', 'mysql://localhost/x'], 'No store for mysql: databases'],
    ['a file on another host', ['--db', 'file://elsewhere/a.db'], 'names no file'],
    ['a file with parameters', ['--db', 'file:a.db?mode=ro'], 'names no file'],
    ['a file url with a broken escape', ['--db', 'file:100%.db'], 'names no file'],
    ['a configuration file that is not there', ['--config', 'nowhere.ts'], 'There is no file'],
  ])('is refused: %s', async (_, argv, message) => {
    const { code, stderr } = await runInFolder(['agents', ...argv], { cwd: await emptyFolder() });
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it.each([
    ['fails', `throw new Error('it is Monday');`, 'cannot be loaded: it is Monday'],
    ['exports nothing that is known', 'export const database = 1;', 'exports none of storage'],
    ['has another storage', 'export const storage = {};', 'storage: must be a MastraStorage'],
    ['has a policy that is none', 'export const policy = () => true;', 'policy: must have a method can'],
    ['has a key that is misspelled', 'export default { polices: 1 };', 'polices: is not a known field'],
    ['makes no storage', 'export const storage = () => 1;', 'returned no MastraStorage'],
  ])('is refused: a configuration file that %s', async (_, text, message) => {
    const cwd = await folderWith('agent-versions.config.mjs', text);
    const { code, stderr } = await runInFolder(['agents'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});
