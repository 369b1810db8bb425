/** `restore`: an old version comes back as the next one. */
import { expect, it } from 'vitest';
import { FIRST, folderWithHistory } from '../support/history';
import { runInFolder, runJson } from '../support/run';

it('a version comes back as a new one, whole, and what is served stays', async () => {
  const cwd = await folderWithHistory();
  const run = await runInFolder(['restore', 'support', 'head~2', '-m', 'Back to short'], { cwd });
  expect(run).toEqual({
    code: 0,
    stdout: 'Restored version head~2 of support as version 4: changed instructions, model, temperature, tools\n',
    stderr: '',
  });
  expect(await runJson(['show', 'support', '4', '--snapshot'], { cwd })).toEqual(FIRST);
  expect(await runJson(['agents', 'show', 'support'], { cwd })).toMatchObject({ ...FIRST, versionNumber: 4 });
  expect(await runJson(['show', 'support', 'active'], { cwd })).toMatchObject({ versionNumber: 1 });
});

it('with --activate it is served too', async () => {
  const cwd = await folderWithHistory();
  const argv = ['restore', 'support', 'staging', '--activate', '--label', 'production', '--name', 'Again'];
  const { stdout } = await runInFolder(argv, { cwd });
  expect(stdout).toContain('as version 4');
  expect(stdout).toContain('Label active points at it now\nLabel production points at it now\n');
  for (const label of ['active', 'production']) {
    expect(await runJson(['show', 'support', label], { cwd })).toMatchObject({ versionNumber: 4, name: 'Again' });
  }
});

it('what the newest version holds makes no version, unless forced', async () => {
  const cwd = await folderWithHistory();
  const run = await runInFolder(['restore', 'support', '3'], { cwd });
  expect(run).toEqual({
    code: 0,
    stdout: 'Nothing to restore: version 3 of support is the newest, and holds this already\n',
    stderr: '',
  });
  expect(await runJson(['restore', 'support', '3', '--force'], { cwd })).toMatchObject({
    created: true,
    version: { versionNumber: 4, changeMessage: 'Restored version 3' },
  });
});

it.each([
  ['without a version', ['support'], 2],
  ['a version that is not there', ['support', '9'], 3],
  ['a version of another agent', ['nobody', '1'], 3],
  ['another newest version than expected', ['support', '1', '--expected', '2'], 4],
])('nothing comes back: %s', async (_, argv, code) => {
  const cwd = await folderWithHistory();
  const run = await runInFolder(['restore', ...argv], { cwd });
  expect(run).toMatchObject({ code, stdout: '' });
  expect(await runJson(['show', 'support', 'head'], { cwd })).toMatchObject({ versionNumber: 3 });
});
