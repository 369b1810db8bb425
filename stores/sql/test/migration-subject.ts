/** What the shared migration tests need of a store: connections to namespaces that nobody else uses. */
import { type MastraStorage, type Migration, Migrator } from '@agent-versions/core';
import type { SqlRow } from '../src/database';
import { type MigrationDialect, type MigrationExecutor, SqlMigrationDatabase } from '../src/migration-database';

/** A connection of its own to a namespace: a file, or a schema. */
export interface MigrationConnection {
  readonly executor: MigrationExecutor;
  readonly dialect: MigrationDialect;
  /** The store's own migrations, on this connection. */
  storeMigrator(): Migrator;
  /** What there is, in a form that can be compared and kept: columns, constraints, indexes, triggers, functions. */
  dumpSchema(): Promise<string>;
  /** Idempotent. */
  close(): Promise<void>;
}

/** A store, as far as its migrations go. */
export interface MigrationSubject {
  readonly name: string;
  /** The ids of the store's own migrations, in their order. */
  readonly migrationIds: readonly string[];
  /** Opens a connection; the same `namespace` is the same file or schema, and a new one holds nothing. */
  open(namespace: string): Promise<MigrationConnection>;
  /** A store on a namespace. */
  openStore(namespace: string): MastraStorage;
  /** A table of that name, quoted, with the connection's schema or prefix. */
  table(connection: MigrationConnection, name: string): string;
  /** The names of all tables and views of the namespace, in order. */
  tables(connection: MigrationConnection): Promise<string[]>;
  /** A statement that no transaction may hold, on a table `notes` with a column `text`. */
  readonly outsideTransactions: string;
}

/** Opens connections for one test and closes them all. */
export class OpenConnections {
  readonly #subject: MigrationSubject;
  readonly #open: MigrationConnection[] = [];
  static #namespaces = 0;

  constructor(subject: MigrationSubject) {
    this.#subject = subject;
  }

  /** A name that no other test of this file uses. */
  newNamespace(): string {
    OpenConnections.#namespaces += 1;
    return `n${OpenConnections.#namespaces}`;
  }

  /** Connects to a namespace; by default to a new one. */
  async connect(namespace = this.newNamespace()): Promise<MigrationConnection> {
    const connection = await this.#subject.open(namespace);
    this.#open.push(connection);
    return connection;
  }

  /** Closes what is open. */
  async closeAll(): Promise<void> {
    await Promise.all(this.#open.splice(0).map((connection) => connection.close()));
  }
}

/** An engine that knows `migrations`, on a connection. */
export function migratorOn({ executor, dialect }: MigrationConnection, migrations: readonly Migration[]): Migrator {
  const migrator = new Migrator(new SqlMigrationDatabase(executor, dialect));
  migrator.addMigrations(migrations);
  return migrator;
}

/** The rows of the ledger. */
export function ledgerOf({ executor, dialect }: MigrationConnection): Promise<SqlRow[]> {
  return executor.query({ sql: `select * from ${dialect.ledger} order by id` });
}
