/** What the SQL domains need of a driver: reads, atomic writes, and typed errors. One implementation per store. */
import type { Sql } from 'sql-template-tag';
import type { Dialect } from './dialect';

/** A row as the driver returns it, by column name. */
export type SqlRow = Record<string, unknown>;

/** A connected database of one dialect. Every method opens and migrates lazily, unless that was switched off. */
export interface SqlDatabase {
  readonly dialect: Dialect;

  /** Migrates to the schema of this code, once; shared by concurrent callers, tried again after a failure. */
  init(): Promise<void>;

  /** Runs one reading statement. */
  read(query: Sql): Promise<SqlRow[]>;

  /**
   * Runs statements in order as one atomic step, and returns the rows of each. A single one costs one round trip.
   * @throws ConstraintError when a constraint refuses one of them: nothing of the step remains
   * @throws OutcomeUnknownError when the connection broke where the step may have been committed
   */
  write(...queries: Sql[]): Promise<SqlRow[][]>;

  /**
   * As {@link SqlDatabase.write}, with what `next` makes of the rows of a reading statement before it. No other write
   * of this object that follows from the same statement comes between the two; whether anything else does is for the
   * statements to find out.
   */
  writeAfter(query: Sql, next: (rows: SqlRow[]) => readonly Sql[]): Promise<SqlRow[][]>;

  /** Closes what this store opened itself. Idempotent. */
  close(): Promise<void>;
}

/** A constraint of the database refused a write. Internal: domains turn it into the error their contract names. */
export class ConstraintError extends Error {
  readonly kind: 'unique' | 'foreign_key' | 'other';

  constructor(kind: 'unique' | 'foreign_key' | 'other', options?: ErrorOptions) {
    super(`A ${kind} constraint refused the write`, options);
    this.name = 'ConstraintError';
    this.kind = kind;
  }
}
