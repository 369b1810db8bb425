/** What the texts for users leave open: all that SQLite and Postgres spell differently in them. */
import type { TABLE_NAMES } from '@agent-versions/core';
import type { Sql } from 'sql-template-tag';
import type { Dialect } from '../../dialect';

/** How one database spells what the shared texts leave open. */
export interface QuerySpelling extends Pick<Dialect, 'table'> {
  /** A query as its driver takes it, with `?` or with `$1`, `$2` … where the arguments go. */
  text(query: Sql): string;

  /**
   * A statement that locks the row of that id until it is committed, before it does anything else; where one write at a
   * time is the rule it just does that. `use` makes it of an expression that yields the id, to be taken once.
   */
  withLocked(row: { table: TABLE_NAMES; id: Sql }, use: (id: Sql) => Sql): Sql;

  /**
   * A text (ISO 8601) as the value of a timestamp column; null becomes the clock, the same throughout a statement. The
   * statement fails where the text is no time.
   */
  timeOrNow(text: Sql): Sql;

  /** A text or a whole number as JSON. What null becomes is told from every other value by `<> 'null'`. */
  quote(value: Sql): Sql;

  /** A JSON text as JSON; null stays null. The statement fails where it is none. */
  json(text: Sql): Sql;

  /** The aggregate that makes one JSON object of rows with the columns `name` and `value` (JSON). */
  readonly gather: Sql;

  /** A JSON object without the members of those names, and with all members of another in their place. */
  replaceMembers(input: { object: Sql; names: readonly string[]; members: Sql }): Sql;

  /** A number within a JSON object; null where the member is absent or something else. */
  number(object: Sql, name: string): Sql;
}
