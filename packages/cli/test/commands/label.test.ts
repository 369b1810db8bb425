/** `label`: names of versions, moved and taken back. */
import { describe, expect, it } from 'vitest';
import { folderWithHistory } from '../support/history';
import { runInFolder, runJson } from '../support/run';

interface Label {
  label: string;
  targets: { versionNumber?: number; weight: number }[];
}

/** The labels, and what they point at: a number, or numbers and shares. */
async function labels(cwd: string): Promise<Record<string, unknown>> {
  const list = await runJson<Label[]>(['label', 'list', 'support'], { cwd });
  return Object.fromEntries(
    list.map(({ label, targets }) => [
      label,
      targets.length === 1
        ? targets[0]?.versionNumber
        : Object.fromEntries(targets.map(({ versionNumber, weight }) => [versionNumber, weight])),
    ]),
  );
}

const BEFORE = { active: 1, staging: 2 };

describe('set', () => {
  it('points a label at a version', async () => {
    const cwd = await folderWithHistory();
    const run = await runInFolder(['label', 'set', 'support', 'production', 'head', '-m', 'Release 12'], { cwd });
    expect(run).toEqual({
      code: 0,
      stdout: 'Label production of support points at version 3 now (revision 1)\n',
      stderr: '',
    });
    expect(await labels(cwd)).toEqual({ ...BEFORE, production: 3 });
  });

  it.each([
    ['basis points', '1=9000,3=1000'],
    ['percents', '1=90%, 3=10.00%'],
    ['any name of a version', 'active=9000,head=1000'],
  ])('splits a label by %s', async (_, shares) => {
    const cwd = await folderWithHistory();
    const { code, stdout } = await runInFolder(['label', 'set', 'support', 'active', '--split', shares], { cwd });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'Label active of support points at 90% version 1, 10% version 3 now (revision 2)\n',
    });
    expect(await labels(cwd)).toEqual({ ...BEFORE, active: { 1: 9000, 3: 1000 } });
  });

  it.each([
    ['no version', ['production'], 2],
    ['a version and a split', ['production', '1', '--split', '1=10000'], 2],
    ['shares that are none', ['production', '--split', '1:90,2:10'], 2],
    ['shares that are not the whole', ['production', '--split', '1=9000,2=900'], 2],
    ['the same version twice', ['production', '--split', '1=9000,active=1000'], 2],
    ['a name that no label may have', ['latest', '1'], 2],
    ['a version that is not there', ['production', '9'], 3],
    ['a label that was moved since', ['staging', '1', '--expected', '5'], 4],
  ])('refuses %s', async (_, argv, code) => {
    const cwd = await folderWithHistory();
    const run = await runInFolder(['label', 'set', 'support', ...argv], { cwd });
    expect(run).toEqual({ code, stdout: '', stderr: expect.stringMatching(/^Error: .+\n/) });
    expect(await labels(cwd)).toEqual(BEFORE);
  });
});

describe('revert', () => {
  it('takes a label back, and there again', async () => {
    const cwd = await folderWithHistory();
    await runJson(['label', 'set', 'support', 'staging', '3'], { cwd });
    for (const number of [2, 3]) {
      const { stdout } = await runInFolder(['label', 'revert', 'support', 'staging', '-m', 'Loops'], { cwd });
      expect(stdout).toContain(`points at version ${number} now`);
    }
    expect(await labels(cwd)).toEqual({ ...BEFORE, staging: 3 });
  });

  it('refuses a label that was nowhere else', async () => {
    const cwd = await folderWithHistory();
    const { code } = await runInFolder(['label', 'revert', 'support', 'staging'], { cwd });
    expect(code).toBe(3);
    expect(await labels(cwd)).toEqual(BEFORE);
  });
});

describe('rm', () => {
  it('takes a label away; one that is not set is no error', async () => {
    const cwd = await folderWithHistory();
    const argv = ['label', 'rm', 'support', 'staging'];
    expect((await runInFolder(argv, { cwd })).stdout).toBe('Label staging of support is removed\n');
    expect(await labels(cwd)).toEqual({ active: 1 });
    expect(await runJson(argv, { cwd })).toEqual({ agentId: 'support', label: 'staging', removed: false });
  });

  it('refuses an agent that is not there', async () => {
    const cwd = await folderWithHistory();
    expect(await runInFolder(['label', 'rm', 'nobody', 'staging'], { cwd })).toMatchObject({ code: 3, stdout: '' });
  });
});

describe('list', () => {
  it('prints what each label points at, since when and by whom', async () => {
    const cwd = await folderWithHistory();
    const { stdout } = await runInFolder(['label', 'list', 'support'], { cwd });
    expect(stdout).toMatch(/^LABEL +POINTS AT +REVISION +MOVED +BY\n/);
    expect(stdout).toMatch(/\nactive +version 1 +1 +\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ +mira\nstaging +version 2 .*\n$/);
  });

  it('says so where there is none', async () => {
    const cwd = await folderWithHistory();
    await runJson(['agents', 'create', 'plain'], { cwd });
    expect((await runInFolder(['label', 'list', 'plain'], { cwd })).stdout).toContain('No labels yet');
    expect(await runInFolder(['label', 'list', 'nobody'], { cwd })).toMatchObject({ code: 3, stdout: '' });
  });
});

describe('moves', () => {
  it('prints each move, newest first, also to versions that are deleted since', async () => {
    const cwd = await folderWithHistory();
    const label = ['support', 'staging'];
    await runJson(['label', 'set', ...label, '--split', '1=50%,3=50%', '-m', 'Try it'], { cwd });
    await runJson(['label', 'rm', ...label], { cwd });
    const deleted = await runJson<{ id: string }>(['show', 'support', '2'], { cwd });
    await runJson(['prune', 'support', '--keep', '1', '--yes'], { cwd });
    const { stdout } = await runInFolder(['label', 'moves', ...label], { cwd });
    const [head, ...moves] = stdout.trimEnd().split('\n');
    expect(head).toMatch(/^WHEN +LABEL +REVISION +FROM +TO +BY +WHY$/);
    expect(moves).toEqual([
      expect.stringMatching(/ staging +3 +50% version 1, 50% version 3 +- +\S+ +-$/),
      expect.stringMatching(
        new RegExp(` staging +2 +version ${deleted.id} +50% version 1, 50% version 3 +\\S+ +Try it$`),
      ),
      expect.stringMatching(new RegExp(` staging +1 +- +version ${deleted.id} +mira +Kinder$`)),
    ]);
  });

  it('prints a page, of one label or of all', async () => {
    const cwd = await folderWithHistory();
    const run = await runInFolder(['label', 'moves', 'support', '-n', '1'], { cwd });
    expect(run.stdout).toMatch(/ active .* version 1 /);
    expect(run.stderr).toBe('Page 1 of 2, 2 in all; --page 2 shows more\n');
    const second = await runInFolder(['label', 'moves', 'support', '-n', '1', '--page', '2'], { cwd });
    expect(second.stdout).toMatch(/ staging .* version 2 /);
    expect((await runInFolder(['label', 'moves', 'support', 'beta'], { cwd })).stdout).toBe(
      'Label beta was never set\n',
    );
    expect(await runInFolder(['label', 'moves', 'nobody'], { cwd })).toMatchObject({ code: 3, stdout: '' });
  });
});
