/** `init`: a configuration file and a database. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyFolder } from '../support/folder';
import { runInFolder } from '../support/run';

const CONFIG = 'agent-versions.config.ts';

describe('init', () => {
  it('writes a configuration that works, creates the database and says what next', async () => {
    const cwd = await emptyFolder();
    expect(await runInFolder(['init'], { cwd })).toEqual({
      code: 0,
      stdout: `Wrote ${CONFIG}\nThe database is agent-versions.db\nNext: agent-versions agents create ID FILE.json\n`,
      stderr: '',
    });
    expect(await readFile(join(cwd, CONFIG), 'utf8')).toContain(
      `new LibSQLStore({ id: 'main', url: new URL('agent-versions.db', import.meta.url).href })`,
    );
    expect(existsSync(join(cwd, 'agent-versions.db'))).toBe(true);
    expect((await runInFolder(['agents'], { cwd })).code).toBe(0);
  });

  it('writes one that finds the same database from another folder', async () => {
    const cwd = await emptyFolder();
    await runInFolder(['init', '--db', "Mira's data.db"], { cwd });
    await runInFolder(['agents', 'create', 'support'], { cwd });
    await mkdir(join(cwd, 'below'));
    const { stdout } = await runInFolder(['agents', '--config', `../${CONFIG}`], { cwd: join(cwd, 'below') });
    expect(stdout).toMatch(/^support /m);
    expect(existsSync(join(cwd, "Mira's data.db"))).toBe(true);
  });

  it.each([CONFIG, 'agent-versions.config.mjs'])('leaves a %s that is there alone, unless forced', async (name) => {
    const cwd = await emptyFolder();
    await writeFile(join(cwd, name), '// mine');
    const { code, stderr } = await runInFolder(['init'], { cwd });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `Error: ${name} is there already\nSay --force to write over it.\n`,
    });
    expect(await readFile(join(cwd, name), 'utf8')).toBe('// mine');
  });

  it('writes over a broken one with --force', async () => {
    const cwd = await emptyFolder();
    await writeFile(join(cwd, CONFIG), 'this is no program');
    expect((await runInFolder(['init', '--force'], { cwd })).code).toBe(0);
    expect((await runInFolder(['agents'], { cwd })).code).toBe(0);
  });

  it('keeps a server and its token in the environment', async () => {
    const cwd = await emptyFolder();
    const { code } = await runInFolder(['init', '--db', 'http://127.0.0.1:1?authToken=secret'], { cwd });
    expect(code).toBe(6); // nobody is there, yet the file is right
    const text = await readFile(join(cwd, CONFIG), 'utf8');
    expect(text).toContain('url: process.env.DATABASE_URL, authToken: process.env.DATABASE_AUTH_TOKEN');
    expect(text).not.toContain('secret');
  });
});
