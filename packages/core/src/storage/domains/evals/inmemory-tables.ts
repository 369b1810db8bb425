/** What an in-memory database holds of the domain `evals`. */
import { compareText, SortedList } from '../../order';
import { present } from '../../present';
import { EVAL_FILTERS, type EvalTexts, type ListEvalsQuery, type PreparedEval } from './input';
import type { EvalRecord } from './records';

/** A score as kept: texts and numbers only, so that nothing can be shared with a caller. */
export type EvalRow = Readonly<Omit<EvalRecord, keyof EvalTexts | 'createdAt'> & EvalTexts & { createdAt: number }>;

/** Its rows, with the order they are listed in. */
export class InMemoryEvalsTables {
  readonly #rows = new Map<string, EvalRow>();
  readonly #byTime = new SortedList<EvalRow>((a, b) => a.createdAt - b.createdAt || compareText(a.id, b.id));

  /** The score of that id. */
  get(id: string): EvalRow | undefined {
    return this.#rows.get(id);
  }

  /** Adds a score whose id is not taken; `now` in milliseconds. */
  add({ given, texts }: PreparedEval, now: number): void {
    const row: EvalRow = { ...given, ...texts, createdAt: given.createdAt?.getTime() ?? now };
    this.#rows.set(row.id, row);
    this.#byTime.add(row);
  }

  /** The rows that a query lets through, in its direction. */
  matching({ filters, from, to, direction }: ListEvalsQuery): EvalRow[] {
    const placeOf = (time: Date) => this.#byTime.countBelow(({ createdAt }) => createdAt - time.getTime());
    const offset = from ? placeOf(from) : 0;
    const limit = Math.max((to ? placeOf(to) : this.#byTime.size) - offset, 0);
    const asked = EVAL_FILTERS.filter((field) => filters[field] !== undefined);
    const rows = this.#byTime
      .slice({ offset, limit, direction: 'ASC' })
      .filter((row) => asked.every((field) => row[field] === filters[field]));
    return direction === 'ASC' ? rows : rows.reverse();
  }
}

/** The score that a row holds, made anew for each caller. */
export function readEvalRow(row: EvalRow): EvalRecord {
  const parse = (text: string | undefined) => (text === undefined ? undefined : JSON.parse(text));
  return present({
    ...row,
    input: parse(row.input),
    output: parse(row.output),
    testInfo: parse(row.testInfo),
    metadata: parse(row.metadata),
    createdAt: new Date(row.createdAt),
  });
}
