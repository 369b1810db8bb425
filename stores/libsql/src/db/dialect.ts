/** How SQLite spells what the shared statements leave open. */
import { TABLE_AGENT_VERSION_HEADS, TABLE_AGENT_VERSIONS, type TABLE_NAMES } from '@agent-versions/core';
import type { Dialect, NewVersionRow } from '@agent-versions/sql';
import sql, { raw, type Sql } from 'sql-template-tag';

/** JSON is canonical text here, a time ISO 8601 text in UTC with milliseconds. */
export class SqliteDialect implements Dialect {
  readonly name = 'sqlite';
  readonly now: Sql = raw(`strftime('%Y-%m-%dT%H:%M:%fZ', 'now')`);
  /** One write at a time is SQLite's own rule. */
  readonly #tables = new Map<TABLE_NAMES, Sql>();
  readonly #tablePrefix: string;

  /** `tablePrefix` must be checked already: it becomes part of the statements' text. */
  constructor(tablePrefix: string) {
    this.#tablePrefix = tablePrefix;
  }

  /** {@inheritDoc Dialect.table} */
  table(name: TABLE_NAMES): Sql {
    const known = this.#tables.get(name);
    if (known) return known;
    const quoted = raw(`"${this.#tablePrefix}${name}"`);
    this.#tables.set(name, quoted);
    return quoted;
  }

  /** {@inheritDoc Dialect.json} */
  json(text: string | null): Sql {
    return sql`${text}`;
  }

  /** {@inheritDoc Dialect.time} */
  time(value: Date | null): Sql {
    return sql`${value === null ? null : value.toISOString()}`;
  }

  /** {@inheritDoc Dialect.textList} */
  textList(values: readonly string[]): Sql {
    return sql`select value from json_each(${JSON.stringify(values)})`;
  }

  /** None: a write has the whole database to itself from its start. */
  lockHead(): null {
    return null;
  }

  /** {@inheritDoc Dialect.appendVersion} A trigger brings the head row along. */
  appendVersion(row: NewVersionRow): Sql {
    return sql`
      insert into ${this.table(TABLE_AGENT_VERSIONS)} (
        "id", "agentId", "versionNumber", "name", "changedFields", "changeMessage", "createdBy", "restoredFrom",
        "idempotencyKey", "contentHash", "createdAt", "snapshot"
      )
      select
        ${row.id},
        ${row.agentId},
        coalesce(head."lastNumber", 0) + 1,
        ${row.name},
        ${this.json(row.changedFields)},
        ${row.changeMessage},
        ${row.createdBy},
        ${row.restoredFrom},
        ${row.idempotencyKey},
        ${row.contentHash},
        coalesce(${this.time(row.createdAt)}, ${this.now}),
        ${this.json(row.snapshot)}
      from (select 1)
      left join ${this.table(TABLE_AGENT_VERSION_HEADS)} head on head."agentId" = ${row.agentId}
      where coalesce(head."headNumber", 0) = coalesce(cast(${row.expected} as integer), head."headNumber", 0)
        and coalesce(head."lastNumber", 0) + 1
          = coalesce(cast(${row.versionNumber} as integer), head."lastNumber" + 1, 1)
      returning "versionNumber", "createdAt"`;
  }

  /** {@inheritDoc Dialect.readJson} */
  readJson(value: unknown): unknown {
    if (typeof value !== 'string') throw new SyntaxError(`JSON is text here, not ${typeof value}`);
    return JSON.parse(value);
  }

  /** {@inheritDoc Dialect.readTime} */
  readTime(value: unknown): Date {
    return new Date(typeof value === 'string' ? value : Number.NaN);
  }
}
