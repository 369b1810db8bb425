/** Three-way merges of texts, by lines that do not touch. */
import type { Merged } from './merge-sides';
import { compareSequences, type WorkBudget } from './sequence';
import { splitLines } from './text-hunks';

/** Lines of the base, from `start` up to but not `end`, in whose place there are others. */
interface LineEdit {
  start: number;
  end: number;
  lines: readonly string[];
}

/**
 * Merges two edits of a text. Null where they touch: at least one line of the base must stand between what the two
 * sides changed, unless both changed it to the same.
 */
export function mergeText(input: { base: string; mine: string; theirs: string; budget: WorkBudget }): Merged | null {
  const base = splitLines(input.base);
  const mine = editsOf({ base, changed: splitLines(input.mine), budget: input.budget });
  const theirs = editsOf({ base, changed: splitLines(input.theirs), budget: input.budget });
  if (!mine || !theirs) return null;
  const edits = united(mine, theirs);
  if (!edits) return null;
  const merged: string[] = [];
  let at = 0;
  for (const { start, end, lines } of edits) {
    merged.push(base.slice(at, start).join(''), lines.join(''));
    at = end;
  }
  return { value: merged.join('') + base.slice(at).join('') };
}

/** By line; null where the texts are too far apart to say. */
function editsOf(input: { base: string[]; changed: string[]; budget: WorkBudget }): LineEdit[] | null {
  const { base, changed, budget } = input;
  const { runs, exact } = compareSequences({ previous: base, current: changed, budget });
  if (!exact) return null;
  const edits: LineEdit[] = [];
  let before = 0;
  let after = 0;
  let open: LineEdit | undefined;
  for (const { kind, count } of runs) {
    if (kind === 'equal') {
      open = undefined;
    } else if (!open) {
      open = { start: before, end: before, lines: [] };
      edits.push(open);
    }
    if (kind !== 'insert') before += count;
    if (kind !== 'delete') after += count;
    if (open && kind === 'delete') open.end = before;
    if (open && kind === 'insert') open.lines = changed.slice(after - count, after);
  }
  return edits;
}

/** All edits by line, the same ones once; null when two touch. */
function united(mine: readonly LineEdit[], theirs: readonly LineEdit[]): LineEdit[] | null {
  const known = new Set(mine.map(textOf));
  const all = [...mine, ...theirs.filter((edit) => !known.has(textOf(edit)))];
  all.sort((left, right) => left.start - right.start || left.end - right.end);
  const touching = all.some(({ start }, index) => index > 0 && start <= (all[index - 1] as LineEdit).end);
  return touching ? null : all;
}

function textOf(edit: LineEdit): string {
  return JSON.stringify(edit);
}
