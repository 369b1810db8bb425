/** Postgres as the SQL domains see it: lazy set-up, atomic writes, typed errors. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isStorageError, type Migrator, Turns } from '@agent-versions/core';
import type { SqlDatabase, SqlRow } from '@agent-versions/sql';
import type { Sql } from 'sql-template-tag';
import { pgMigrator } from '../migrations';
import { AppendGatherer } from './append-gatherer';
import { backoff } from './backoff';
import type { PgConnection } from './connection';
import { PostgresDialect } from './dialect';
import { type Fault, faultOf, statementError } from './errors';
import { PgMigrationExecutor } from './migration-executor';
import { OpenCalls } from './open-calls';
import { type PostgresOptions, resolveOptions } from './options';
import { PgPool } from './pool';

/** How far a call got. */
interface Progress {
  /** Whether the last thing sent could have committed the call's writes. */
  maybeCommitted: boolean;
}

type Work<T> = (connection: PgConnection, progress: Progress) => Promise<T>;

/** How often a call that certainly left nothing behind is tried in all. */
const MOST_ROUNDS = 10;

/** A pool, the schema in it, and what to do when either lets a call down. */
export class PgDatabase implements SqlDatabase {
  readonly dialect: PostgresDialect;
  readonly #pool: PgPool;
  readonly #schema: string;
  readonly #disableInit: boolean;
  readonly #connectionTimeout: number;
  readonly #calls = new OpenCalls();
  readonly #appends: AppendGatherer;
  /** Taken by the writes that follow from the same reading statement. */
  readonly #turns = new Turns();
  #initialised: Promise<void> | undefined;

  /** @throws ValidationError when an option is none */
  constructor(options: PostgresOptions) {
    const resolved = resolveOptions(options);
    this.#schema = resolved.schema;
    this.dialect = new PostgresDialect(resolved.schema);
    this.#pool = new PgPool(resolved);
    this.#disableInit = resolved.disableInit;
    this.#connectionTimeout = resolved.connectionTimeout;
    this.#appends = new AppendGatherer({
      appendVersions: (rows) => this.dialect.appendVersions(rows),
      send: (query) => this.#send(query),
    });
  }

  /** @inheritdoc */
  init(): Promise<void> {
    this.#initialised ??= this.#migrate().catch((error: unknown) => {
      this.#initialised = undefined;
      throw error;
    });
    return this.#initialised;
  }

  /** The engine that brings the schema to where this code needs it, and back. */
  migrator(): Migrator {
    return pgMigrator({ executor: new PgMigrationExecutor(this.#pool), schema: this.#schema });
  }

  /** @inheritdoc */
  read(query: Sql): Promise<SqlRow[]> {
    return this.#call(() => this.#repeat((connection) => connection.run(query)));
  }

  /** @inheritdoc */
  write(...queries: Sql[]): Promise<SqlRow[][]> {
    return this.#call(async () => {
      const [query, ...others] = queries;
      if (!query || others.length > 0) return this.#transact(queries);
      const row = this.dialect.appendedRow(query);
      return [await (row && AppendGatherer.takes(row) ? this.#appends.append(row, query) : this.#send(query))];
    });
  }

  /** @inheritdoc */
  writeAfter(query: Sql, next: (rows: SqlRow[]) => readonly Sql[]): Promise<SqlRow[][]> {
    const key = JSON.stringify([query.text, query.values]);
    return this.#turns.take(key, async () => this.write(...next(await this.read(query))));
  }

  /** Lets the calls under way finish first. */
  async close(): Promise<void> {
    await this.#calls.close();
    await this.#pool.end();
  }

  async #migrate(): Promise<void> {
    this.#calls.begin();
    try {
      await this.migrator().migrate();
    } finally {
      this.#calls.end();
    }
  }

  async #call<T>(work: () => Promise<T>): Promise<T> {
    this.#calls.begin();
    try {
      if (!this.#disableInit) await this.init();
      return await work();
    } finally {
      this.#calls.end();
    }
  }

  /** Runs one statement, which commits by itself. */
  #send(query: Sql): Promise<SqlRow[]> {
    return this.#repeat((connection, progress) => {
      progress.maybeCommitted = true;
      return connection.run(query);
    });
  }

  /** Runs statements in one transaction. */
  #transact(queries: readonly Sql[]): Promise<SqlRow[][]> {
    return this.#repeat((connection, progress) => {
      const runAll = async () => {
        const results: SqlRow[][] = [];
        for (const query of queries) results.push(await connection.run(query));
        return results;
      };
      return connection.transaction(runAll, () => {
        progress.maybeCommitted = true;
      });
    });
  }

  /** Runs `work`, again where it certainly left nothing behind and may fare better. */
  async #repeat<T>(work: Work<T>): Promise<T> {
    let connectWithin = this.#connectionTimeout;
    let until: number | undefined;
    for (let round = 1; ; round += 1) {
      const progress: Progress = { maybeCommitted: false };
      try {
        return await this.#pool.use((connection) => work(connection, progress), { connectWithin });
      } catch (error) {
        if (isStorageError(error)) throw error; // there was no connection
        const fault = faultOf(error);
        const pause = pauseBeforeRetry(fault, { round, ...progress });
        const now = performance.now();
        if (isBroken(fault)) until ??= now + this.#connectionTimeout; // one deadline for all that follows
        connectWithin = until === undefined ? this.#connectionTimeout : until - now - (pause ?? 0);
        if (pause === undefined || connectWithin <= 0) throw statementError(error, progress.maybeCommitted);
        await sleep(pause);
      }
    }
  }
}

/** Whether the connection was gone. */
function isBroken(fault: Fault): boolean {
  return fault === 'unsent' || fault === 'lost';
}

/** Milliseconds to wait before the next round; undefined: there is none. */
function pauseBeforeRetry(fault: Fault, { round, maybeCommitted }: Progress & { round: number }): number | undefined {
  if (fault === 'stale') return round === 1 ? 0 : undefined;
  if (fault !== 'aborted' && !isBroken(fault)) return undefined;
  if (round >= MOST_ROUNDS || (fault === 'lost' && maybeCommitted)) return undefined;
  // most likely a connection that died unnoticed while it was idle
  return round === 1 && isBroken(fault) ? 0 : backoff(round);
}
