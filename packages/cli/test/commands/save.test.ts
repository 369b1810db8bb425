/** `save`: changes become the next version, or nothing does. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FIRST, folderWithHistory, SECOND } from '../support/history';
import { runInFolder, runJson } from '../support/run';

interface Saved {
  created: boolean;
  version: { versionNumber: number; changedFields?: string[]; [field: string]: unknown };
}

/** What the newest version holds. */
function head(cwd: string): Promise<Record<string, unknown>> {
  return runJson(['show', 'support', 'head', '--snapshot'], { cwd });
}

/** What the history is now: `3` and what is in it. */
const TIDY = { instructions: SECOND.instructions, tools: SECOND.tools, temperature: SECOND.temperature };

describe('changes', () => {
  it('come from a file, and leave other fields as they are', async () => {
    const cwd = await folderWithHistory();
    await writeFile(join(cwd, 'changes.json'), JSON.stringify({ model: 'o3', temperature: 0 }));
    const run = await runInFolder(['save', 'support', 'changes.json', '-m', 'Colder'], { cwd });
    expect(run).toEqual({
      code: 0,
      stdout: 'Saved version 4 of support: changed model, temperature\n',
      stderr: '',
    });
    expect(await head(cwd)).toEqual({ ...TIDY, model: 'o3', temperature: 0 });
  });

  it('come from standard input, --set and --remove together, --set on top', async () => {
    const cwd = await folderWithHistory();
    const argv = [
      'save',
      'support',
      '-',
      '--set',
      'model="o3"',
      '--set',
      'limits={"a=b":[1,null]}',
      '--remove',
      'tools',
    ];
    const { version } = await runJson<Saved>(argv, { cwd, stdin: '\ufeff{"model":"gpt","name":"Support"}' });
    expect(version).toMatchObject({ versionNumber: 4, changedFields: ['limits', 'model', 'name', 'tools'] });
    const { tools: _, ...rest } = TIDY;
    expect(await head(cwd)).toEqual({ ...rest, model: 'o3', name: 'Support', limits: { 'a=b': [1, null] } });
  });

  it('are the whole configuration with --replace', async () => {
    const cwd = await folderWithHistory();
    const { version } = await runJson<Saved>(['save', 'support', '-', '--replace'], {
      cwd,
      stdin: JSON.stringify(FIRST),
    });
    expect(version.changedFields).toEqual(['instructions', 'model', 'temperature', 'tools']);
    expect(await head(cwd)).toEqual(FIRST);
  });

  it('make a version with its name, message, author and labels', async () => {
    const cwd = await folderWithHistory();
    const argv = ['save', 'support', '--set', 'model="o3"', '--name', 'Autumn', '-m', 'Why not'];
    const { code, stdout } = await runInFolder([...argv, '--label', 'staging', '--label', 'next', '--as', 'jonas'], {
      cwd,
    });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout:
        'Saved version 4 of support: changed model\nLabel staging points at it now\nLabel next points at it now\n',
    });
    const log = await runJson<{ versions: unknown[] }>(['log', 'support', '-n', '1'], { cwd });
    expect(log.versions).toEqual([
      expect.objectContaining({
        versionNumber: 4,
        name: 'Autumn',
        changeMessage: 'Why not',
        createdBy: 'jonas',
        labels: ['next', 'staging'],
      }),
    ]);
  });
});

describe('what the newest version holds already', () => {
  it('makes no version', async () => {
    const cwd = await folderWithHistory();
    const run = await runInFolder(['save', 'support', '--set', 'temperature=0.20'], { cwd });
    expect(run).toEqual({
      code: 0,
      stdout: 'Nothing changed: version 3 of support holds this already\n',
      stderr: '',
    });
    expect(await runJson<Saved>(['save', 'support', '--remove', 'model'], { cwd })).toMatchObject({
      created: false,
      version: { versionNumber: 3, name: 'Tidy' },
    });
  });

  it('makes one with --force', async () => {
    const cwd = await folderWithHistory();
    const { code, stdout } = await runInFolder(['save', 'support', '--force'], { cwd });
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Saved version 4 of support\n' });
  });

  it('makes one once, however often the same call is repeated with its key', async () => {
    const cwd = await folderWithHistory();
    const argv = ['save', 'support', '--set', 'model="o3"', '--idempotency-key', 'deploy-7'];
    const first = await runJson<Saved>(argv, { cwd });
    await runJson(['save', 'support', '--set', 'model="o4"'], { cwd });
    expect(await runJson(argv, { cwd })).toEqual({ ...first, created: false });
  });
});

describe('a save made from an older version', () => {
  const argv = ['save', 'support', '--set', 'instructions="Be loud."', '--set', 'avatar=null', '--expected', '1'];

  it('is refused, and tells both sides', async () => {
    const cwd = await folderWithHistory();
    const { code, stdout, stderr } = await runInFolder(argv, { cwd });
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr).toContain('Version 3 of support is the newest, not 1.');
    expect(stderr).toMatch(/changed there: +instructions, model, temperature, tools\n/);
    expect(stderr).toMatch(/changed by you: +avatar, instructions\n/);
    expect(stderr).toMatch(/by both: +instructions\n/);
    expect(await head(cwd)).toEqual(TIDY);
  });

  it('is refused in JSON with all that a merge needs, and nothing else', async () => {
    const cwd = await folderWithHistory();
    const { code, stderr } = await runInFolder([...argv, '--json'], { cwd });
    expect(code).toBe(4);
    expect(JSON.parse(stderr)).toMatchObject({
      error: { code: 'conflict', expected: 1, actual: 3, details: { bothFields: ['instructions'] } },
    });
  });

  it('is taken where it says that number', async () => {
    const cwd = await folderWithHistory();
    expect(await runJson(['save', 'support', '--set', 'model=1', '--expected', '3'], { cwd })).toMatchObject({
      created: true,
    });
  });
});

describe('bad input saves nothing', () => {
  it.each([
    ['no changes at all', [], 'Nothing to save'],
    ['a value that is not JSON', ['--set', 'model=o3'], `--set 'model="o3"'`],
    ['a value that is missing', ['--set', 'model='], 'nothing is not JSON'],
    ['a field that is missing', ['--set', 'model'], 'must be field=json'],
    ['a field set and removed', ['--set', 'model=1', '--remove', 'model'], 'remove[0]: is set by changes too'],
    ['a field of the record', ['--set', 'revision=1'], 'revision: belongs to the record'],
    ['a prototype', ['--set', '__proto__={"model":1}'], '__proto__'],
    ['a number that is none', ['--force', '--expected', '0'], 'whole number'],
    ['a label that is none', ['--force', '--label', 'Not A Label'], 'labels[0]'],
    ['--replace without a file', ['--replace', '--set', 'model=1'], '--replace needs a file'],
    ['a file that is not there', ['missing.json'], 'missing.json: no such file or directory'],
    ['a folder', ['folder'], 'folder: illegal operation on a directory'],
    ['a file that is no JSON', ['broken.json'], 'broken.json: is not JSON'],
    ['a file that holds a list', ['list.json'], 'list.json: must hold a JSON object'],
    ['a file that is no UTF-8', ['latin.json'], 'latin.json: is not JSON'],
  ])('%s', async (_, argv, message) => {
    const cwd = await folderWithHistory();
    await mkdir(join(cwd, 'folder'));
    await writeFile(join(cwd, 'broken.json'), '{"model": }');
    await writeFile(join(cwd, 'list.json'), '[{"model":"o3"}]');
    await writeFile(join(cwd, 'latin.json'), Buffer.from('{"model":"\xe9"}', 'latin1'));
    const { code, stdout, stderr } = await runInFolder(['save', 'support', ...argv], { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(await head(cwd)).toEqual(TIDY);
  });

  it('an agent that is not there', async () => {
    const cwd = await folderWithHistory();
    for (const argv of [['--force'], ['-', '--replace']]) {
      const { code, stderr } = await runInFolder(['save', 'nobody', ...argv], { cwd, stdin: '{}' });
      expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining('No agent "nobody"') });
    }
  });
});
