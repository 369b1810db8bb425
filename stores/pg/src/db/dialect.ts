/** How Postgres spells what the shared statements leave open. */
import { TABLE_AGENT_VERSION_HEADS, TABLE_AGENT_VERSIONS, TABLE_AGENTS, type TABLE_NAMES } from '@agent-versions/core';
import type { AppendOptions, Dialect, NewVersionRow } from '@agent-versions/sql';
import sql, { raw, type Sql } from 'sql-template-tag';
import { appendSeveral } from './append-several';
import { type AppendSpelling, appendOne } from './append-statements';
import { quoteIdentifier } from './identifier';

/** Nothing that is still open has a lower id than the snapshot's `xmin`. Ids of another cluster are told by their age. */
const SETTLED = raw(`(
        e."transactionId" < cast(cast(pg_snapshot_xmin(pg_current_snapshot()) as text) as bigint)
        or e."at" < now() - interval '1 hour'
      )`);
const NOW = raw(`date_trunc('milliseconds', clock_timestamp())`);

/** Statements for the tables of one schema. */
export class PostgresDialect implements Dialect {
  readonly name = 'postgres';
  readonly now = NOW;
  readonly settledEvents = SETTLED;
  readonly headFollowsInserts = false;
  readonly makesLinks = true;
  readonly #schema: string;
  readonly #appends: AppendSpelling;
  readonly #rows = new WeakMap<Sql, NewVersionRow>();

  /** `schema` is a checked name, not yet quoted. */
  constructor(schema: string) {
    this.#schema = quoteIdentifier(schema);
    this.#appends = {
      agents: this.table(TABLE_AGENTS),
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
  timeOf(value: unknown): Sql {
    return this.time(this.readTime(value)); // every column holds whole milliseconds, as a Date does
  }

  /** @inheritdoc */
  later(time: Sql, milliseconds: Sql): Sql {
    return sql`(${time} + ${milliseconds} * interval '1 millisecond')`;
  }

  /** @inheritdoc */
  textList(values: readonly string[]): Sql {
    return sql`select unnest(cast(${values} as text[]))`;
  }

  /** @inheritdoc */
  typed(text: Sql, type: 'jsonb' | 'timestamp'): Sql {
    return type === 'jsonb' ? sql`cast(${text} as jsonb)` : sql`cast(${text} as timestamptz)`;
  }

  /** @inheritdoc */
  items(array: Sql): Sql {
    return sql`jsonb_array_elements(${array}) as item(value)`;
  }

  /** @inheritdoc */
  lockHead(agentId: Sql): Sql {
    return sql`
    select 1
    from ${this.table(TABLE_AGENT_VERSION_HEADS)}
    where "agentId" = ${agentId}
    for no key update`;
  }

  /** @inheritdoc */
  lockAgent(agentId: Sql): Sql {
    return sql`
    select 1
    from ${this.table(TABLE_AGENTS)}
    where "id" = ${agentId}
    for no key update`;
  }

  /** Remembers the row, so that {@link PostgresDialect.appendedRow} knows it. */
  appendVersion(row: NewVersionRow, { strict }: Omit<AppendOptions, 'place'>): Sql {
    const query = appendOne(this.#appends, row, strict);
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
