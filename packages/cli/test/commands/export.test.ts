/** `export`: whole histories as lines, to standard output or to a file. */
import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { AgentVersioning } from '@agent-versions/core';
import { LibSQLStore } from '@agent-versions/libsql';
import { describe, expect, it } from 'vitest';
import { runCli } from '../../src/run';
import { emptyFolder } from '../support/folder';
import { folderWithHistory } from '../support/history';
import { startProgram } from '../support/program';
import { COUNTS, folderWithHistories, portable } from '../support/real-histories';
import { runInFolder, runJson } from '../support/run';

/** What the service exports. */
async function exported(cwd: string, agentIds?: string[]): Promise<string> {
  const storage = new LibSQLStore({ id: 'check', url: `file:${join(cwd, 'agent-versions.db')}` });
  const lines: string[] = [];
  for await (const line of new AgentVersioning({ storage }).exportHistories({ agentIds })) lines.push(`${line}\n`);
  await storage.close();
  return lines.join('');
}

/** A folder with an agent whose export is about 6 MB long. */
async function folderWithLongHistory(): Promise<string> {
  const cwd = await emptyFolder();
  const storage = new LibSQLStore({ id: 'long', url: `file:${join(cwd, 'agent-versions.db')}` });
  const versioning = new AgentVersioning({ storage });
  await versioning.createAgent({ id: 'long' });
  for (let step = 1; step <= 60; step += 1) {
    await versioning.save('long', { instructions: `${step} ${'x'.repeat(100_000)}` });
  }
  await storage.close();
  return cwd;
}

describe('to standard output', () => {
  it('prints the lines of all histories, and nothing else', async () => {
    const cwd = await folderWithHistories();
    const run = await runInFolder(['export'], { cwd });
    expect(run).toEqual({ code: 0, stdout: await exported(cwd), stderr: '' });
    expect(await runInFolder(['export', '--json', '-o', '-'], { cwd })).toEqual(run);
  });

  it('prints those of the agents that are named, in that order', async () => {
    const cwd = await folderWithHistories();
    const agents = ['sql-analyst', 'release-notes'];
    const { stdout } = await runInFolder(['export', ...agents], { cwd });
    expect(stdout).toBe(await exported(cwd, agents));
    expect(portable(stdout).at(-1)).toEqual({ type: 'end', agents: 2 });
  });

  it('prints no more than is taken', async () => {
    const cwd = await folderWithLongHistory();
    let waiting = 0;
    const slow: Writable = new Writable({
      write: (_chunk, _encoding, done) => {
        waiting = Math.max(waiting, slow.writableLength);
        setImmediate(done);
      },
    });
    const stdin = Readable.from([]);
    expect(await runCli({ argv: ['export'], stdin, stdout: slow, stderr: slow, env: {}, cwd })).toBe(0);
    expect(waiting).toBeGreaterThan(0);
    expect(waiting).toBeLessThan(300_000); // of 6 MB
  });

  it('ends quietly with 141 when its reader has seen enough', async () => {
    const { process: child, ended } = startProgram(['export'], { cwd: await folderWithLongHistory() });
    child.stdin.end();
    child.stdout.once('data', () => child.stdout.destroy());
    expect(await ended).toMatchObject({ code: 141, stderr: '' });
  });

  it('has no end where an agent is not there, so that no import takes it for whole', async () => {
    const cwd = await folderWithHistory();
    const { code, stdout, stderr } = await runInFolder(['export', 'support', 'nobody'], { cwd });
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining('No agent "nobody"') });
    expect(stdout).not.toContain('"type":"end"');
  });
});

describe('to a file', () => {
  it('writes the same, and says what it wrote', async () => {
    const cwd = await folderWithHistories();
    const run = await runInFolder(['export', '-o', 'histories.jsonl'], { cwd });
    expect(run).toEqual({ code: 0, stdout: 'Exported 5 agents with 18 versions to histories.jsonl\n', stderr: '' });
    expect(await readFile(join(cwd, 'histories.jsonl'), 'utf8')).toBe(await exported(cwd));
    const counts = await runJson(['export', '--output', 'again.jsonl'], { cwd });
    expect(counts).toEqual({ file: 'again.jsonl', ...COUNTS });
  });

  it('replaces the file that is there, with its permissions, also behind a link', async () => {
    const cwd = await folderWithHistory();
    await writeFile(join(cwd, 'real.jsonl'), 'the former export');
    await chmod(join(cwd, 'real.jsonl'), 0o640);
    await symlink('real.jsonl', join(cwd, 'link.jsonl'));
    await runJson(['export', '-o', 'link.jsonl'], { cwd });
    expect(await readFile(join(cwd, 'real.jsonl'), 'utf8')).toBe(await exported(cwd));
    expect((await stat(join(cwd, 'real.jsonl'))).mode & 0o777).toBe(0o640);
  });

  it.each([
    ['an agent is not there', ['support', 'nobody'], undefined, 3],
    ['it is interrupted', [], AbortSignal.abort(), 130],
  ])('leaves what was there, and nothing beside it, when %s', async (_, agents, signal, code) => {
    const cwd = await folderWithHistory();
    await mkdir(join(cwd, 'out'));
    const argv = ['export', ...agents, '-o', 'out/histories.jsonl'];
    expect((await runInFolder(argv, { cwd, signal })).code).toBe(code);
    expect(await readdir(join(cwd, 'out'))).toEqual([]);
    await writeFile(join(cwd, 'out/histories.jsonl'), 'the former export');
    expect((await runInFolder(argv, { cwd, signal })).code).toBe(code);
    expect(await readFile(join(cwd, 'out/histories.jsonl'), 'utf8')).toBe('the former export');
    expect(await readdir(join(cwd, 'out'))).toEqual(['histories.jsonl']);
  });

  it('writes to a device as it is', async () => {
    const cwd = await folderWithHistory();
    await runJson(['export', '-o', '/dev/null'], { cwd });
    expect((await stat('/dev/null')).isCharacterDevice()).toBe(true);
  });

  it.each([
    ['a folder', '.'],
    ['a file in a folder that is not there', 'nowhere/histories.jsonl'],
  ])('refuses %s', async (_, file) => {
    const cwd = await folderWithHistory();
    const run = await runInFolder(['export', '-o', file], { cwd });
    expect(run).toEqual({ code: 2, stdout: '', stderr: expect.stringContaining(`Error: ${file}: `) });
  });
});
