/** `diff`: what changed between two versions. */
import { applySnapshotPatch, type SnapshotOperation } from '@agent-versions/core';
import { describe, expect, it } from 'vitest';
import { emptyFolder } from '../support/folder';
import { FIRST, folderWithHistory, SECOND } from '../support/history';
import { runInFolder, runJson } from '../support/run';

describe('diff', () => {
  it('tells texts by words, tools by name, and values whole', async () => {
    const cwd = await folderWithHistory();
    expect(await runInFolder(['diff', 'support', '1', 'staging'], { cwd })).toEqual({
      code: 0,
      stderr: '',
      stdout: `support: version 1 → 2

~ instructions
    Be [-brief-]{+kind+}.

+ temperature
    + 0.2

~ tools
    - mail
    + files
    ~ search (limit)
`,
    });
  });

  it('compares with the latest version unless told otherwise', async () => {
    const { stdout } = await runInFolder(['diff', 'support', 'head~1'], { cwd: await folderWithHistory() });
    expect(stdout).toBe('support: version 2 → 3\n\n- model\n    - gpt-4o\n');
  });

  it('paints what was removed red and what was added green on a terminal', async () => {
    const { stdout } = await runInFolder(['diff', 'support', '1', '2'], { cwd: await folderWithHistory(), tty: true });
    expect(stdout).toContain('Be \u001b[31mbrief\u001b[39m\u001b[32mkind\u001b[39m.');
    expect(stdout).toContain('\u001b[31m- mail\u001b[39m');
  });

  it('tells long texts by lines, with their numbers', async () => {
    const cwd = await emptyFolder();
    const lines = Array.from({ length: 60 }, (_, index) => `Rule ${index + 1}: be careful.`);
    const textOf = (all: string[]) => JSON.stringify({ instructions: all.join('\n') });
    await runInFolder(['agents', 'create', 'support', '-'], { cwd, stdin: textOf(lines) });
    await runInFolder(['save', 'support', '-'], { cwd, stdin: textOf(lines.with(29, 'Rule 30: be bold.')) });
    const { stdout } = await runInFolder(['diff', 'support', '1'], { cwd });
    expect(stdout.split('\n').slice(2)).toEqual([
      '~ instructions',
      '    @@ line 27 → 27 @@',
      '      Rule 27: be careful.',
      '      Rule 28: be careful.',
      '      Rule 29: be careful.',
      '    - Rule 30: be careful.',
      '    + Rule 30: be bold.',
      '      Rule 31: be careful.',
      '      Rule 32: be careful.',
      '      Rule 33: be careful.',
      '',
    ]);
  });

  it('tells other values before and after', async () => {
    const cwd = await emptyFolder();
    await runInFolder(['agents', 'create', 'support', '-'], { cwd, stdin: '{"a":1,"b":{"c":1},"d":[1]}' });
    await runInFolder(['save', 'support', '-'], { cwd, stdin: '{"a":2,"b":{"c":null},"d":[1,2]}' });
    const { stdout } = await runInFolder(['diff', 'support', '1'], { cwd });
    expect(stdout).toContain('~ a\n    - 1\n    + 2\n');
    expect(stdout).toContain('~ b\n    ~ c: 1 → null\n');
    expect(stdout).toContain('~ d\n    - [\n    -   1\n    - ]\n    + [\n    +   1,\n    +   2\n    + ]\n');
  });

  it('prints a patch that makes the one of the other with --patch', async () => {
    const cwd = await folderWithHistory();
    const patch = await runJson<SnapshotOperation[]>(['diff', 'support', '1', '2', '--patch'], { cwd });
    expect(applySnapshotPatch(FIRST, patch)).toEqual({ ...FIRST, ...SECOND });
    expect(JSON.parse((await runInFolder(['diff', 'support', '1', '2', '--patch'], { cwd })).stdout)).toEqual(patch);
  });

  it('prints the whole comparison with --json', async () => {
    const comparison = await runJson(['diff', 'support', '1', '2'], { cwd: await folderWithHistory() });
    expect(comparison).toMatchObject({
      fromVersion: { versionNumber: 1 },
      toVersion: { versionNumber: 2 },
      diffs: [{ field: 'instructions' }, { field: 'temperature', currentValue: 0.2 }, { field: 'tools' }],
    });
  });

  it('ends with 1 where the versions differ and --exit-code is given, else with 0', async () => {
    const cwd = await folderWithHistory();
    const codeOf = async (...argv: string[]) => (await runInFolder(['diff', 'support', ...argv], { cwd })).code;
    expect(await codeOf('1', '2', '--exit-code')).toBe(1);
    expect(await codeOf('1', 'active', '--exit-code')).toBe(0);
    expect(await codeOf('1', '9', '--exit-code')).toBe(3);
  });

  it('says so where nothing differs', async () => {
    const { stdout } = await runInFolder(['diff', 'support', '1', '1'], { cwd: await folderWithHistory() });
    expect(stdout).toBe('No differences between version 1 and version 1\n');
  });
});
