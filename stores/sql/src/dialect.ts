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
  /** Its own part of its link in the hash chain. */
  entryHash: string;
  /** Null: the clock. */
  createdAt: Date | null;
  /** Canonical JSON. */
  snapshot: string;
  /**
   * What the revision of the agent's record must be, 0 for no record: then the snapshot becomes its configuration.
   * Null: the record is left alone.
   */
  record: number | null;
}

/** Where an append goes on, made from the head that was read before: it holds only over that head. */
export interface AppendPlace {
  /** One more than the head's `lastNumber`. */
  versionNumber: number;
  /** The head's link. */
  previous: string | null;
  /** The version's link. */
  chainHash: string;
  createdAt: Date;
}

/** How an append is to be made. */
export interface AppendOptions {
  /** Null where the database makes links. */
  place: AppendPlace | null;
  /** Fail where nothing can be appended: other statements follow in the same write. */
  strict: boolean;
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

  /** Binds a time as a row has it, so that it is equal to that column: also where others wrote it in a form of theirs. */
  timeOf(value: unknown): Sql;

  /** The database's clock now, in milliseconds: not the start of the statement where the two differ. */
  readonly now: Sql;

  /** A time so many milliseconds after another: expressions both, the latter an integer. Null stays null. */
  later(time: Sql, milliseconds: Sql): Sql;

  /** A subquery of one text column that holds `values`, for `in`. */
  textList(values: readonly string[]): Sql;

  /** A text expression as the value of a column of that type. */
  typed(text: Sql, type: 'jsonb' | 'timestamp'): Sql;

  /**
   * A table `item` with one column `value`: a row for each element of a JSON array, none where it is null. Elements
   * that are objects are read with `->` (as JSON) and `->>` (as text, null where the field is absent or null).
   */
  items(array: Sql): Sql;

  /**
   * Which events `e` may be shown: none that another, still open, could come before. Null where one write at a time is
   * the rule anyway.
   */
  readonly settledEvents: Sql | null;

  /**
   * Locks an agent's head row until the write ends, so that what follows sees all that came before; null where one
   * write at a time is the rule anyway. `agentId` is an expression that yields the id.
   */
  lockHead(agentId: Sql): Sql | null;

  /** As {@link Dialect.lockHead}, for an agent's record. A write that needs both locks takes this one first. */
  lockAgent(agentId: Sql): Sql | null;

  /** Whether inserting a version brings `headNumber` and `versionCount` of its head row along. */
  readonly headFollowsInserts: boolean;

  /**
   * Whether the database hashes. Then an append needs no place, for it makes number and link by itself, and takes the
   * record along; else others must do so, as of the place.
   */
  readonly makesLinks: boolean;

  /**
   * One statement that inserts the next version under what the row expects; returns `versionNumber`, `createdAt` and
   * `chainHash`. Where that does not hold it returns no row or, if `strict`, violates a constraint.
   */
  appendVersion(row: NewVersionRow, options: AppendOptions): Sql;

  /** A jsonb value as the driver returned it. Throws SyntaxError when it is no JSON. */
  readJson(value: unknown): unknown;

  /** A timestamp value as the driver returned it; an invalid Date when it is none. */
  readTime(value: unknown): Date;
}
