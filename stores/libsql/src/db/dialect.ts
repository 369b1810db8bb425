/** How SQLite spells what the shared statements leave open. */
import { TABLE_AGENT_VERSION_HEADS, TABLE_AGENT_VERSIONS, TABLE_AGENTS, type TABLE_NAMES } from '@agent-versions/core';
import type { AppendOptions, AppendPlace, Dialect, NewVersionRow } from '@agent-versions/sql';
import sql, { empty, join, raw, type Sql } from 'sql-template-tag';

/** JSON is canonical text here, a time ISO 8601 text in UTC with milliseconds. */
export class SqliteDialect implements Dialect {
  readonly name = 'sqlite';
  readonly now: Sql = raw(`strftime('%Y-%m-%dT%H:%M:%fZ', 'now')`);
  /** None: a write has the whole database to itself, so events are committed in the order of their positions. */
  readonly settledEvents = null;
  /** By a trigger. */
  readonly headFollowsInserts = true;
  readonly makesLinks = false;
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

  /** {@inheritDoc Dialect.timeOf} */
  timeOf(value: unknown): Sql {
    return sql`${value}`;
  }

  /** {@inheritDoc Dialect.later} */
  later(time: Sql, milliseconds: Sql): Sql {
    return sql`strftime('%Y-%m-%dT%H:%M:%fZ', ${time}, (${milliseconds} / 1000.0) || ' seconds')`;
  }

  /** {@inheritDoc Dialect.textList} */
  textList(values: readonly string[]): Sql {
    return sql`select value from json_each(${JSON.stringify(values)})`;
  }

  /** The text itself: both are kept as text. */
  typed(text: Sql): Sql {
    return text;
  }

  /** {@inheritDoc Dialect.items} */
  items(array: Sql): Sql {
    return sql`json_each(${array}) as item`;
  }

  /** None: a write has the whole database to itself from its start. */
  lockHead(): null {
    return null;
  }

  /** None, likewise. */
  lockAgent(): null {
    return null;
  }

  /** {@inheritDoc Dialect.appendVersion} A trigger brings the head row along. */
  appendVersion(row: NewVersionRow, { place, strict }: AppendOptions): Sql {
    if (!place) throw new TypeError('SQLite cannot hash: an append needs a place');
    const holds = this.#holds(row, place);
    return sql`
      insert into ${this.table(TABLE_AGENT_VERSIONS)} (
        "id", "agentId", "versionNumber", "name", "changedFields", "changeMessage", "createdBy", "restoredFrom",
        "idempotencyKey", "contentHash", "createdAt", "chainHash", "snapshot"
      )
      select
        ${row.id},
        ${row.agentId},
        ${strict ? sql`iif(${holds}, ${place.versionNumber}, null)` : place.versionNumber},
        ${row.name},
        ${this.json(row.changedFields)},
        ${row.changeMessage},
        ${row.createdBy},
        ${row.restoredFrom},
        ${row.idempotencyKey},
        ${row.contentHash},
        ${this.time(place.createdAt)},
        ${place.chainHash},
        ${this.json(row.snapshot)}
      from (select 1)
      left join ${this.table(TABLE_AGENT_VERSION_HEADS)} head on head."agentId" = ${row.agentId}
      ${strict ? empty : sql`where ${holds}`}
      returning "versionNumber", "createdAt", "chainHash"`;
  }

  /** Whether the head is the one that the place was made from, and all is as the row expects. */
  #holds(row: NewVersionRow, place: AppendPlace): Sql {
    const { agentId, expected, versionNumber, record } = row;
    const conditions = [
      sql`coalesce(head."lastNumber", 0) = ${place.versionNumber - 1}`,
      sql`head."chainHash" is ${place.previous}`,
      sql`coalesce(head."headNumber", 0) = coalesce(cast(${expected} as integer), head."headNumber", 0)`,
      sql`${place.versionNumber} = coalesce(cast(${versionNumber} as integer), ${place.versionNumber})`,
    ];
    if (record !== null) {
      const revision = sql`select a."revision" from ${this.table(TABLE_AGENTS)} a where a."id" = ${agentId}`;
      conditions.push(sql`coalesce((${revision}), 0) = ${record}`);
    }
    return join(conditions, '\n        and ');
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
