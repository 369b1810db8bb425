/** Every shell example in the README and the manual runs, and prints what it says it prints (`# → …`). */
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { endsIn, LONGEST_RUN, type PageRun, readSteps, runPage, type Step } from './shell-page';

const ROOT = resolve(import.meta.dirname, '../..');

/** Longer than any page may take. */
const timeout = LONGEST_RUN + 10_000;

/** A page that has something to type. */
interface Page {
  name: string;
  steps: Step[];
}

async function readPage(name: string): Promise<Page> {
  return { name, steps: readSteps(await readFile(join(ROOT, name), 'utf8')) };
}

const manual = (await readdir(join(ROOT, 'docs'))).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`);
const pages = (await Promise.all(['README.md', ...manual].map(readPage))).filter(({ steps }) => steps.length > 0);

/** This process's, without what chooses a database or a key, or leads around the loopback address. */
function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(?:DATABASE|AGENT_VERSIONS)_/.test(name));
  return { ...Object.fromEntries(own), no_proxy: 'localhost,127.0.0.1' };
}

/** What was printed in place of what the page says, step by step; as the page says it where it is right. */
function shown(steps: readonly Step[], { printed }: PageRun): Step[] {
  return steps.map(({ commands, expected }, index) => {
    const lines = printed[index] ?? [];
    return { commands, expected: endsIn(lines, expected) ? expected : lines.slice(-expected.length) };
  });
}

/** Runs a page and compares. */
async function check({ steps }: Pick<Page, 'steps'>): Promise<void> {
  const result = await runPage(steps, environment());
  expect(shown(steps, result), result.output).toEqual(steps);
  expect(result, result.output).toMatchObject({ exitCode: 0 });
  expect(result.printed).toHaveLength(steps.length + 1);
}

describe('the shell examples', () => {
  it.each(pages)('of $name print what they say', { timeout }, async (page) => {
    expect(page.steps.flatMap(({ expected }) => expected)).not.toEqual([]);
    await check(page);
  });
});

describe('a page', () => {
  const page = (...lines: string[]) => ({ steps: readSteps(['```sh', ...lines, '```', ''].join('\n')) });

  it('is right where its commands print what it says, and leave nothing running', { timeout }, async () => {
    await check(page('sleep 3600 &', 'printf "one 7 two" # → one … two', 'seq 9', '# → 1', '# → …', '# → 9'));
  });

  it.each([
    ['another line', ['echo one', '# → two']],
    ['part of a line', ['echo one two', '# → one']],
    ['one line more at the end', ['printf "one\\ntwo\\n"', '# → one']],
    ['one line more in between', ['seq 3', '# → 1', '# → 3']],
    ['one line fewer', ['echo two', '# → one', '# → two']],
    ['the lines in another order', ['seq 2', '# → 2', '# → 1']],
    ['the line of an earlier command', ['echo one', '# → one', 'true', '# → one']],
    ['nothing', ['true', '# → …x']],
    ['it, and fails', ['echo one; exit 3', '# → one']],
    ['it, and fails later', ['echo one', '# → one', 'false']],
    ['it, but in a pipe that fails', ['false | echo one', '# → one']],
  ])('is wrong where its commands print %s', { timeout }, async (_, lines) => {
    await expect(check(page(...lines))).rejects.toThrow();
  });
});
