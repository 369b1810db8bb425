/** Which tables of a namespace are ours: the one rule that keeps us off anybody else's. */
import { MigrationError, TABLE_SCHEMAS } from '@agent-versions/core';

/** The ledger's name, without schema or prefix. */
export const LEDGER_TABLE = 'agent_versions_migrations';

/** The ledger's columns, in order. */
export const LEDGER_COLUMNS = ['id', 'description', 'applied_at', 'execution_time', 'checksum'] as const;

/** Every table of ours starts so, and so do those of the framework that must not be mixed with them. */
const TABLE_FAMILY = 'mastra_';

const REMEDY =
  'Give agent-versions a namespace of its own: the option `schema` for Postgres, `tablePrefix` for LibSQL. ' +
  'If they are of agent-versions after all: `baseline` takes over a schema that lost its ledger, and a newer schema ' +
  'wants newer code.';

/** A namespace's tables that concern us, each with its columns. */
export type Catalog = ReadonlyMap<string, readonly string[]>;

/** A Postgres schema, or the tables of a SQLite file that share a prefix. */
export class Namespace {
  readonly #tablePrefix: string;
  readonly #ledger: string;

  /** `tablePrefix` is empty where the tables have a schema of their own. */
  constructor(tablePrefix: string) {
    this.#tablePrefix = tablePrefix;
    this.#ledger = tablePrefix + LEDGER_TABLE;
  }

  /** What to look for in the catalog: the ledger, and the family of names that ours belong to. */
  get names(): { table: string; family: string } {
    return { table: this.#ledger, family: this.#tablePrefix + TABLE_FAMILY };
  }

  /** Whether the ledger is there. */
  hasLedger(catalog: Catalog): boolean {
    return catalog.has(this.#ledger);
  }

  /**
   * Without a ledger no table of the family can be ours, unless `adopt` says so and its columns agree; with one, those
   * are ours that this code knows.
   * @throws MigrationError `foreign_tables`, naming the options that lead out
   */
  refuseForeign(catalog: Catalog, { adopt = false }: { adopt?: boolean }): void {
    const isOurs = this.hasLedger(catalog) ? isKnown : adopt ? hasOnlyOurColumns : () => false;
    const foreign = [...catalog].filter(
      ([name, columns]) => name !== this.#ledger && !isOurs(name.slice(this.#tablePrefix.length), columns),
    );
    if (foreign.length === 0) return;
    const shown = foreign.slice(0, 5).map(([name]) => `"${name}"`);
    const more = foreign.length > shown.length ? ` and ${foreign.length - shown.length} more` : '';
    refuse(`The namespace holds tables that agent-versions did not create: ${shown.join(', ')}${more}`);
  }

  /**
   * A table that has the ledger's name and other columns is somebody else's.
   * @throws MigrationError `foreign_tables`
   */
  refuseForeignLedger(catalog: Catalog): void {
    const columns = catalog.get(this.#ledger);
    if (!columns || [...columns].sort().join() === [...LEDGER_COLUMNS].sort().join()) return;
    refuse(`The table "${this.#ledger}" is no ledger of agent-versions: its columns are ${columns.join(', ')}`);
  }
}

function refuse(what: string): never {
  throw new MigrationError({ reason: 'foreign_tables', message: `${what}. ${REMEDY}` });
}

function isKnown(table: string): boolean {
  return Object.hasOwn(TABLE_SCHEMAS, table);
}

/** Fewer columns than today's are allowed: the table may be of an older schema. */
function hasOnlyOurColumns(table: string, columns: readonly string[]): boolean {
  const schemas: Record<string, object> = TABLE_SCHEMAS;
  const schema = isKnown(table) ? schemas[table] : undefined;
  return schema !== undefined && columns.every((column) => Object.hasOwn(schema, column));
}
