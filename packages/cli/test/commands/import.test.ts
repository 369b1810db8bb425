/** `import`: what export wrote, taken in; again, in part, and wrong. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyFolder } from '../support/folder';
import { emptyDatabase } from '../support/postgres-database';
import { startProgram } from '../support/program';
import { COUNTS, folderWithHistories, portable } from '../support/real-histories';
import { runInFolder, runJson } from '../support/run';

const NOTHING_NEW = { agents: COUNTS.agents, versions: 0, deletions: 0, moves: 0 };

/** The histories of a folder, as text. */
async function exportOf(cwd: string): Promise<string> {
  return (await runInFolder(['export'], { cwd })).stdout;
}

/** The lines of an export of many histories. */
async function exportedLines(): Promise<string[]> {
  return (await exportOf(await folderWithHistories())).trimEnd().split('\n');
}

/** Parts of the text's bytes, cut anywhere. */
async function* inParts(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

describe('a round trip', () => {
  it('brings over every line of real histories', async () => {
    const text = await exportOf(await folderWithHistories());
    const cwd = await emptyFolder();
    await writeFile(join(cwd, 'histories.jsonl'), text);
    const run = await runInFolder(['import', 'histories.jsonl'], { cwd });
    expect(run).toEqual({
      code: 0,
      stdout: 'Imported 5 agents, 18 versions, 3 deletions, 6 label moves\n',
      stderr: '',
    });
    expect(portable(await exportOf(cwd))).toEqual(portable(text));
    expect((await runInFolder(['verify'], { cwd })).code).toBe(0);
  });

  it.each([[[]], [['-']]])('goes through a pipe, cut anywhere: import %j', async (argv) => {
    const text = await exportOf(await folderWithHistories());
    const cwd = await emptyFolder();
    const output = await runJson(['import', ...argv], { cwd, stdin: inParts(text, 997) });
    expect(output).toEqual({ ...COUNTS, skipped: 0 });
    expect(portable(await exportOf(cwd))).toEqual(portable(text));
  });

  it('bears a byte order mark, line ends of Windows, and no line end at the end', async () => {
    const lines = await exportedLines();
    const cwd = await emptyFolder();
    const output = await runJson(['import'], { cwd, stdin: `\ufeff${lines.join('\r\n\r\n')}` });
    expect(output).toMatchObject(COUNTS);
  });

  it('goes over Postgres and back, line for line', async () => {
    const text = await exportOf(await folderWithHistories());
    const postgres = { cwd: await emptyFolder(), env: { DATABASE_URL: await emptyDatabase() } };
    expect(await runJson(['import'], { ...postgres, stdin: text })).toEqual({ ...COUNTS, skipped: 0 });
    expect((await runInFolder(['verify'], postgres)).code).toBe(0);
    const { stdout } = await runInFolder(['export'], postgres);
    expect(portable(stdout)).toEqual(portable(text));
    const cwd = await emptyFolder();
    await runJson(['import'], { cwd, stdin: stdout });
    expect(portable(await exportOf(cwd))).toEqual(portable(text));
  });

  it('adds nothing when it is repeated', async () => {
    const text = await exportOf(await folderWithHistories());
    const cwd = await emptyFolder();
    await runJson(['import'], { cwd, stdin: text });
    const before = await exportOf(cwd);
    const again = await runJson(['import'], { cwd, stdin: text });
    expect(again).toEqual({ ...NOTHING_NEW, skipped: COUNTS.versions + COUNTS.deletions });
    const { stdout } = await runInFolder(['import'], { cwd, stdin: text });
    expect(stdout).toBe('Nothing new: 5 agents, all here already\n');
    expect(await exportOf(cwd)).toBe(before);
  });

  it('adds what is new since', async () => {
    const source = await folderWithHistories();
    const cwd = await emptyFolder();
    await runJson(['import'], { cwd, stdin: await exportOf(source) });
    await runJson(['save', 'release-notes', '--set', 'model="o3"', '--label', 'beta'], { cwd: source });
    const { stdout } = await runInFolder(['import'], { cwd, stdin: await exportOf(source) });
    expect(stdout).toBe('Imported 5 agents, 1 version, 1 label move; 21 entries were here already\n');
    expect(portable(await exportOf(cwd))).toEqual(portable(await exportOf(source)));
  });
});

describe('a wrong line ends it, is named, and loses nothing', () => {
  /** Imports lines of which one is wrong, then the right ones. */
  async function importWrong(wrong: (lines: string[]) => string[] | Uint8Array, argv: string[] = []) {
    const lines = await exportedLines();
    const cwd = await emptyFolder();
    const text = wrong([...lines]);
    const stdin = Array.isArray(text) ? text.join('\n') : text;
    const run = await runInFolder(['import', ...argv], { cwd, stdin });
    const mended = await runInFolder(['import'], { cwd, stdin: lines.join('\n') });
    expect(mended).toMatchObject({ code: 0, stderr: '' });
    expect(portable(await exportOf(cwd))).toEqual(portable(lines.join('\n')));
    return run;
  }

  it.each<[string, (lines: string[]) => string[], string]>([
    ['cut off in a line', (lines) => [...lines.slice(0, 14), String(lines[14]).slice(0, 40)], 'line 15: is no JSON'],
    ['cut off between lines', (lines) => lines.slice(0, 14), 'line 15: is missing'],
    ['something else', () => ['{"agentId":"support","revisions":[]}'], 'line 1.type: is no line of such a file'],
    ['a line left out', (lines) => lines.toSpliced(6, 1), 'line 7: leaves out number 2'],
    ['a line twice', (lines) => lines.toSpliced(6, 0, String(lines[6])), 'line 8: comes back to number 2'],
    [
      'an edited line',
      (lines) => lines.with(6, String(lines[6]).replace('"changeMessage":"', '$&X')),
      'line 7: has the link',
    ],
    ['an edited snapshot', (lines) => lines.with(6, String(lines[6]).replace('"snapshot":{', '$&"x":1,')), 'line 7'],
    ['two exports after each other', (lines) => [...lines, ...lines], 'comes after the end of the export'],
  ])('%s', async (_, wrong, message) => {
    const { code, stdout, stderr } = await importWrong(wrong);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^Stopped at line \d+ of standard input\./);
    expect(stderr).toContain(message);
  });

  it('bytes that are no UTF-8', async () => {
    const { code, stderr } = await importWrong((lines) =>
      Buffer.concat([Buffer.from(`${lines.slice(0, 3).join('\n')}\n`), Buffer.from([0x22, 0xff, 0x22, 0x0a])]),
    );
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('line 4: is not UTF-8') });
  });

  it('a line beyond --max-line-bytes', async () => {
    const { code, stderr } = await importWrong((lines) => lines, ['--max-line-bytes', '700']);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/line \d+: must be at most 700 bytes/) });
  });

  it('nothing at all', async () => {
    const run = await importWrong(() => []);
    expect(run).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(/^Error: .*line 1: is missing/) });
  });

  it('and tells what is stored by then', async () => {
    const { stderr } = await importWrong((lines) => lines.slice(0, -1));
    expect(stderr).toMatch(
      /^Stopped at line \d+ of standard input\. Stored so far: 5 agents, 18 versions, 3 deletions, 6 label moves\. Import it again to go on: what is stored is skipped\.\n/,
    );
  });

  it('and is told in JSON alone with --json', async () => {
    const { code, stderr } = await importWrong((lines) => lines.slice(0, 5), ['--json']);
    expect(code).toBe(2);
    expect(JSON.parse(stderr)).toMatchObject({
      error: { code: 'invalid_input', issues: [{ path: 'line 6', message: expect.stringContaining('is missing') }] },
    });
  });
});

describe('what cannot be taken in', () => {
  it('a history that is another one here is left as it is', async () => {
    const text = await exportOf(await folderWithHistories());
    const cwd = await emptyFolder();
    await runJson(['agents', 'create', 'release-notes', '-'], { cwd, stdin: '{"model":"mine"}' });
    const run = await runInFolder(['import'], { cwd, stdin: text });
    expect(run).toMatchObject({ code: 4, stdout: '', stderr: expect.stringContaining('"release-notes"') });
    expect(await runJson(['show', 'release-notes', 'head', '--snapshot'], { cwd })).toEqual({ model: 'mine' });
    expect(await runJson(['log', 'release-notes'], { cwd })).toMatchObject({ total: 1 });
  });

  it.each([
    ['a file that is not there', ['nowhere.jsonl'], 'nowhere.jsonl: no such file'],
    ['a folder', ['folder'], 'folder: illegal operation on a directory'],
    ['a length that is none', ['-', '--max-line-bytes', '0'], 'whole number'],
  ])('%s is told', async (_, argv, message) => {
    const cwd = await emptyFolder();
    await mkdir(join(cwd, 'folder'));
    const { code, stderr } = await runInFolder(['import', ...argv], { cwd });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(`^Error: .*${message}`) });
  });

  it('a terminal is not waited for', async () => {
    const run = await runInFolder(['import'], { cwd: await emptyFolder(), tty: true, stdin: endless() });
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining('Name a file, or pipe an export in.') });
  });

  it('a line without an end is not read to its end', async () => {
    let bytes = 0;
    async function* line() {
      for await (const part of endless()) {
        bytes += part.length;
        yield part;
      }
    }
    const run = await runInFolder(['import'], { cwd: await emptyFolder(), stdin: line() });
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining('line 1: must be at most 16777216 bytes') });
    expect(bytes).toBeLessThanOrEqual(16_777_216 + 65_536);
  });

  async function* endless(): AsyncGenerator<string> {
    for (;;) yield 'x'.repeat(65_536);
  }
});

describe('on the way', () => {
  it('a bar on a terminal shows how far it is', async () => {
    const lines = await exportedLines();
    const cwd = await emptyFolder();
    await writeFile(join(cwd, 'histories.jsonl'), lines.join('\n'));
    const { code, stdout, stderr } = await runInFolder(['import', 'histories.jsonl'], { cwd, tty: true });
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('Imported 5 agents') });
    expect(stderr).toContain('Importing');
  });

  it('an interrupted import stops, says how to go on, and is completed by a repeat', async () => {
    const lines = await exportedLines();
    const cwd = await emptyFolder();
    const { process: child, says, ended } = startProgram(['import'], { cwd });
    child.stdin.write(`${lines.slice(0, -3).join('\n')}\n`); // and no end: it waits for more
    await stored(cwd, 'sql-analyst');
    child.kill('SIGINT');
    await says('Import it again to go on');
    expect(await ended).toMatchObject({ code: 130, stdout: '' });

    await runJson(['import'], { cwd, stdin: lines.join('\n') });
    expect(portable(await exportOf(cwd))).toEqual(portable(lines.join('\n')));
    expect((await runInFolder(['verify'], { cwd })).code).toBe(0);
  });

  /** Waits until another process has stored the whole history of an agent. */
  async function stored(cwd: string, agentId: string): Promise<void> {
    while ((await runInFolder(['show', agentId], { cwd })).code !== 0) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
});
