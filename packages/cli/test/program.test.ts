/** The program in a process of its own: what only shows there. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyFolder } from './support/folder';
import { folderWithHistory } from './support/history';
import { runProgram, startProgram } from './support/program';
import { runInFolder } from './support/run';

describe('the process', () => {
  it('reads standard input, keeps its database in the folder, and ends with 0', async () => {
    const cwd = await emptyFolder();
    const created = await runProgram(['agents', 'create', 'support', '-'], { cwd, stdin: '{"model":"o3"}' });
    expect(created).toMatchObject({ code: 0, stderr: '' });
    expect(existsSync(join(cwd, 'agent-versions.db'))).toBe(true);
    expect((await runInFolder(['show', 'support', '--snapshot'], { cwd })).stdout).toBe('{\n  "model": "o3"\n}\n');
  });

  it('ends with the code of the error', async () => {
    expect(await runProgram(['log', 'nobody'], { cwd: await emptyFolder() })).toMatchObject({
      code: 3,
      stdout: '',
      stderr: expect.stringContaining('Error: No agent "nobody"'),
    });
  });

  it('ends quietly with 141 when nobody reads its output any more', async () => {
    const { process: child, ended } = startProgram(['log', 'support'], { cwd: await folderWithHistory() });
    child.stdout.destroy();
    child.stdin.end();
    expect(await ended).toMatchObject({ code: 141, stderr: '' });
  });

  it('does not wait for input that it does not need', async () => {
    const { ended } = startProgram(['agents'], { cwd: await emptyFolder() });
    expect(await ended).toMatchObject({ code: 0 }); // its standard input is open all the time
  });

  it('shows where an unexpected error comes from where AGENT_VERSIONS_DEBUG is set', async () => {
    const cwd = await emptyFolder();
    const text = `export const storage = () => { throw new TypeError('it is Monday'); };`;
    await writeFile(join(cwd, 'agent-versions.config.mjs'), text);
    const { code, stderr } = await runProgram(['agents'], { cwd, env: { AGENT_VERSIONS_DEBUG: '1' } });
    expect(code).toBe(70);
    expect(stderr).toMatch(/^Error: it is Monday\nTypeError: it is Monday\n +at .*agent-versions\.config\.mjs/);
  });
});

describe('completion', () => {
  it('prints a script that bash can read', async () => {
    const cwd = await emptyFolder();
    const { code, stdout } = await runProgram(['completion', 'bash'], { cwd });
    expect(code).toBe(0);
    await writeFile(join(cwd, 'completion.bash'), stdout);
    const bash = spawn('bash', ['-c', 'source ./completion.bash && complete -p agent-versions'], { cwd });
    expect((await once(bash, 'close'))[0]).toBe(0);
  });

  it('suggests commands, and those below them', async () => {
    const cwd = await emptyFolder();
    const suggestions = async (...words: string[]) => {
      const { stdout } = await runProgram(['complete', '--', ...words], { cwd });
      return stdout.split('\n').map((line) => line.split('\t')[0]);
    };
    expect(await suggestions('ag')).toContain('agents');
    expect(await suggestions('migrate', '')).toEqual(expect.arrayContaining(['up', 'down', 'status']));
  });
});
