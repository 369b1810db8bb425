/** How a text changed: by words where it is short or one line, else by lines with a few lines around. */
import { compareSequences, type Run, tidy, WorkBudget } from './sequence';
import type { LineHunk, TextComparison, TextHunk } from './types';

/** Texts of several lines are compared by words too up to so many UTF-16 code units. */
const SHORT_TEXT = 400;

/** Lines shown before and after a change. */
const CONTEXT = 3;

/** A budget's steps for each text, for each code unit that is cut into words, and for each line. */
const STEPS_PER_TEXT = 2000;
const STEPS_PER_UNIT = 4;
const STEPS_PER_LINE = 30;

/** Words with the marks on their letters, single characters of scripts that write no spaces, spaces, all else alone. */
const WORDS =
  /\s+|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}])[\p{L}\p{M}\p{N}_])+|./gsu;

/** How `previous` became `current`. What a budget no longer pays for is told less finely, never wrongly. */
export function compareTexts(input: { previous: string; current: string; budget?: WorkBudget }): TextComparison {
  const { previous, current, budget = new WorkBudget() } = input;
  const texts = [previous, current];
  const short = texts.every(({ length }) => length <= SHORT_TEXT);
  const words = short || texts.every((text) => !text.includes('\n'));
  if (!budget.take(words ? STEPS_PER_TEXT + STEPS_PER_UNIT * lengthOf(texts) : STEPS_PER_LINE * countLines(texts))) {
    return { level: 'words', hunks: wholeHunks({ previous, current }) };
  }
  return words
    ? { level: 'words', hunks: wordHunks({ previous: splitWords(previous), current: splitWords(current), budget }) }
    : { level: 'lines', hunks: lineHunks({ previous: splitLines(previous), current: splitLines(current), budget }) };
}

/** The lines of a text, each with the break that ends it: joined they are the text again. */
export function splitLines(text: string): string[] {
  const lines = text.split('\n');
  const last = lines.pop() as string;
  const ended = lines.map((line) => `${line}\n`);
  return last === '' ? ended : [...ended, last];
}

function splitWords(text: string): string[] {
  return text.match(WORDS) ?? [];
}

function lengthOf(texts: readonly string[]): number {
  return texts.reduce((sum, { length }) => sum + length, 0);
}

function countLines(texts: readonly string[]): number {
  let count = texts.length;
  for (const text of texts) for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

function wholeHunks({ previous, current }: { previous: string; current: string }): TextHunk[] {
  if (previous === current) return [{ kind: 'equal', text: current }];
  return [
    { kind: 'delete', text: previous },
    { kind: 'insert', text: current },
  ];
}

function wordHunks(input: { previous: string[]; current: string[]; budget: WorkBudget }): TextHunk[] {
  const runs = withoutIslands({ runs: compareSequences(input).runs, current: input.current });
  return [...withValues({ ...input, runs })].map(({ kind, values }) => ({ kind, text: values.join('') }));
}

/** Spaces between two changes are part of the change: a sentence that was rewritten is not told word by word. */
function withoutIslands({ runs, current }: { runs: readonly Run[]; current: readonly string[] }): Run[] {
  let at = 0;
  const joined = runs.flatMap((run, index): Run[] => {
    const { kind, count } = run;
    const start = at;
    if (kind !== 'delete') at += count;
    if (kind !== 'equal' || count > 1 || index === 0 || index === runs.length - 1) return [run];
    if (current[start]?.trim() !== '') return [run];
    return [
      { kind: 'delete', count },
      { kind: 'insert', count },
    ];
  });
  return tidy(joined);
}

function* withValues(input: { runs: readonly Run[]; previous: readonly string[]; current: readonly string[] }) {
  let before = 0;
  let after = 0;
  for (const { kind, count } of input.runs) {
    const values =
      kind === 'delete' ? input.previous.slice(before, before + count) : input.current.slice(after, after + count);
    yield { kind, values, before, after };
    if (kind !== 'insert') before += count;
    if (kind !== 'delete') after += count;
  }
}

function lineHunks(input: { previous: string[]; current: string[]; budget: WorkBudget }): LineHunk[] {
  const { runs } = compareSequences(input);
  const hunks: LineHunk[] = [];
  let open: LineHunk | undefined;
  for (const { kind, values, before, after } of withValues({ ...input, runs })) {
    const lines = values.map((text): TextHunk => ({ kind, text }));
    if (kind !== 'equal') {
      open ??= { previousLine: before + 1, currentLine: after + 1, lines: [] };
      // not spread: a text may have more lines than a call takes arguments
      for (const line of lines) open.lines.push(line);
      continue;
    }
    const last = after + values.length === input.current.length && before + values.length === input.previous.length;
    if (open && (last || lines.length > 2 * CONTEXT)) {
      open.lines.push(...lines.slice(0, CONTEXT));
      hunks.push(open);
      open = undefined;
    } else if (open) {
      open.lines.push(...lines);
    }
    if (!open && !last) open = leadIn({ lines, before, after });
  }
  if (open) hunks.push(open);
  return hunks;
}

/** A hunk that begins with the last of the lines before a change. */
function leadIn({ lines, before, after }: { lines: TextHunk[]; before: number; after: number }): LineHunk {
  const skipped = Math.max(lines.length - CONTEXT, 0);
  return { previousLine: before + skipped + 1, currentLine: after + skipped + 1, lines: lines.slice(skipped) };
}
