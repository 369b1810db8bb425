/** How rows become records: the one place that knows column types on their way out. */
import {
  type AgentConfig,
  type AgentRecord,
  type AgentVersion,
  type AgentVersionSummary,
  CorruptRowError,
  type LabelMove,
  type LabelTarget,
  present,
  type StorageAgentType,
  TABLE_AGENT_VERSION_LABEL_MOVES,
  TABLE_AGENT_VERSION_LABELS,
  TABLE_AGENT_VERSIONS,
  TABLE_AGENTS,
  type VersionLabel,
} from '@agent-versions/core';
import type { SqlRow } from './database';
import type { Dialect } from './dialect';

/** Reads rows of one table, and says which row and column could not be read. */
export class RowReader {
  readonly #dialect: Dialect;
  readonly #table: string;
  readonly #row: SqlRow;
  readonly #id: string;

  /** `id` names the row in errors. */
  constructor(input: { dialect: Dialect; table: string; row: SqlRow; id?: string }) {
    this.#dialect = input.dialect;
    this.#table = input.table;
    this.#row = input.row;
    this.#id = input.id ?? String(input.row.id);
  }

  /** A text that is there. */
  text(column: string): string {
    const value = this.#row[column];
    if (typeof value !== 'string') throw this.#corrupt(column);
    return value;
  }

  /** A text, or undefined where the column is null. */
  optionalText(column: string): string | undefined {
    return this.#row[column] == null ? undefined : this.text(column);
  }

  /** A whole number that is there. */
  integer(column: string): number {
    const value = this.#row[column];
    if (!Number.isSafeInteger(value)) throw this.#corrupt(column);
    return value as number;
  }

  /** A whole number, or undefined where the column is null. */
  optionalInteger(column: string): number | undefined {
    return this.#row[column] == null ? undefined : this.integer(column);
  }

  /** A number that is there. */
  number(column: string): number {
    const value = this.#row[column];
    if (!Number.isFinite(value)) throw this.#corrupt(column);
    return value as number;
  }

  /** A time, or undefined where the column is null. */
  optionalTime(column: string): Date | undefined {
    return this.#row[column] == null ? undefined : this.time(column);
  }

  /** A time that is there. */
  time(column: string): Date {
    const value = this.#dialect.readTime(this.#row[column]);
    if (Number.isNaN(value.getTime())) throw this.#corrupt(column);
    return value;
  }

  /** A JSON object that is there. */
  object(column: string): Record<string, unknown> {
    const value = this.#json(column);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw this.#corrupt(column);
    return value as Record<string, unknown>;
  }

  /** A JSON object, or undefined where the column is null. */
  optionalObject(column: string): Record<string, unknown> | undefined {
    return this.#row[column] == null ? undefined : this.object(column);
  }

  /** Any JSON value that is there. */
  json(column: string): unknown {
    if (this.#row[column] == null) throw this.#corrupt(column);
    return this.#json(column);
  }

  /** Any JSON value, or undefined where the column is null: null itself is kept as the JSON text `null`. */
  optionalJson(column: string): unknown {
    return this.#row[column] == null ? undefined : this.#json(column);
  }

  /** A JSON array, or undefined where the column is null. */
  optionalArray<T>(column: string): T[] | undefined {
    if (this.#row[column] == null) return undefined;
    const value = this.#json(column);
    if (!Array.isArray(value)) throw this.#corrupt(column);
    return value;
  }

  #json(column: string): unknown {
    try {
      return this.#dialect.readJson(this.#row[column]);
    } catch (cause) {
      throw this.#corrupt(column, cause);
    }
  }

  #corrupt(column: string, cause?: unknown): CorruptRowError {
    return new CorruptRowError({ table: this.#table, id: this.#id, column }, { cause });
  }
}

const OPTIONAL_TEXTS = ['name', 'changeMessage', 'createdBy', 'restoredFrom', 'idempotencyKey', 'chainHash'] as const;

const REDACTION_TEXTS = ['redactedBy', 'redactionReason'] as const;

/** A version without its snapshot. */
export function readVersionSummary(dialect: Dialect, row: SqlRow): AgentVersionSummary {
  return readSummary(new RowReader({ dialect, table: TABLE_AGENT_VERSIONS, row }), row);
}

/** A whole version. */
export function readVersion(dialect: Dialect, row: SqlRow): AgentVersion {
  const reader = new RowReader({ dialect, table: TABLE_AGENT_VERSIONS, row });
  return Object.assign(readSummary(reader, row), { snapshot: reader.object('snapshot') });
}

/** Field by field: lists read many of these. */
function readSummary(reader: RowReader, row: SqlRow): AgentVersionSummary {
  const summary: AgentVersionSummary = {
    id: reader.text('id'),
    agentId: reader.text('agentId'),
    versionNumber: reader.integer('versionNumber'),
    contentHash: reader.text('contentHash'),
    createdAt: reader.time('createdAt'),
  };
  for (const column of OPTIONAL_TEXTS) if (row[column] != null) summary[column] = reader.text(column);
  if (row.changedFields != null) summary.changedFields = reader.optionalArray<string>('changedFields');
  if (row.redactedAt != null) {
    summary.redactedAt = reader.time('redactedAt');
    for (const column of REDACTION_TEXTS) if (row[column] != null) summary[column] = reader.text(column);
  }
  return summary;
}

/** What the store says of an agent's record. */
export function readAgentRecord(dialect: Dialect, row: SqlRow): AgentRecord {
  const reader = new RowReader({ dialect, table: TABLE_AGENTS, row });
  return present({
    id: reader.text('id'),
    activeVersionId: reader.optionalText('activeVersionId'),
    versionNumber: row.versionNumber == null ? undefined : reader.integer('versionNumber'),
    revision: reader.integer('revision'),
    createdAt: reader.time('createdAt'),
    updatedAt: reader.time('updatedAt'),
  });
}

/** An agent's configuration alone. */
export function readAgentConfig(dialect: Dialect, row: SqlRow): AgentConfig {
  return new RowReader({ dialect, table: TABLE_AGENTS, row }).object('config');
}

/** An agent: its record's fields beside those of its configuration. */
export function readAgent(dialect: Dialect, row: SqlRow): StorageAgentType {
  return { ...readAgentConfig(dialect, row), ...readAgentRecord(dialect, row) };
}

/** A label, from its row and its targets as the last move recorded them. */
export function readLabel(dialect: Dialect, row: SqlRow): VersionLabel {
  const id = `${row.agentId}/${row.label}`;
  const reader = new RowReader({ dialect, table: TABLE_AGENT_VERSION_LABELS, row, id });
  return present({
    agentId: reader.text('agentId'),
    label: reader.text('label'),
    targets: reader.optionalArray<LabelTarget>('targets') ?? [],
    revision: reader.integer('revision'),
    updatedAt: reader.time('updatedAt'),
    updatedBy: reader.optionalText('updatedBy'),
  });
}

/** A move of a label. */
export function readLabelMove(dialect: Dialect, row: SqlRow): LabelMove {
  const reader = new RowReader({ dialect, table: TABLE_AGENT_VERSION_LABEL_MOVES, row });
  return present({
    id: reader.text('id'),
    agentId: reader.text('agentId'),
    label: reader.text('label'),
    revision: reader.integer('revision'),
    from: reader.optionalArray<LabelTarget>('fromTargets'),
    to: reader.optionalArray<LabelTarget>('toTargets'),
    movedBy: reader.optionalText('movedBy'),
    reason: reader.optionalText('reason'),
    movedAt: reader.time('movedAt'),
  });
}
