/** One connection to a local database, driven through the engine itself with statements that are kept. */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { OutcomeUnknownError, UnavailableError } from '@agent-versions/core';
import type { SqlRow } from '@agent-versions/sql';
import Database from 'libsql';
import type { Statement } from './driver';
import { isConstraint, mapDriverError } from './errors';
import type { Durability } from './options';
import { MEMORY } from './place';
import { bindValues } from './values';

/**
 * Milliseconds the engine itself waits for a lock, the event loop held meanwhile: enough for a writer that is about to
 * finish, far below what anybody would notice.
 */
const ENGINE_BUSY_TIMEOUT = 10;

/** Statements kept at most: there are a few dozen texts, unless somebody's page sizes make more of them. */
const MAX_STATEMENTS = 256;

/** How to open a connection. */
export interface LocalConnectionInput {
  /** A file, or {@link MEMORY}. */
  readonly path: string;
  readonly durability: Durability;
  /** A connection that must not write. */
  readonly readOnly: boolean;
}

/** A connection. Every call is synchronous; errors are the engine's own. */
export class LocalConnection {
  readonly #db: Database.Database;
  readonly #path: string;
  readonly #statements = new Map<string, Database.Statement>();
  #suspect = false;

  /** Opens the file, creating it where there is none, and makes sure of what survives a crash. */
  constructor(input: LocalConnectionInput) {
    this.#path = input.path;
    this.#db = openDatabase(input.path);
    try {
      if (input.path !== MEMORY) this.#prepareFile(input.durability);
      this.#db.exec('pragma foreign_keys = on');
      if (input.readOnly) this.#db.exec('pragma query_only = on');
    } catch (error) {
      this.#db.close();
      throw error;
    }
  }

  /**
   * Whether a kept statement has failed in a way that may have left it half done. Only closing the connection is sure
   * to end it, and while it lasts, later writes may be reported as done and lost.
   */
  get suspect(): boolean {
    return this.#suspect;
  }

  /** Runs a statement to its end. */
  all({ sql, values }: Statement): SqlRow[] {
    const statement = this.#prepare(sql);
    const bound = bindValues(values);
    try {
      return statement.all(bound) as SqlRow[];
    } catch (error) {
      if (!isConstraint(error)) this.#suspect = true;
      throw error;
    }
  }

  /** Runs statements in a transaction that holds the write lock from its start. */
  transact(statements: readonly Statement[]): SqlRow[][] {
    return this.#inTransaction(() => statements.map((statement) => this.all(statement)));
  }

  /** As {@link LocalConnection.transact}, with what `next` makes of a statement's rows. */
  transactAfter(statement: Statement, next: (rows: SqlRow[]) => readonly Statement[]): SqlRow[][] {
    return this.#inTransaction(() => next(this.all(statement)).map((following) => this.all(following)));
  }

  /** Runs a statement outside a transaction; its rows are dropped. One that is refused as busy did nothing. */
  execute(sql: string): void {
    this.#db.exec(sql);
  }

  /** Closes it. What the write-ahead log holds goes into the file first, so that the file alone is whole. */
  close(options: { checkpoint: boolean }): void {
    if (!this.#db.open) return;
    this.#statements.clear();
    try {
      if (options.checkpoint && this.#path !== MEMORY) this.#db.exec('pragma wal_checkpoint(truncate)');
    } catch {
      // somebody still reads or writes: the log stays beside the file, as safe as the file
    }
    this.#db.close();
  }

  #inTransaction<T>(work: () => T): T {
    // `exec` ends its statement whatever comes of it. One that is kept or forgotten after SQLITE_BUSY stays half done.
    this.#db.exec('begin immediate');
    let committing = false;
    try {
      const result = work();
      committing = true;
      this.#db.exec('commit');
      return result;
    } catch (error) {
      this.#rollBack();
      const context = { target: this.#path, remote: false, committing };
      const mapped = committing ? mapDriverError(error, context) : error;
      throw mapped instanceof OutcomeUnknownError ? mapped : error;
    }
  }

  #prepareFile(durability: Durability): void {
    // asked first: changing it takes a lock on the whole file, which many starters at once would fight for
    if (this.#pragma('journal_mode') !== 'wal') this.#db.exec('pragma journal_mode = wal');
    this.#db.exec(`pragma synchronous = ${durability === 'full' ? 'full' : 'normal'}`);
    const [mode, level] = [this.#pragma('journal_mode'), this.#pragma('synchronous')];
    if (mode === 'wal' && level === (durability === 'full' ? 2 : 1)) return;
    const message = `${this.#path} cannot keep a write-ahead log (journal mode ${mode}): is it on a network drive?`;
    throw new UnavailableError({ message, retryable: false });
  }

  #pragma(name: 'journal_mode' | 'synchronous'): unknown {
    const [row] = this.#db.prepare(`pragma ${name}`).all() as SqlRow[];
    return row?.[name];
  }

  #prepare(sql: string): Database.Statement {
    const kept = this.#statements.get(sql);
    if (kept) return kept;
    if (this.#statements.size >= MAX_STATEMENTS) this.#statements.clear();
    const statement = this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #rollBack(): void {
    try {
      if (this.#db.inTransaction) this.#db.exec('rollback');
    } catch {
      this.#suspect = true;
    }
  }
}

function openDatabase(path: string): Database.Database {
  try {
    return new Database(path, { timeout: ENGINE_BUSY_TIMEOUT });
  } catch (cause) {
    const folder = dirname(path);
    if (path === MEMORY || existsSync(folder)) throw cause;
    const message = `There is no folder ${folder} to keep ${path} in: create it first`;
    throw new UnavailableError({ message, retryable: false }, { cause });
  }
}
