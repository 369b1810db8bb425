/** `log`: an agent's history. */
import { describe, expect, it } from 'vitest';
import { emptyFolder } from '../support/folder';
import { folderWithHistory } from '../support/history';
import { runInFolder, runJson } from '../support/run';

describe('log', () => {
  it('prints the versions, newest first: who, labels, message, what changed', async () => {
    const cwd = await folderWithHistory();
    const { code, stdout, stderr } = await runInFolder(['log', 'support'], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [head, ...rows] = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ {2,}/));
    expect(head).toEqual(['VERSION', 'ID', 'WHEN', 'WHO', 'LABELS', 'MESSAGE', 'CHANGED']);
    expect(rows.map((row) => [row[0], ...row.slice(3)])).toEqual([
      ['3', 'mira', '-', '[Tidy]', 'model'],
      ['2', 'mira', 'staging', 'Kinder', 'instructions, temperature, tools'],
      ['1', 'mira', 'active', 'Initial version', '-'],
    ]);
  });

  it('prints as many as -n says, and the next page of so many', async () => {
    const cwd = await folderWithHistory();
    const first = await runInFolder(['log', 'support', '-n', '2'], { cwd });
    expect(first.stdout.match(/^\d/gm)).toEqual(['3', '2']);
    expect(first.stderr).toBe('Page 1 of 2, 3 in all; --page 2 shows more\n');
    const second = await runInFolder(['log', 'support', '-n', '2', '--page', '2'], { cwd });
    expect(second.stdout.match(/^\d/gm)).toEqual(['1']);
  });

  it('prints one JSON document with --json, with labels and without snapshots', async () => {
    const list = await runJson<{ versions: object[] }>(['log', 'support'], { cwd: await folderWithHistory() });
    expect(list).toMatchObject({ total: 3, page: 1, perPage: 20, hasMore: false });
    expect(list.versions[1]).toMatchObject({
      versionNumber: 2,
      labels: ['staging'],
      createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    expect(list.versions[1]).not.toHaveProperty('snapshot');
  });

  it('shows the share of a label that splits', async () => {
    const cwd = await folderWithHistory();
    await runInFolder(['label', 'set', 'support', 'canary', '--split', '1=9000,2=1000'], { cwd });
    const { stdout } = await runInFolder(['log', 'support'], { cwd });
    expect(stdout).toContain('active, canary 90%');
    expect(stdout).toContain('canary 10%, staging');
  });

  it('ends with 3 where there is no such agent', async () => {
    expect((await runInFolder(['log', 'nobody'], { cwd: await emptyFolder() })).code).toBe(3);
  });

  it.each(['0', '1001', 'x', '1.5', '0x10', ''])('refuses -n %j', async (count) => {
    expect((await runInFolder(['log', 'support', '-n', count], { cwd: await emptyFolder() })).code).toBe(2);
  });
});
