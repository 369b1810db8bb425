/** How two sequences differ, in bounded time: what words, lines and lists are compared by. */
import { diffArrays } from 'diff';

/** So many values that are in both, or in one only. */
export interface Run {
  kind: 'equal' | 'insert' | 'delete';
  count: number;
}

/** How one sequence becomes another. */
export interface SequenceComparison {
  /** In order; between two equal runs are at most one that deletes and then one that inserts. */
  runs: Run[];
  /** False where it would have taken too long: then all between the common ends is deleted and inserted. */
  exact: boolean;
}

/** Some 15 nanoseconds each: 30 milliseconds in all. */
const STEPS = 2_000_000;

/** What the library takes for each square of the edit length: it makes objects for every diagonal. */
const STEPS_PER_SQUARE = 20;

/** The work that one comparison of documents may cost, however many sequences it has. The same input costs the same. */
export class WorkBudget {
  #left = STEPS;

  /** Takes that many steps; false where they are not there. */
  take(steps: number): boolean {
    if (steps > this.#left) return false;
    this.#left -= steps;
    return true;
  }

  /** The longest edit that may be looked for in so many values, which costs at most `square · n² + values · n`. */
  longestEdit(values: number): number {
    const root = Math.sqrt(values ** 2 + 4 * STEPS_PER_SQUARE * this.#left);
    return Math.floor((root - values) / (2 * STEPS_PER_SQUARE));
  }

  /** Takes what an edit of that length cost, in so many values. */
  takeEdit(input: { values: number; length: number }): void {
    const { values, length } = input;
    this.#left = Math.max(this.#left - STEPS_PER_SQUARE * length ** 2 - values * length, 0);
  }
}

/** Compares two sequences of texts by the algorithm of Myers; the common ends cost next to nothing. */
export function compareSequences(input: {
  previous: readonly string[];
  current: readonly string[];
  budget: WorkBudget;
}): SequenceComparison {
  const { previous, current, budget } = input;
  const shortest = Math.min(previous.length, current.length);
  let start = 0;
  while (start < shortest && previous[start] === current[start]) start += 1;
  let end = 0;
  while (end < shortest - start && previous.at(-1 - end) === current.at(-1 - end)) end += 1;
  const before = previous.slice(start, previous.length - end);
  const after = current.slice(start, current.length - end);
  const middle = compareMiddle({ before, after, budget });
  const runs: Run[] = [{ kind: 'equal', count: start }, ...middle.runs, { kind: 'equal', count: end }];
  return { runs: tidy(runs), exact: middle.exact };
}

function compareMiddle(input: { before: string[]; after: string[]; budget: WorkBudget }): SequenceComparison {
  const { before, after, budget } = input;
  const replaced: Run[] = [
    { kind: 'delete', count: before.length },
    { kind: 'insert', count: after.length },
  ];
  if (before.length === 0 || after.length === 0) return { runs: replaced, exact: true };
  const values = before.length + after.length;
  const longest = budget.longestEdit(values);
  const changes = diffArrays(before, after, { maxEditLength: longest });
  if (!changes) {
    budget.takeEdit({ values, length: longest });
    return { runs: replaced, exact: false };
  }
  const runs = changes.map(({ added, removed, count }): Run => {
    return { kind: added ? 'insert' : removed ? 'delete' : 'equal', count };
  });
  const length = runs.reduce((sum, { kind, count }) => (kind === 'equal' ? sum : sum + count), 0);
  budget.takeEdit({ values, length });
  return { runs, exact: true };
}

/** Neighbours of a kind become one, deletions come before insertions, and empty runs go. */
export function tidy(runs: readonly Run[]): Run[] {
  const tidied: Run[] = [];
  const changed = { delete: 0, insert: 0 };
  const flush = () => {
    for (const kind of ['delete', 'insert'] as const) {
      if (changed[kind] > 0) tidied.push({ kind, count: changed[kind] });
      changed[kind] = 0;
    }
  };
  for (const { kind, count } of runs) {
    if (count === 0) continue;
    if (kind !== 'equal') {
      changed[kind] += count;
      continue;
    }
    flush();
    const last = tidied.at(-1);
    if (last?.kind === 'equal') last.count += count;
    else tidied.push({ kind, count });
  }
  flush();
  return tidied;
}

/** An item of one sequence, or the two items that belong together; `from` and `to` count what came before in each. */
export interface AlignedItem {
  side: 'both' | 'previous' | 'current';
  from: number;
  to: number;
}

/** Goes through runs item by item. What is deleted and what is inserted in its place belong together, as far as it goes. */
export function* alignRuns(runs: readonly Run[]): Generator<AlignedItem> {
  let from = 0;
  let to = 0;
  let deleted = 0;
  for (const { kind, count } of [...runs, { kind: 'equal', count: 0 }]) {
    const paired = kind === 'insert' ? Math.min(deleted, count) : 0;
    for (let index = 0; index < paired; index += 1, from += 1, to += 1) yield { side: 'both', from, to };
    for (let index = paired; index < deleted; index += 1, from += 1) yield { side: 'previous', from, to };
    deleted = kind === 'delete' ? count : 0;
    if (kind === 'equal')
      for (let index = 0; index < count; index += 1, from += 1, to += 1) yield { side: 'both', from, to };
    if (kind === 'insert')
      for (let index = paired; index < count; index += 1, to += 1) yield { side: 'current', from, to };
  }
}
