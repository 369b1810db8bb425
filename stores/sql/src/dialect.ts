/** All that SQLite and Postgres spell differently, in one interface. */
import type { TABLE_NAMES } from '@agent-versions/core';
import type { Sql } from 'sql-template-tag';

/** A version ready to insert: checked, hashed, and in the form its columns take. */
export interface NewVersionRow {
  id: string;
  agentId: string;
  /** Only this number will do; null: whichever is next. */
  versionNumber: number | null;
  /** What the head's number must be, 0 for no version; null: anything. */
  expected: number | null;
  name: string | null;
  /** A JSON array. */
  changedFields: string | null;
  changeMessage: string | null;
  createdBy: string | null;
  restoredFrom: string | null;
  idempotencyKey: string | null;
  contentHash: string;
  /** Null: the database's clock. */
  createdAt: Date | null;
  /** Canonical JSON. */
  snapshot: string;
}

/** How one database spells what the shared statements leave open. */
export interface Dialect {
  readonly name: 'postgres' | 'sqlite';

  /** A table of ours, quoted, with its schema or prefix. */
  table(name: TABLE_NAMES): Sql;

  /** Binds a JSON text to a jsonb column; null stays null. */
  json(text: string | null): Sql;

  /** Binds a time to a timestamp column; null stays null. */
  time(value: Date | null): Sql;

  /** The database's clock now, in milliseconds: not the start of the statement where the two differ. */
  readonly now: Sql;

  /** A subquery of one text column that holds `values`, for `in`. */
  textList(values: readonly string[]): Sql;

  /**
   * Locks an agent's head row until the write ends, so that what follows sees all that came before; null where one
   * write at a time is the rule anyway. `agentId` is an expression that yields the id.
   */
  lockHead(agentId: Sql): Sql | null;

  /**
   * One statement that allocates the next number and inserts the version under `expected`; returns `versionNumber`
   * and `createdAt`, or no row when the expectation does not hold.
   */
  appendVersion(row: NewVersionRow): Sql;

  /** A jsonb value as the driver returned it. Throws SyntaxError when it is no JSON. */
  readJson(value: unknown): unknown;

  /** A timestamp value as the driver returned it; an invalid Date when it is none. */
  readTime(value: unknown): Date;
}
