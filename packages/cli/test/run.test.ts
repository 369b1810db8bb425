/** What holds for every command: global options, errors, exit codes, colours. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyFolder } from './support/folder';
import { runInFolder, runJson } from './support/run';

describe('the program', () => {
  it('prints its help, with every exit code, and ends with 0', async () => {
    const { code, stdout } = await runInFolder(['--help'], { cwd: await emptyFolder() });
    expect(code).toBe(0);
    for (const text of ['Usage: agent-versions', 'agents', 'doctor', 'Exit codes:', '130  interrupted']) {
      expect(stdout).toContain(text);
    }
  });

  it('prints its version', async () => {
    expect(await runInFolder(['--version'], { cwd: await emptyFolder() })).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });

  it('without a command prints its help on standard error and ends with 2', async () => {
    const { code, stdout, stderr } = await runInFolder([], { cwd: await emptyFolder() });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Usage: agent-versions');
  });

  it('names a misspelled option, suggests the right one, and ends with 2', async () => {
    const { code, stderr } = await runInFolder(['agents', '--jsn'], { cwd: await emptyFolder() });
    expect({ code, stderr }).toEqual({ code: 2, stderr: "Error: Unknown option '--jsn'\n(Did you mean --json?)\n" });
  });

  it('says in the help of a command which options every command has', async () => {
    const { stdout } = await runInFolder(['log', '--help'], { cwd: await emptyFolder() });
    expect(stdout).toContain('--number <count>');
    expect(stdout).toContain('--as <name>');
  });

  it('takes global options before and after the command', async () => {
    const cwd = await emptyFolder();
    const before = await runInFolder(['--json', '--db', 'here.db', 'agents'], { cwd });
    const after = await runInFolder(['agents', '--db', 'here.db', '--json'], { cwd });
    expect(after).toEqual(before);
    expect(JSON.parse(after.stdout)).toMatchObject({ agents: [], total: 0 });
  });

  it('notes who acts as --as says', async () => {
    const cwd = await emptyFolder();
    await runInFolder(['agents', 'create', 'support', '--as', 'mira'], { cwd });
    expect(await runJson(['show', 'support'], { cwd })).toMatchObject({ createdBy: 'mira' });
  });
});

describe('an error', () => {
  it('is one line on standard error, and one that says what to do', async () => {
    expect(await runInFolder(['log', 'nobody'], { cwd: await emptyFolder() })).toEqual({
      code: 3,
      stdout: '',
      stderr: 'Error: No agent "nobody"\n`agent-versions agents` lists the agents.\n',
    });
  });

  it('is one JSON document with --json, with its code and all that it says', async () => {
    const { code, stdout, stderr } = await runInFolder(['log', 'nobody', '--json'], { cwd: await emptyFolder() });
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(JSON.parse(stderr)).toEqual({
      error: {
        code: 'not_found',
        message: 'No agent "nobody"',
        entity: 'agent',
        id: 'nobody',
        hint: '`agent-versions agents` lists the agents.',
      },
    });
  });

  it('of the usage is a JSON document too', async () => {
    const { code, stderr } = await runInFolder(['agents', '--page', '0', '--json'], { cwd: await emptyFolder() });
    expect(code).toBe(2);
    expect(JSON.parse(stderr).error).toMatchObject({ code: 'usage', message: expect.stringContaining('--page') });
  });

  it.each([
    ['a conflict', ['agents', 'create', 'support'], 4],
    ['an invalid id', ['agents', 'create', 'a\u0001b'], 2],
    ['an unknown command', ['frobnicate'], 2],
    ['a missing argument', ['log'], 2],
    ['an unknown version', ['show', 'support', '9'], 3],
    ['a server that is not there', ['agents', '--db', 'http://127.0.0.1:1'], 6],
    ['a file that is no database', ['agents', '--db', 'notes.txt'], 6],
    ['an input file that is not there', ['agents', 'create', 'other', 'nowhere.json'], 2],
  ])('of %s ends the run with its own code', async (_, argv, code) => {
    const cwd = await emptyFolder();
    await writeFile(join(cwd, 'notes.txt'), 'Milk, bread, a great many other things.\n'.repeat(100));
    await runInFolder(['agents', 'create', 'support'], { cwd });
    const result = await runInFolder(argv, { cwd });
    expect(result.stderr).toMatch(/^Error: /);
    expect(result.code).toBe(code);
  });

  it('never shows a password or a token', async () => {
    const cwd = await emptyFolder();
    const databases = [
      'http://127.0.0.1:1?authToken=secret',
      'postgres://me:secret@127.0.0.1:1/x',
      'mysql://me:secret@x',
    ];
    const runs = databases.flatMap((db) => [['doctor'], ['agents']].map((argv) => [...argv, '--db', db]));
    // at once: each waits a while for its server
    for (const { code, stdout, stderr } of await Promise.all(runs.map((argv) => runInFolder(argv, { cwd })))) {
      expect(code).not.toBe(0);
      expect(stdout + stderr).not.toContain('secret');
    }
  });
});

describe('an interruption', () => {
  it('ends the wait for input, with 130', async () => {
    const interrupted = new AbortController();
    const stdin = (async function* () {
      yield '{"model":';
      interrupted.abort();
      await new Promise(() => undefined); // the rest never comes
    })();
    const argv = ['agents', 'create', 'support', '-'];
    const { code, stderr } = await runInFolder(argv, { cwd: await emptyFolder(), stdin, signal: interrupted.signal });
    expect({ code, stderr }).toEqual({ code: 130, stderr: 'Error: Interrupted\n' });
  });

  it('ends long work between two steps, with 130', async () => {
    const cwd = await emptyFolder();
    await runInFolder(['agents', 'create', 'support'], { cwd });
    expect((await runInFolder(['verify'], { cwd, signal: AbortSignal.abort() })).code).toBe(130);
  });
});

describe('text', () => {
  it('has colours on a terminal, unless they are not wanted', async () => {
    const cwd = await emptyFolder();
    await runInFolder(['agents', 'create', 'support'], { cwd });
    const colour = '\u001b[';
    expect((await runInFolder(['agents'], { cwd, tty: true })).stdout).toContain(colour);
    expect((await runInFolder(['agents'], { cwd })).stdout).not.toContain(colour);
    expect((await runInFolder(['agents', '--no-color'], { cwd, tty: true })).stdout).not.toContain(colour);
    expect((await runInFolder(['agents'], { cwd, tty: true, env: { NO_COLOR: '1' } })).stdout).not.toContain(colour);
    expect((await runInFolder(['log', 'nobody'], { cwd, tty: true })).stderr).toContain(`${colour}31mError:`);
    expect((await runInFolder(['log', 'nobody', '--no-color'], { cwd, tty: true })).stderr).toMatch(/^Error: No agent/);
  });

  it('spells out the control characters that somebody stored', async () => {
    const cwd = await emptyFolder();
    const message = 'harmless\u001b[2K\u001b[1Ghidden\u202e';
    await runInFolder(['agents', 'create', 'support', '-m', message], { cwd });
    const { stdout } = await runInFolder(['log', 'support'], { cwd, tty: true });
    expect(stdout).toContain('harmless\\u001b[2K\\u001b[1Ghidden\\u202e');
  });
});
