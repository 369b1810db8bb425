/** `prune`: deletes what no rule keeps, and only what was agreed to. */
import { describe, expect, it } from 'vitest';
import { folderWithHistory } from '../support/history';
import { runInFolder, runJson } from '../support/run';

/** The numbers that are left, newest first. */
async function left(cwd: string): Promise<number[]> {
  const { versions } = await runJson<{ versions: { versionNumber: number }[] }>(['log', 'support'], { cwd });
  return versions.map(({ versionNumber }) => versionNumber);
}

/** Six versions; 1 is active, 2 is labelled, 3 has a name. */
async function folderWithSix(): Promise<string> {
  const cwd = await folderWithHistory();
  for (const step of [4, 5, 6]) await runJson(['save', 'support', '--set', `step=${step}`], { cwd });
  return cwd;
}

const KEEP_TWO = ['prune', 'support', '--keep', '2'];

describe('a dry run', () => {
  it('lists each version that would go, and why', async () => {
    const cwd = await folderWithSix();
    const { code, stdout, stderr } = await runInFolder([...KEEP_TWO, '--dry-run'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^VERSION +NAME +MADE +WHY IT GOES\n3 +Tidy +\S+ \S+ +beyond the newest 2\n4 +- +\S+ \S+ +beyond the newest 2\n$/,
    );
    expect(stderr).toBe('2 versions would go, 4 would stay.\n');
    expect(await left(cwd)).toEqual([6, 5, 4, 3, 2, 1]);
  });

  it('is one document in JSON', async () => {
    const cwd = await folderWithSix();
    const plan = await runJson([...KEEP_TWO, '--dry-run', '--keep-named'], { cwd });
    expect(plan).toMatchObject({
      dryRun: true,
      deleted: [{ versionNumber: 4, reason: 'beyond the newest 2' }],
      kept: 5,
    });
  });
});

describe('without a terminal', () => {
  it('deletes with --yes', async () => {
    const cwd = await folderWithSix();
    const run = await runInFolder([...KEEP_TWO, '--yes'], { cwd });
    expect(run).toEqual({ code: 0, stdout: 'Deleted 2 versions of support, kept 4\n', stderr: '' });
    expect(await left(cwd)).toEqual([6, 5, 2, 1]);
    const again = await runInFolder([...KEEP_TWO, '--yes'], { cwd });
    expect(again.stdout).toBe('Nothing to delete: the rules keep all 4 versions of support\n');
  });

  it('deletes nothing without it, whatever standard input says', async () => {
    const cwd = await folderWithSix();
    const run = await runInFolder(KEEP_TWO, { cwd, stdin: 'yes\n' });
    expect(run).toEqual({
      code: 2,
      stdout: '',
      stderr: 'Error: Nobody is there to confirm\nSay --yes to go on without.\n',
    });
    expect(await left(cwd)).toHaveLength(6);
  });

  it('keeps those that are young, and those in use', async () => {
    const cwd = await folderWithSix();
    const young = await runJson(['prune', 'support', '--max-age', '1d', '--yes'], { cwd });
    expect(young).toEqual({ dryRun: false, deleted: [], kept: 6 });
    const both = await runJson(['prune', 'support', '--keep', '1', '--max-age', '2w', '--yes'], { cwd });
    expect(both).toEqual({ dryRun: false, deleted: [], kept: 6 });
  });
});

describe('on a terminal', () => {
  it.each(['y', 'YES', ' yes '])('asks, and deletes after %j', async (answer) => {
    const cwd = await folderWithSix();
    const { code, stdout, stderr } = await runInFolder(KEEP_TWO, { cwd, tty: true, stdin: `${answer}\n` });
    expect(stderr).toMatch(/3 +Tidy .*\n4 +- .*\nDelete 2 versions of support for good, and keep 4\? \[y\/N\]\n/);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Deleted 2 versions of support, kept 4\n' });
    expect(await left(cwd)).toEqual([6, 5, 2, 1]);
  });

  it.each(['n\n', '\n', 'yesterday\n', ''])('deletes nothing after %j', async (answer) => {
    const cwd = await folderWithSix();
    const { code, stdout, stderr } = await runInFolder(KEEP_TWO, { cwd, tty: true, stdin: answer });
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(stderr).toContain('Nothing was deleted.\n');
    expect(await left(cwd)).toHaveLength(6);
  });

  it('deletes nothing that was not shown, when somebody saves before the answer', async () => {
    const cwd = await folderWithSix();
    async function* saveThenAgree() {
      await runJson(['save', 'support', '--set', 'step=7'], { cwd });
      yield 'y\n';
    }
    const { code, stderr } = await runInFolder(KEEP_TWO, { cwd, tty: true, stdin: saveThenAgree() });
    expect(code).toBe(2);
    expect(stderr).toContain('nothing was deleted\nRun it again.');
    expect(await left(cwd)).toHaveLength(7);
  });

  it('deletes nothing when it is interrupted before the answer', async () => {
    const cwd = await folderWithSix();
    const controller = new AbortController();
    async function* interrupt() {
      controller.abort();
      yield await new Promise<string>(() => undefined);
    }
    const { code } = await runInFolder(KEEP_TWO, { cwd, tty: true, stdin: interrupt(), signal: controller.signal });
    expect(code).toBe(130);
    expect(await left(cwd)).toHaveLength(6);
  });

  it('asks nothing where nothing would go', async () => {
    const cwd = await folderWithSix();
    const run = await runInFolder(['prune', 'support', '--keep', '6'], { cwd, tty: true });
    expect(run).toEqual({
      code: 0,
      stdout: 'Nothing to delete: the rules keep all 6 versions of support\n',
      stderr: '',
    });
  });

  it('shows the first of a long list, and how many more', async () => {
    const cwd = await folderWithHistory();
    for (let step = 4; step <= 26; step += 1) await runJson(['save', 'support', '--set', `step=${step}`], { cwd });
    const { stderr } = await runInFolder(['prune', 'support', '--keep', '1'], { cwd, tty: true, stdin: 'n\n' });
    expect(stderr).toMatch(/\n22 .*\n… and 3 more: --dry-run lists them all\nDelete 23 versions/);
  });
});

describe('wrong input deletes nothing', () => {
  it.each([
    ['no rule', ['support'], 2, '--keep N, --max-age 30d'],
    ['a count that is none', ['support', '--keep', '0'], 2, 'whole number'],
    ['a count beyond all bounds', ['support', '--keep', '99999999999'], 2, 'keepLast'],
    ['a time without a unit', ['support', '--max-age', '30'], 2, '30d, 12h'],
    ['no time at all', ['support', '--max-age', '0d'], 2, '30d, 12h'],
    ['an agent that is not there', ['nobody', '--keep', '1'], 3, 'No agent "nobody"'],
  ])('%s', async (_, argv, code, message) => {
    const cwd = await folderWithHistory();
    const run = await runInFolder(['prune', ...argv, '--yes'], { cwd });
    expect(run).toEqual({ code, stdout: '', stderr: expect.stringContaining(message) });
    expect(await left(cwd)).toHaveLength(3);
  });
});
