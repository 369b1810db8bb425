/** What the migration engine needs of a SQL database: the ledger, the guard and the refusals, once for every driver. */
import {
  type AppliedMigration,
  isStorageError,
  type LedgerChange,
  type LedgerOptions,
  type MigrationDatabase,
  type MigrationStep,
} from '@agent-versions/core';
import type { SqlRow } from './database';
import { type Catalog, LEDGER_COLUMNS, Namespace } from './namespace';

/** A statement in the database's own spelling. */
export interface MigrationStatement {
  /** With `$1`, `$2` … (Postgres) or `?` (SQLite) where `args` go. Without `args` it is sent as it stands. */
  readonly sql: string;
  /** Bound in order. */
  readonly args?: readonly (string | number | null)[];
}

/**
 * What a driver lends to migrations. None of its methods migrates by itself.
 *
 * It throws UnavailableError where the database cannot be reached or is too busy, and OutcomeUnknownError where a
 * commit's reply was lost. Whatever else it throws is taken for the statement's own failure, and becomes the `cause`
 * of a MigrationError.
 */
export interface MigrationExecutor {
  /** Runs one reading statement and returns its rows by column name. */
  query(statement: MigrationStatement): Promise<SqlRow[]>;

  /** Runs statements in order in one writing transaction: all of them, or none. */
  atomic(statements: readonly MigrationStatement[]): Promise<void>;

  /** Runs statements in order on one connection, each committed by itself; then `after`, also when one has failed. */
  oneByOne(statements: readonly MigrationStatement[], after: readonly MigrationStatement[]): Promise<void>;
}

/** All that databases spell differently where migrations are concerned. */
export interface MigrationDialect {
  /** The ledger, quoted, with its schema or prefix. */
  readonly ledger: string;
  /** What stands before the names of our tables in the catalog; empty where they have a schema of their own. */
  readonly tablePrefix: string;
  /** The database's clock as the ledger keeps it. */
  readonly now: string;
  /** Whole milliseconds from the ledger's column `applied_at` until now. */
  readonly elapsed: string;
  /** First in every atomic step: the lock that all migrators share, and how long to wait for it. */
  readonly opening: readonly MigrationStatement[];
  /** Around statements that run one by one. */
  readonly session: { readonly before: readonly MigrationStatement[]; readonly after: readonly MigrationStatement[] };
  /** Creates the ledger, and the namespace it lives in, where they are missing. */
  readonly createLedger: readonly MigrationStatement[];

  /** Where the argument of that position goes, counted from 1. */
  placeholder(position: number): string;

  /**
   * Reads `table` and `column` of the table (or view) of that name, and of all whose names start with `family`: names
   * as the catalog compares them, nothing of other namespaces.
   */
  listColumns(names: { table: string; family: string }): MigrationStatement;
}

/** The ledger, kept in a SQL database. Each step is one atomic write that fails when the ledger has moved on. */
export class SqlMigrationDatabase implements MigrationDatabase {
  readonly #executor: MigrationExecutor;
  readonly #dialect: MigrationDialect;
  readonly #namespace: Namespace;

  constructor(executor: MigrationExecutor, dialect: MigrationDialect) {
    this.#executor = executor;
    this.#dialect = dialect;
    this.#namespace = new Namespace(dialect.tablePrefix);
  }

  /** {@inheritDoc MigrationDatabase.createLedger} */
  async createLedger(options: LedgerOptions = {}): Promise<void> {
    const catalog = await this.#readCatalog();
    this.#namespace.refuseForeign(catalog, options);
    if (this.#namespace.hasLedger(catalog) || options.dryRun) return;
    await this.#executor.atomic([...this.#dialect.opening, ...this.#dialect.createLedger]);
  }

  /** {@inheritDoc MigrationDatabase.readLedger} */
  async readLedger(): Promise<AppliedMigration[]> {
    const catalog = await this.#readCatalog();
    if (!this.#namespace.hasLedger(catalog)) return [];
    const sql = `select ${LEDGER_COLUMNS.join(', ')} from ${this.#dialect.ledger}`;
    const rows = (await this.#executor.query({ sql })).map(toAppliedMigration);
    return rows.sort((a, b) => (a.id < b.id ? -1 : 1)); // here: an injected client's hooks may turn rows round
  }

  /** {@inheritDoc MigrationDatabase.run} */
  async run(step: MigrationStep): Promise<boolean> {
    try {
      return step.transaction ? await this.#runAtomically(step) : await this.#runOneByOne(step);
    } catch (error) {
      if (await this.#wasOvertaken(step, error)) return false;
      throw error;
    }
  }

  async #runAtomically({ statements, change, expectedLast }: MigrationStep): Promise<true> {
    await this.#executor.atomic([
      ...this.#dialect.opening,
      this.#guard(expectedLast),
      this.#changeLedger(change, 0),
      ...statements.map((sql) => ({ sql })),
      ...(change.kind === 'apply' ? [this.#setExecutionTime(change.row.id)] : []),
    ]);
    return true;
  }

  async #runOneByOne({ statements, change, expectedLast }: MigrationStep): Promise<boolean> {
    if ((await this.#readNewest()) !== expectedLast) return false;
    const { before, after } = this.#dialect.session;
    const startedAt = performance.now();
    await this.#executor.oneByOne([...before, ...statements.map((sql) => ({ sql }))], after);
    const executionTime = Math.round(performance.now() - startedAt);
    const { opening } = this.#dialect;
    await this.#executor.atomic([...opening, this.#guard(expectedLast), this.#changeLedger(change, executionTime)]);
    return true;
  }

  /** Whatever made a step fail: when the ledger is not where the step started from, another process was faster. */
  async #wasOvertaken(step: MigrationStep, error: unknown): Promise<boolean> {
    if (isStorageError(error) && error.code === 'unavailable') return false;
    try {
      return (await this.#readNewest()) !== step.expectedLast;
    } catch {
      return false; // the step's own error says more than this one
    }
  }

  async #readNewest(): Promise<string | null> {
    return (await this.readLedger()).at(-1)?.id ?? null;
  }

  /** Fails, by a null where none may be, unless the ledger's newest id is `expectedLast`. */
  #guard(expectedLast: string | null): MigrationStatement {
    const { ledger } = this.#dialect;
    const nulls = LEDGER_COLUMNS.map(() => 'null').join(', ');
    const moved = `(select max(id) from ${ledger}) is distinct from ${this.#dialect.placeholder(1)}`;
    return {
      sql: `insert into ${ledger} (${LEDGER_COLUMNS.join(', ')}) select ${nulls} where ${moved}`,
      args: [expectedLast],
    };
  }

  #changeLedger(change: LedgerChange, executionTime: number): MigrationStatement {
    const { ledger, now } = this.#dialect;
    const at = (position: number) => this.#dialect.placeholder(position);
    switch (change.kind) {
      case 'apply': {
        const { id, description, checksum } = change.row;
        const values = [at(1), at(2), now, at(3), at(4)].join(', ');
        const sql = `insert into ${ledger} (${LEDGER_COLUMNS.join(', ')}) values (${values})`;
        return { sql, args: [id, description, executionTime, checksum] };
      }
      case 'revert':
        return { sql: `delete from ${ledger} where id = ${at(1)}`, args: [change.id] };
      case 'checksum':
        return {
          sql: `update ${ledger} set checksum = ${at(1)} where id = ${at(2)}`,
          args: [change.checksum, change.id],
        };
    }
  }

  #setExecutionTime(id: string): MigrationStatement {
    const { ledger, elapsed } = this.#dialect;
    return {
      sql: `update ${ledger} set execution_time = ${elapsed} where id = ${this.#dialect.placeholder(1)}`,
      args: [id],
    };
  }

  async #readCatalog(): Promise<Catalog> {
    const rows = await this.#executor.query(this.#dialect.listColumns(this.#namespace.names));
    const catalog = new Map<string, string[]>();
    for (const { table, column } of rows) {
      const columns = catalog.get(String(table));
      if (columns) columns.push(String(column));
      else catalog.set(String(table), [String(column)]);
    }
    this.#namespace.refuseForeignLedger(catalog);
    return catalog;
  }
}

function toAppliedMigration(row: SqlRow): AppliedMigration {
  const { id, description, applied_at: appliedAt, execution_time: executionTime, checksum } = row;
  return {
    id: String(id),
    description: String(description),
    appliedAt: appliedAt instanceof Date ? appliedAt : new Date(String(appliedAt)),
    executionTime: Number(executionTime),
    checksum: String(checksum),
  };
}
