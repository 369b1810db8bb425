/** What migrations need of a connection, on either driver. */
import type { MigrationExecutor, MigrationStatement, SqlRow } from '@agent-versions/sql';
import type { Driver, Statement } from './driver';

/** Lends a driver to the migration engine. */
export class LibSQLMigrationExecutor implements MigrationExecutor {
  readonly #driver: Driver;

  constructor(driver: Driver) {
    this.#driver = driver;
  }

  /** {@inheritDoc MigrationExecutor.query} */
  query(statement: MigrationStatement): Promise<SqlRow[]> {
    return this.#driver.read(toStatement(statement));
  }

  /** {@inheritDoc MigrationExecutor.atomic} */
  async atomic(statements: readonly MigrationStatement[]): Promise<void> {
    await this.#driver.write(statements.map(toStatement));
  }

  /** {@inheritDoc MigrationExecutor.oneByOne} */
  oneByOne(statements: readonly MigrationStatement[], after: readonly MigrationStatement[]): Promise<void> {
    return this.#driver.runOneByOne(statements.map(toText), after.map(toText));
  }
}

function toStatement({ sql, args = [] }: MigrationStatement): Statement {
  return { sql, values: args };
}

/** A migration's own statements have nothing to bind. */
function toText({ sql, args = [] }: MigrationStatement): string {
  if (args.length > 0) throw new TypeError('A statement that runs outside a transaction takes no arguments');
  return sql;
}
