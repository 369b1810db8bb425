/** How a text changed, told for people. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareTexts, splitLines } from '../../../src/versioning/diff/text-hunks';
import type { LineHunk, TextComparison, TextHunk } from '../../../src/versioning/diff/types';

const pieces = fc.constantFrom(
  'one',
  'two',
  ' ',
  '  ',
  '.',
  ',',
  '\n',
  '\r\n',
  '\r',
  '\t',
  'é',
  '漢',
  '字',
  '\u{1f600}',
  'ß',
  'слово',
);
const texts = fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join(''));
/** Beyond what is compared by words. */
const longTexts = fc
  .array(pieces, { minLength: 350, maxLength: 700 })
  .map((parts) => `\n${parts.join('')}${'z'.repeat(400)}`);

/** Both texts of a side, out of the hunks. */
function sides(hunks: readonly TextHunk[]): { previous: string; current: string } {
  const join = (other: TextHunk['kind']) =>
    hunks
      .filter(({ kind }) => kind !== other)
      .map(({ text }) => text)
      .join('');
  return { previous: join('insert'), current: join('delete') };
}

/** The current text, out of the previous one and the hunks; each must stand where it says. */
function applied(previous: string, hunks: readonly LineHunk[]): string {
  const lines = splitLines(previous);
  const made: string[] = [];
  let at = 0;
  for (const hunk of hunks) {
    made.push(...lines.slice(at, hunk.previousLine - 1));
    expect(made.length).toBe(hunk.currentLine - 1);
    at = hunk.previousLine - 1;
    for (const { kind, text } of hunk.lines) {
      if (kind !== 'insert') expect(lines[at++]).toBe(text);
      if (kind !== 'delete') made.push(text);
    }
  }
  return [...made, ...lines.slice(at)].join('');
}

function words(previous: string, current: string): TextHunk[] {
  const comparison = compareTexts({ previous, current });
  expect(comparison.level).toBe('words');
  return (comparison as TextComparison & { level: 'words' }).hunks;
}

function lines(previous: string, current: string): LineHunk[] {
  const comparison = compareTexts({ previous, current });
  expect(comparison.level).toBe('lines');
  return (comparison as TextComparison & { level: 'lines' }).hunks;
}

describe('compareTexts', () => {
  it('loses nothing of short texts', () => {
    fc.assert(
      fc.property(texts, texts, (previous, current) => {
        expect(sides(words(previous, current))).toEqual({ previous, current });
      }),
      { numRuns: 1000 },
    );
  });

  it('loses nothing of long texts', () => {
    fc.assert(
      fc.property(longTexts, longTexts, (previous, current) => {
        expect(applied(previous, lines(previous, current))).toBe(current);
      }),
    );
  });

  it('tells short texts word by word', () => {
    expect(words('Be friendly and brief.', 'Be friendly and very brief!')).toEqual([
      { kind: 'equal', text: 'Be friendly and ' },
      { kind: 'insert', text: 'very ' },
      { kind: 'equal', text: 'brief' },
      { kind: 'delete', text: '.' },
      { kind: 'insert', text: '!' },
    ]);
  });

  it('tells a sentence that was rewritten as one change', () => {
    expect(words('Never promise any refund.', 'Ask before you pay.')).toEqual([
      { kind: 'delete', text: 'Never promise any refund' },
      { kind: 'insert', text: 'Ask before you pay' },
      { kind: 'equal', text: '.' },
    ]);
  });

  it('takes characters of scripts without spaces one by one', () => {
    expect(words('返事は短く', '返事は長く')).toEqual([
      { kind: 'equal', text: '返事は' },
      { kind: 'delete', text: '短' },
      { kind: 'insert', text: '長' },
      { kind: 'equal', text: 'く' },
    ]);
  });

  it('tells a line of any length by words', () => {
    const long = 'word '.repeat(2000);
    expect(words(`${long}end`, `${long}END`)).toEqual([
      { kind: 'equal', text: long },
      { kind: 'delete', text: 'end' },
      { kind: 'insert', text: 'END' },
    ]);
  });

  it('tells long texts by lines, with three lines around each change', () => {
    const before = Array.from({ length: 100 }, (_, index) => `line ${index + 1}\n`);
    const after = before.map((line, index) => (index === 49 ? 'changed\n' : line));
    after.push('added');
    expect(lines(before.join(''), after.join(''))).toEqual([
      {
        previousLine: 47,
        currentLine: 47,
        lines: [
          { kind: 'equal', text: 'line 47\n' },
          { kind: 'equal', text: 'line 48\n' },
          { kind: 'equal', text: 'line 49\n' },
          { kind: 'delete', text: 'line 50\n' },
          { kind: 'insert', text: 'changed\n' },
          { kind: 'equal', text: 'line 51\n' },
          { kind: 'equal', text: 'line 52\n' },
          { kind: 'equal', text: 'line 53\n' },
        ],
      },
      {
        previousLine: 98,
        currentLine: 98,
        lines: [
          { kind: 'equal', text: 'line 98\n' },
          { kind: 'equal', text: 'line 99\n' },
          { kind: 'equal', text: 'line 100\n' },
          { kind: 'insert', text: 'added' },
        ],
      },
    ]);
  });

  it('sees that the last line is no longer ended', () => {
    const text = 'a line of some length\n'.repeat(30);
    expect(lines(text, text.slice(0, -1)).at(-1)?.lines.slice(-2)).toEqual([
      { kind: 'delete', text: 'a line of some length\n' },
      { kind: 'insert', text: 'a line of some length' },
    ]);
  });

  it('has no hunks for two empty texts, and one for the same text', () => {
    expect(words('', '')).toEqual([]);
    expect(words('same', 'same')).toEqual([{ kind: 'equal', text: 'same' }]);
    expect(lines('same\n'.repeat(200), 'same\n'.repeat(200))).toEqual([]);
  });

  it('deletes and inserts whole what is too far apart', () => {
    const [previous, current] = ['x '.repeat(500_000), 'y '.repeat(500_000)];
    expect(words(previous, current)).toEqual([
      { kind: 'delete', text: previous },
      { kind: 'insert', text: current },
    ]);
  });
});
