/** `agents`: list, create, show, delete. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyFolder } from '../support/folder';
import { runInFolder, runJson } from '../support/run';

/** A folder with agents of these ids. */
async function folderOf(...ids: string[]): Promise<string> {
  const cwd = await emptyFolder();
  for (const id of ids) await runInFolder(['agents', 'create', id], { cwd });
  return cwd;
}

describe('agents create', () => {
  it('stores an agent with its first version, from a file', async () => {
    const cwd = await emptyFolder();
    await writeFile(join(cwd, 'support.json'), '{ "name": "Support", "model": "gpt-4.1" }');
    const argv = [
      'agents',
      'create',
      'support',
      'support.json',
      '-m',
      'Begin',
      '--label',
      'staging',
      '--label',
      'active',
    ];
    expect(await runInFolder(argv, { cwd })).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^Created agent support, version 1 \([0-9A-Z]{26}\)\n$/),
      stderr: '',
    });
    expect(await runJson(['show', 'support'], { cwd })).toMatchObject({
      changeMessage: 'Begin',
      snapshot: { name: 'Support', model: 'gpt-4.1' },
      labels: ['active', 'staging'],
    });
  });

  it('takes the configuration from standard input', async () => {
    const cwd = await emptyFolder();
    await runInFolder(['agents', 'create', 'support', '-'], { cwd, stdin: '{"model":"o3"}' });
    expect(await runJson(['agents', 'show', 'support'], { cwd })).toMatchObject({ id: 'support', model: 'o3' });
  });

  it('refuses an id that is taken', async () => {
    const cwd = await folderOf('support');
    expect((await runInFolder(['agents', 'create', 'support'], { cwd })).code).toBe(4);
  });

  it.each([
    ['what is no JSON', '{', 'is not JSON'],
    ['what is no object', '[]', 'must hold a JSON object'],
    ['another id', '{"id":"other"}', 'is another one than support'],
    ["a field of the record's", '{"revision":1}', 'revision'],
  ])('refuses %s', async (_, stdin, message) => {
    const cwd = await emptyFolder();
    const { code, stderr } = await runInFolder(['agents', 'create', 'support', '-'], { cwd, stdin });
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('agents', () => {
  it('says how to begin where there are none', async () => {
    const { stdout } = await runInFolder(['agents'], { cwd: await emptyFolder() });
    expect(stdout).toBe('No agents yet: `agent-versions agents create ID`\n');
  });

  it('lists them, newest first, page by page', async () => {
    const cwd = await folderOf('a', 'b', 'c');
    const { stdout, stderr } = await runInFolder(['agents', '--per-page', '2'], { cwd });
    expect(stdout.split('\n').map((line) => line.split(/\s+/)[0])).toEqual(['AGENT', 'c', 'b', '']);
    expect(stderr).toBe('Page 1 of 2, 3 in all; --page 2 shows more\n');
    const last = await runInFolder(['agents', 'list', '--per-page', '2', '--page', '2'], { cwd });
    expect(last.stdout).toMatch(/^a /m);
    expect(last.stderr).toBe('Page 2 of 2, 3 in all\n');
  });

  it('lists all of them with --all, as one JSON document with --json', async () => {
    const cwd = await folderOf('a', 'b', 'c');
    const list = await runJson<{ agents: { id: string }[]; total: number }>(['agents', '--all'], { cwd });
    expect(list.total).toBe(3);
    expect(list.agents.map(({ id }) => id)).toEqual(['c', 'b', 'a']);
    expect((await runInFolder(['agents', '--all', '--page', '2'], { cwd })).code).toBe(2);
  });

  it('lists an agent whose name is no text', async () => {
    const cwd = await emptyFolder();
    await runInFolder(['agents', 'create', 'support', '-'], { cwd, stdin: '{"name":7}' });
    expect((await runInFolder(['agents'], { cwd })).stdout).toMatch(/^support {2}7 /m);
  });
});

describe('agents show', () => {
  it('prints the record as JSON', async () => {
    const cwd = await folderOf('support');
    const { stdout } = await runInFolder(['agents', 'show', 'support'], { cwd });
    expect(JSON.parse(stdout)).toMatchObject({ id: 'support', versionNumber: 1, revision: 1 });
  });

  it('ends with 3 where there is none', async () => {
    expect((await runInFolder(['agents', 'show', 'nobody'], { cwd: await emptyFolder() })).code).toBe(3);
  });
});

describe('agents delete', () => {
  it('deletes the agent with its history', async () => {
    const cwd = await folderOf('support');
    expect(await runInFolder(['agents', 'delete', 'support', '--yes'], { cwd })).toEqual({
      code: 0,
      stdout: 'Deleted agent support with 1 version\n',
      stderr: '',
    });
    expect((await runInFolder(['log', 'support'], { cwd })).code).toBe(3);
  });

  it('asks on a terminal, and deletes nothing unless the answer is yes', async () => {
    const cwd = await folderOf('support');
    const refused = await runInFolder(['agents', 'delete', 'support'], { cwd, tty: true, stdin: '\n' });
    expect(refused.stderr).toContain('Delete agent support with its whole history? [y/N]');
    expect((await runInFolder(['log', 'support'], { cwd })).code).toBe(0);
    const { code } = await runInFolder(['agents', 'delete', 'support'], { cwd, tty: true, stdin: 'y\n' });
    expect(code).toBe(0);
    expect((await runInFolder(['log', 'support'], { cwd })).code).toBe(3);
  });

  it('needs --yes where nobody can be asked', async () => {
    const cwd = await folderOf('support');
    const { code, stderr } = await runInFolder(['agents', 'delete', 'support'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain('--yes');
  });

  it('ends with 3 where there is no such agent', async () => {
    const { code } = await runInFolder(['agents', 'delete', 'nobody', '--yes'], { cwd: await emptyFolder() });
    expect(code).toBe(3);
  });
});
