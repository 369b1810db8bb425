/** A LibSQL database as the SQL domains see it: opened and migrated on first use, closed once. */
import { type Migrator, ValidationError } from '@agent-versions/core';
import type { SqlDatabase, SqlRow } from '@agent-versions/sql';
import type { Replicated } from '@libsql/client';
import type { Sql } from 'sql-template-tag';
import { libsqlMigrator } from '../migrations';
import { ClientDriver } from './client-driver';
import { SqliteDialect } from './dialect';
import type { Driver } from './driver';
import { closedStore, mapStatementError } from './errors';
import { LocalDriver } from './local-driver';
import { LibSQLMigrationExecutor } from './migrations';
import { type LibSQLOptions, type ResolvedOptions, resolveOptions } from './options';
import { describePlace } from './place';
import { ReplicaDriver } from './replica-driver';

/** One database, shared by the domains of a store. */
export class LibSQLDatabase implements SqlDatabase {
  readonly dialect: SqliteDialect;
  readonly #driver: Driver;
  readonly #tablePrefix: string;
  readonly #target: string;
  readonly #initLazily: boolean;
  #initialising: Promise<void> | undefined;
  #initialised = false;
  #closing: Promise<void> | undefined;

  /**
   * Touches nothing yet.
   * @throws ValidationError when an option is none, has another form, or contradicts another
   */
  constructor(options: LibSQLOptions) {
    const resolved = resolveOptions(options);
    this.dialect = new SqliteDialect(resolved.tablePrefix);
    this.#driver = createDriver(resolved);
    this.#tablePrefix = resolved.tablePrefix;
    this.#target = describePlace(resolved.place);
    this.#initLazily = !resolved.disableInit;
  }

  /** {@inheritDoc SqlDatabase.init} */
  async init(): Promise<void> {
    this.#assertOpen();
    this.#initialising ??= this.#migrate();
    await this.#initialising;
  }

  /** {@inheritDoc SqlDatabase.read} */
  read(query: Sql): Promise<SqlRow[]> {
    return this.#call(() => this.#driver.read(query));
  }

  /** {@inheritDoc SqlDatabase.write} */
  write(...queries: Sql[]): Promise<SqlRow[][]> {
    return this.#call(() => this.#driver.write(queries));
  }

  /** {@inheritDoc SqlDatabase.writeAfter} */
  writeAfter(query: Sql, next: (rows: SqlRow[]) => readonly Sql[]): Promise<SqlRow[][]> {
    return this.#call(() => this.#driver.writeAfter(query, next));
  }

  /** The migration engine on this database, for those who want to look or to go back. It migrates nothing by itself. */
  migrator(): Migrator {
    const driver = this.#driver instanceof ReplicaDriver ? this.#driver.primary : this.#driver;
    return libsqlMigrator(new LibSQLMigrationExecutor(driver), this.#tablePrefix);
  }

  /**
   * Brings an embedded replica up to what its primary holds, and says how far that is, in the client's words. Without
   * it, and without `syncInterval`, the file of a replica stays as old as its last sync. Migrates nothing.
   * @throws ValidationError when the database is no replica
   * @throws UnavailableError when the primary cannot be reached
   */
  async sync(): Promise<Replicated> {
    this.#assertOpen();
    if (this.#driver instanceof ReplicaDriver) return this.#driver.sync();
    throw new ValidationError([{ path: 'syncUrl', message: 'was not given: there is nothing to sync with' }]);
  }

  /** {@inheritDoc SqlDatabase.close} Calls that came before are carried out; those that come after are refused. */
  close(): Promise<void> {
    this.#closing ??= this.#driver.close();
    return this.#closing;
  }

  async #call<T>(work: () => Promise<T>): Promise<T> {
    if (!this.#initialised) await this.#initOnFirstUse();
    this.#assertOpen();
    try {
      return await work();
    } catch (error) {
      throw mapStatementError(error, this.#target);
    }
  }

  async #initOnFirstUse(): Promise<void> {
    this.#assertOpen();
    if (this.#initLazily) await this.init();
  }

  async #migrate(): Promise<void> {
    try {
      await this.migrator().migrate();
      this.#initialised = true;
    } catch (error) {
      this.#initialising = undefined; // the next call tries again
      throw error;
    }
  }

  #assertOpen(): void {
    if (this.#closing !== undefined) throw closedStore(this.#target);
  }
}

function createDriver(options: ResolvedOptions): Driver {
  const { place, durability, busyTimeout } = options;
  if (place.kind === 'local') return new LocalDriver({ path: place.path, durability, busyTimeout });
  return place.kind === 'replica' ? new ReplicaDriver({ ...options, place }) : new ClientDriver({ ...options, place });
}
