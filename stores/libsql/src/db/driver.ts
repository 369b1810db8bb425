/** What stands between the store and a connection: one implementation drives the engine, the other a client. */
import type { SqlRow } from '@agent-versions/sql';

/** A statement and what goes where its `?` stand. */
export interface Statement {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/**
 * Statements on one database. Errors come out typed, a busy database is waited for; only what a statement has itself
 * to blame for (no such table, bad syntax) is thrown as the driver said it.
 */
export interface Driver {
  /** Runs one reading statement. */
  read(statement: Statement): Promise<SqlRow[]>;

  /** Runs statements in order in one writing transaction, and returns the rows of each. */
  write(statements: readonly Statement[]): Promise<SqlRow[][]>;

  /** As `write`, with what `next` makes of a statement's rows; no other write of this driver comes between the two. */
  writeAfter(statement: Statement, next: (rows: SqlRow[]) => readonly Statement[]): Promise<SqlRow[][]>;

  /** Runs statements in order on one connection, each committed by itself; then `after`, also when one has failed. */
  runOneByOne(statements: readonly string[], after: readonly string[]): Promise<void>;

  /** Lets what runs come to its end, then lets go of what the driver opened itself. Idempotent. */
  close(): Promise<void>;
}
