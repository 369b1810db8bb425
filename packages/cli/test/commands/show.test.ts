/** `show`: one version. */
import { describe, expect, it } from 'vitest';
import { emptyFolder } from '../support/folder';
import { FIRST, folderWithHistory } from '../support/history';
import { runInFolder, runJson } from '../support/run';

describe('show', () => {
  it('prints the active version, with its whole configuration', async () => {
    const { code, stdout } = await runInFolder(['show', 'support'], { cwd: await folderWithHistory() });
    expect(code).toBe(0);
    const [pairs = '', json = ''] = stdout.split('\n\n');
    expect(pairs).toMatch(/^agent +support\nversion +1 \([0-9A-Z]{26}\)\nlabels +active\nmade +\d{4}-.*Z by mira\n/);
    expect(JSON.parse(json)).toEqual(FIRST);
  });

  it('prints the latest version where none is active', async () => {
    const cwd = await folderWithHistory();
    await runInFolder(['activate', 'support', '--none'], { cwd });
    expect(await runJson(['show', 'support'], { cwd })).toMatchObject({ versionNumber: 3 });
  });

  it.each([
    ['its number', '2', 2],
    ['a label', 'staging', 2],
    ['latest', 'latest', 3],
    ['how far it is behind the head', 'head~2', 1],
  ])('takes a version by %s', async (_, version, versionNumber) => {
    const cwd = await folderWithHistory();
    expect(await runJson(['show', 'support', version], { cwd })).toMatchObject({ versionNumber });
  });

  it('takes a version by its id', async () => {
    const cwd = await folderWithHistory();
    const { id } = await runJson<{ id: string }>(['show', 'support', '2'], { cwd });
    expect(await runJson(['show', 'support', id], { cwd })).toMatchObject({ versionNumber: 2 });
  });

  it('prints what was active at a time', async () => {
    const cwd = await folderWithHistory();
    const now = new Date(Date.now() + 1000).toISOString();
    expect(await runJson(['show', 'support', '--at', now], { cwd })).toMatchObject({ versionNumber: 1 });
    expect((await runInFolder(['show', 'support', '--at', '2001-01-01'], { cwd })).code).toBe(3);
  });

  it('prints the configuration alone with --snapshot, as text and with --json', async () => {
    const cwd = await folderWithHistory();
    const { stdout } = await runInFolder(['show', 'support', '1', '--snapshot'], { cwd });
    expect(JSON.parse(stdout)).toEqual(FIRST);
    expect(await runJson(['show', 'support', '1', '--snapshot'], { cwd })).toEqual(FIRST);
  });

  it.each([
    ['a time that is none', ['support', '--at', 'noon'], 2],
    ['a version and a time', ['support', '1', '--at', '2026-01-01'], 2],
    ['a version that is not there', ['support', '9'], 3],
    ['a label that is not set', ['support', 'production'], 3],
    ['an agent that is not there', ['nobody'], 3],
  ])('refuses %s', async (_, argv, code) => {
    expect((await runInFolder(['show', ...argv], { cwd: await folderWithHistory() })).code).toBe(code);
  });

  it('tells an agent that is not there from one without a version', async () => {
    const { stderr } = await runInFolder(['show', 'nobody'], { cwd: await folderWithHistory() });
    expect(stderr).toContain('No agent "nobody"');
  });

  it('ends with 3 in an empty folder', async () => {
    expect((await runInFolder(['show', 'support'], { cwd: await emptyFolder() })).code).toBe(3);
  });
});
