/** The domain `evals` on any SQL database. */
import {
  type EvalRecord,
  EvalsStorage,
  FIRST_PAGE,
  type ListEvalsInput,
  type ListEvalsOutput,
  type PreparedEval,
  pageOffset,
  pageOutput,
  parseGetEval,
  parseListEvals,
  prepareEval,
  prepareEvals,
  requireSameEval,
  type SaveEvalInput,
  type SaveEvalsInput,
  type SaveEvalsOutput,
  type StorableLimits,
} from '@agent-versions/core';
import type { SqlDatabase } from '../database';
import { readEval, readInsertedEval } from '../rows-evals';
import * as statements from '../statements/evals';
import { insertOnce } from './insert-once';
import { inParts, inPartsOfLength } from './parts';

/** Scores of what agents did, in one table. */
export class SqlEvalsStorage extends EvalsStorage {
  readonly #db: SqlDatabase;
  readonly #limits: Partial<StorableLimits> | undefined;

  /** Takes over the life of `database`: closing the domain closes it. */
  constructor(input: { database: SqlDatabase; limits?: Partial<StorableLimits> }) {
    super();
    this.#db = input.database;
    this.#limits = input.limits;
  }

  /** @inheritdoc */
  override get database(): object {
    return this.#db;
  }

  /** @inheritdoc */
  override init(): Promise<void> {
    return this.#db.init();
  }

  /** @inheritdoc */
  override close(): Promise<void> {
    return this.#db.close();
  }

  /** @inheritdoc */
  override async saveEval(input: SaveEvalInput): Promise<EvalRecord> {
    const [saved] = await this.#save([prepareEval(input, this.#limits)]);
    return saved as EvalRecord;
  }

  /** @inheritdoc */
  override async saveEvals(input: SaveEvalsInput): Promise<SaveEvalsOutput> {
    return { evals: await this.#save(prepareEvals(input, this.#limits)) };
  }

  /** @inheritdoc */
  override async getEval(input: { id: string }): Promise<EvalRecord | null> {
    const { dialect } = this.#db;
    const [row] = await this.#db.read(statements.selectEval(dialect, parseGetEval(input).id));
    return row ? readEval(dialect, row) : null;
  }

  /** @inheritdoc */
  override async listEvals(input?: ListEvalsInput): Promise<ListEvalsOutput> {
    const { page, perPage, ...query } = parseListEvals(input);
    const { dialect } = this.#db;
    const window = { page, perPage, firstPage: FIRST_PAGE } as const;
    const select = statements.selectEvalPage(dialect, { ...query, offset: pageOffset(window), limit: perPage });
    const rows = await this.#db.read(select);
    const evals = rows.filter((row) => row.id !== null).map((row) => readEval(dialect, row));
    return { evals, ...pageOutput({ ...window, total: Number(rows[0]?.total ?? 0) }) };
  }

  #save(evals: readonly PreparedEval[]): Promise<EvalRecord[]> {
    return insertOnce<PreparedEval, EvalRecord>(evals, {
      keyOf: (record) => ('given' in record ? record.given.id : record.id),
      insert: (missing) => this.#insert(missing),
      find: (missing) => this.#find(missing),
      check: requireSameEval,
    });
  }

  /** In parts as long as the given ones are: where they are stored already, so are the replies. */
  async #find(evals: readonly PreparedEval[]): Promise<EvalRecord[]> {
    const { dialect } = this.#db;
    const found: EvalRecord[] = [];
    for (const part of inPartsOfLength(evals, lengthOf)) {
      const ids = part.map(({ given }) => given.id);
      const rows = await this.#db.read(statements.selectEvals(dialect, ids));
      for (const row of rows) found.push(readEval(dialect, row));
    }
    return found;
  }

  async #insert(evals: readonly PreparedEval[]): Promise<EvalRecord[]> {
    const { dialect } = this.#db;
    const inserts = inParts(evals).map((part) => statements.insertEvals(dialect, part));
    const rows = (await this.#db.write(...inserts)).flat();
    const byId = new Map(rows.map((row) => [row.id, row]));
    return evals.map(({ given }) => readInsertedEval(dialect, { row: byId.get(given.id) ?? {}, given }));
  }
}

/** Characters of what is long in a score. */
function lengthOf({ given, texts }: PreparedEval): number {
  return [given.reason, ...Object.values(texts)].reduce((length, text) => length + (text?.length ?? 0), 0);
}
