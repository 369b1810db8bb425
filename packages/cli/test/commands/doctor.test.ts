/** `doctor`: what is there, and what is missing. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyFolder } from '../support/folder';
import { folderWithHistory } from '../support/history';
import { runInFolder, runJson } from '../support/run';

interface Doctor {
  ok: boolean;
  checks: { check: string; state: string; found: string; todo?: string }[];
}

describe('doctor', () => {
  it('finds all well where all is well', async () => {
    const { ok, checks } = await runJson<Doctor>(['doctor'], { cwd: await folderWithHistory() });
    expect(ok).toBe(true);
    expect(checks.map(({ check, state }) => [check, state])).toEqual([
      ['node', 'ok'],
      ['configuration', 'ok'],
      ['database', 'ok'],
      ['schema', 'ok'],
      ['histories', 'ok'],
    ]);
  });

  it('prints a table, and ends with 0', async () => {
    const { code, stdout } = await runInFolder(['doctor'], { cwd: await folderWithHistory() });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^CHECK +STATE +FOUND/);
    expect(stdout).toMatch(/^configuration +ok +agent-versions\.db \(by default\)$/m);
    expect(stdout).toMatch(/^histories +ok +1 verified$/m);
  });

  it('creates nothing in an empty folder, and says so', async () => {
    const cwd = await emptyFolder();
    const { ok, checks } = await runJson<Doctor>(['doctor'], { cwd });
    expect(ok).toBe(true);
    expect(checks.at(-1)).toMatchObject({ check: 'database', state: 'warn', found: 'no file yet' });
    expect(existsSync(join(cwd, 'agent-versions.db'))).toBe(false);
  });

  it('says how to apply what is pending, and applies nothing', async () => {
    const cwd = await folderWithHistory();
    await runInFolder(['migrate', 'down', '--yes'], { cwd });
    const { checks } = await runJson<Doctor>(['doctor'], { cwd });
    expect(checks.at(-1)).toEqual({
      check: 'schema',
      state: 'warn',
      found: '007 pending',
      todo: 'agent-versions migrate up',
    });
  });

  it('ends with 1 where the database cannot be reached', async () => {
    const { code, stdout } = await runInFolder(['doctor', '--db', 'http://127.0.0.1:1'], { cwd: await emptyFolder() });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^database +fail /m);
  });

  it('ends with 1 where the configuration fails, and says why', async () => {
    const cwd = await emptyFolder();
    await writeFile(join(cwd, 'agent-versions.config.ts'), `throw new Error('it is Monday');`);
    const { code, stdout } = await runInFolder(['doctor'], { cwd });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^configuration +fail .*it is Monday/m);
  });
});
