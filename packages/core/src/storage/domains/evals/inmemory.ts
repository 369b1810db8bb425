/** The domain `evals` in this process's memory: the reference of the others. */
import type { StorableLimits } from '../../../json/limits';
import { InMemoryDatabase } from '../../inmemory-database';
import { FIRST_PAGE, pageOffset, pageOutput } from '../../pagination';
import {
  EvalsStorage,
  type ListEvalsInput,
  type ListEvalsOutput,
  type SaveEvalInput,
  type SaveEvalsInput,
  type SaveEvalsOutput,
} from './base';
import { requireSameEval } from './conflicts';
import { type EvalRow, readEvalRow } from './inmemory-tables';
import { type PreparedEval, parseGetEval, parseListEvals, prepareEval, prepareEvals } from './input';
import type { EvalRecord } from './records';

/** Every method runs without a pause, and so is one atomic step. */
export class InMemoryEvalsStorage extends EvalsStorage {
  readonly #db: InMemoryDatabase;
  readonly #limits: Partial<StorableLimits> | undefined;

  /** Default: a database of its own. */
  constructor(input: { database?: InMemoryDatabase; limits?: Partial<StorableLimits> } = {}) {
    super();
    this.#db = input.database ?? new InMemoryDatabase();
    this.#limits = input.limits;
  }

  /** @inheritdoc */
  override get database(): InMemoryDatabase {
    return this.#db;
  }

  /** @inheritdoc */
  override async init(): Promise<void> {}

  /** @inheritdoc */
  override async close(): Promise<void> {}

  /** @inheritdoc */
  override async saveEval(input: SaveEvalInput): Promise<EvalRecord> {
    const [saved] = this.#save([prepareEval(input, this.#limits)]);
    return saved as EvalRecord;
  }

  /** @inheritdoc */
  override async saveEvals(input: SaveEvalsInput): Promise<SaveEvalsOutput> {
    return { evals: this.#save(prepareEvals(input, this.#limits)) };
  }

  /** @inheritdoc */
  override async getEval(input: { id: string }): Promise<EvalRecord | null> {
    const row = this.#db.evals.get(parseGetEval(input).id);
    return row ? readEvalRow(row) : null;
  }

  /** @inheritdoc */
  override async listEvals(input?: ListEvalsInput): Promise<ListEvalsOutput> {
    const query = parseListEvals(input);
    const { page, perPage } = query;
    const rows = this.#db.evals.matching(query);
    const window = { page, perPage, firstPage: FIRST_PAGE } as const;
    const offset = pageOffset(window);
    const evals = rows.slice(offset, offset + perPage).map(readEvalRow);
    return { evals, ...pageOutput({ ...window, total: rows.length }) };
  }

  #save(evals: readonly PreparedEval[]): EvalRecord[] {
    const { evals: table } = this.#db;
    const missing = evals.filter((prepared) => {
      const row = table.get(prepared.given.id);
      if (row) requireSameEval(readEvalRow(row), prepared);
      return !row;
    });
    const now = Date.now();
    for (const prepared of missing) table.add(prepared, now);
    return evals.map(({ given }) => readEvalRow(table.get(given.id) as EvalRow));
  }
}
