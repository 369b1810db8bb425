/** `activate`: which version is served. */
import { describe, expect, it } from 'vitest';
import { folderWithHistory } from '../support/history';
import { runInFolder, runJson } from '../support/run';

interface Shown {
  versionNumber: number;
}

/** The number of the version that is served. */
async function served(cwd: string): Promise<number> {
  return (await runJson<Shown>(['show', 'support', 'active'], { cwd })).versionNumber;
}

describe('a version', () => {
  it.each([
    ['its number', '2', 2],
    ['a place', 'head~1', 2],
    ['a label', 'staging', 2],
    ['the newest', 'latest', 3],
  ])('is served by %s', async (_, version, number) => {
    const cwd = await folderWithHistory();
    const run = await runInFolder(['activate', 'support', version], { cwd });
    expect(run).toEqual({
      code: 0,
      stdout: `Label active of support points at version ${number} now (revision 2)\n`,
      stderr: '',
    });
    expect(await served(cwd)).toBe(number);
  });

  it('is served with a reason, and told in JSON', async () => {
    const cwd = await folderWithHistory();
    const label = await runJson(['activate', 'support', '2', '-m', 'Release 12', '--as', 'jonas'], { cwd });
    expect(label).toMatchObject({
      label: 'active',
      revision: 2,
      targets: [{ versionNumber: 2, weight: 10_000 }],
      updatedBy: 'jonas',
    });
    const { moves } = await runJson<{ moves: unknown[] }>(['label', 'moves', 'support', 'active'], { cwd });
    expect(moves[0]).toMatchObject({ reason: 'Release 12', movedBy: 'jonas' });
  });

  it('is served no more with --none', async () => {
    const cwd = await folderWithHistory();
    expect(await runJson(['activate', 'support', '--none'], { cwd })).toEqual({
      agentId: 'support',
      label: 'active',
      removed: true,
      revision: 2,
    });
    expect((await runInFolder(['show', 'support', 'active'], { cwd })).code).toBe(3);
    expect(await runInFolder(['activate', 'support', '--none'], { cwd })).toEqual({
      code: 0,
      stdout: 'Label active of support was not set\n',
      stderr: '',
    });
  });
});

describe('nothing moves', () => {
  it.each([
    ['without a version', ['support'], 2],
    ['with a version and --none', ['support', '2', '--none'], 2],
    ['with a version that is not there', ['support', '9'], 3],
    ['with a label that is not set', ['support', 'production'], 3],
    ['with an agent that is not there', ['nobody', '1'], 3],
    ['with --none for an agent that is not there', ['nobody', '--none'], 3],
    ['when the label was moved since', ['support', '2', '--expected', '7'], 4],
    ['when it is set, and was not to be', ['support', '2', '--expected', 'none'], 4],
  ])('%s', async (_, argv, code) => {
    const cwd = await folderWithHistory();
    const run = await runInFolder(['activate', ...argv], { cwd });
    expect(run).toEqual({ code, stdout: '', stderr: expect.stringMatching(/^Error: .+\n/) });
    expect(await served(cwd)).toBe(1);
  });
});
