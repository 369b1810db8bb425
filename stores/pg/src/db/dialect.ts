/** How Postgres spells what the shared statements leave open. */
import { TABLE_AGENT_VERSION_HEADS, TABLE_AGENT_VERSIONS, type TABLE_NAMES } from '@agent-versions/core';
import type { Dialect, NewVersionRow } from '@agent-versions/sql';
import sql, { raw, type Sql } from 'sql-template-tag';
import { type AppendSpelling, appendOne, appendSeveral } from './append-statements';
import { quoteIdentifier } from './identifier';

const NOW = raw(`date_trunc('milliseconds', clock_timestamp())`);

/** Statements for the tables of one schema. */
export class PostgresDialect implements Dialect {
  readonly name = 'postgres';
  readonly now = NOW;
  readonly #schema: string;
  readonly #appends: AppendSpelling;
  readonly #rows = new WeakMap<Sql, NewVersionRow>();

  /** `schema` is a checked name, not yet quoted. */
  constructor(schema: string) {
    this.#schema = quoteIdentifier(schema);
    this.#appends = {
      versions: this.table(TABLE_AGENT_VERSIONS),
      heads: this.table(TABLE_AGENT_VERSION_HEADS),
      now: this.now,
      json: this.json,
      time: this.time,
    };
  }

  /** @inheritdoc */
  table(name: TABLE_NAMES): Sql {
    return raw(`${this.#schema}.${quoteIdentifier(name)}`);
  }

  /** @inheritdoc */
  json(text: string | null): Sql {
    return sql`cast(${text} as jsonb)`;
  }

  /** @inheritdoc */
  time(value: Date | null): Sql {
    // as text in UTC: the driver would write a Date in the process's own time zone
    return sql`cast(${value?.toISOString() ?? null} as timestamptz)`;
  }

  /** @inheritdoc */
  textList(values: readonly string[]): Sql {
    return sql`select unnest(cast(${values} as text[]))`;
  }

  /** @inheritdoc */
  lockHead(agentId: Sql): Sql {
    return sql`
    select 1
    from ${this.table(TABLE_AGENT_VERSION_HEADS)}
    where "agentId" = ${agentId}
    for no key update`;
  }

  /** Remembers the row, so that {@link PostgresDialect.appendedRow} knows it. */
  appendVersion(row: NewVersionRow): Sql {
    const query = appendOne(this.#appends, row);
    this.#rows.set(query, row);
    return query;
  }

  /** The row of a statement that {@link PostgresDialect.appendVersion} made; undefined for any other. */
  appendedRow(query: Sql): NewVersionRow | undefined {
    return this.#rows.get(query);
  }

  /** Appends several versions of one agent, none of them with an expectation; returns the `id` of each as well. */
  appendVersions(rows: readonly NewVersionRow[]): Sql {
    return appendSeveral(this.#appends, rows);
  }

  /** @inheritdoc */
  readJson(value: unknown): unknown {
    if (typeof value !== 'string') throw new SyntaxError(`A jsonb column came as ${typeof value}`);
    return JSON.parse(value);
  }

  /** @inheritdoc */
  readTime(value: unknown): Date {
    return value instanceof Date ? value : new Date(Number.NaN);
  }
}
