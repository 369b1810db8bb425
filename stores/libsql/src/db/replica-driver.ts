/** Drives an embedded replica: writes on its primary, reads there or from the file. */
import { UnavailableError } from '@agent-versions/core';
import type { SqlRow } from '@agent-versions/sql';
import type { Replicated } from '@libsql/client';
import { ClientDriver } from './client-driver';
import type { Driver, Statement } from './driver';
import { closedStore } from './errors';
import type { ResolvedOptions } from './options';
import { describePlace, type ReplicaPlace } from './place';
import { ReplicaFile } from './replica-file';
import { RunningCalls } from './running-calls';

const PROBE: Statement = { sql: 'select 1', values: [] };

/**
 * Nothing is ever written through the file: a primary that falls silent would hold the event loop, and what came of a
 * write would have to be guessed from words. A store that reads from the file reads from the primary instead once it
 * has tried to write, until the file is synced: a compare-and-swap that a lagging read made fail succeeds on its next
 * round.
 */
export class ReplicaDriver implements Driver {
  readonly #place: ReplicaPlace;
  readonly #primary: ClientDriver;
  readonly #file: ReplicaFile;
  readonly #running = new RunningCalls();
  /** Counts writes that have ended, and how many of them the file has certainly seen. */
  #writes = 0;
  #synced = 0;
  #syncing: Promise<Replicated> | undefined;
  /** When a file that could not be opened is tried again, on the clock of `performance.now`. */
  #openAgainAt = 0;
  #closing: Promise<void> | undefined;
  #closed = false;

  constructor(options: ResolvedOptions & { readonly place: ReplicaPlace }) {
    this.#place = options.place;
    this.#primary = new ClientDriver({ ...options, place: options.place.primary });
    this.#file = new ReplicaFile(options.place);
  }

  /** The primary alone: for migrations, which must know how things are. */
  get primary(): Driver {
    return {
      read: (statement) => this.#primary.read(statement),
      write: (statements) => this.write(statements),
      writeAfter: (statement, next) => this.writeAfter(statement, next),
      runOneByOne: (statements, after) => this.runOneByOne(statements, after),
      close: () => this.close(),
    };
  }

  /** {@inheritDoc Driver.read} */
  read(statement: Statement): Promise<SqlRow[]> {
    return this.#running.track(this.#read(statement));
  }

  /** {@inheritDoc Driver.write} */
  write(statements: readonly Statement[]): Promise<SqlRow[][]> {
    return this.#noteWrite(() => this.#primary.write(statements));
  }

  /** {@inheritDoc Driver.writeAfter} Both on the primary. */
  writeAfter(statement: Statement, next: (rows: SqlRow[]) => readonly Statement[]): Promise<SqlRow[][]> {
    return this.#noteWrite(() => this.#primary.writeAfter(statement, next));
  }

  /** {@inheritDoc Driver.runOneByOne} */
  runOneByOne(statements: readonly string[], after: readonly string[]): Promise<void> {
    return this.#noteWrite(() => this.#primary.runOneByOne(statements, after));
  }

  /**
   * Brings the file up to what the primary holds.
   * @throws UnavailableError when the primary cannot be reached
   */
  sync(): Promise<Replicated> {
    const run = async () => {
      await this.#primary.read(PROBE); // with a deadline, which the sync itself has not got
      return this.#sync();
    };
    return this.#running.track(run());
  }

  /** {@inheritDoc Driver.close} */
  close(): Promise<void> {
    this.#closing ??= Promise.all([this.#running.idle(), this.#primary.close()]).then(() => {
      this.#closed = true;
      this.#file.close();
    });
    return this.#closing;
  }

  async #read(statement: Statement): Promise<SqlRow[]> {
    if (this.#closed) throw closedStore(describePlace(this.#place));
    if (this.#lags && this.#file.isOpen && !this.#isBehind) return this.#file.read(statement);
    const rows = await this.#primary.read(statement);
    if (!this.#file.isOpen) await this.#open();
    else if (this.#lags && this.#isBehind) await this.#sync().catch(() => {}); // the next read tries again
    return rows;
  }

  /**
   * Opens the file where it is kept without being asked for. Reads that are to come from it fail with it; others have
   * their answer, and it is tried again when its interval has passed.
   */
  async #open(): Promise<void> {
    const { syncInterval } = this.#place;
    if (this.#lags) await this.#sync();
    else if (syncInterval !== undefined && performance.now() >= this.#openAgainAt) {
      this.#openAgainAt = performance.now() + syncInterval * 1000;
      await this.#sync().catch(() => {});
    }
  }

  /** Whether reads are to come from the file. */
  get #lags(): boolean {
    return this.#place.reads === 'may-lag';
  }

  /** Whether this store may have written what the file has not got. */
  get #isBehind(): boolean {
    return this.#synced !== this.#writes;
  }

  /** Once for all who want it at the same time. */
  #sync(): Promise<Replicated> {
    this.#syncing ??= this.#syncOnce().finally(() => {
      this.#syncing = undefined;
    });
    return this.#syncing;
  }

  async #syncOnce(): Promise<Replicated> {
    const writes = this.#writes;
    const result = await this.#file.sync();
    this.#synced = writes;
    return result;
  }

  async #noteWrite<T>(write: () => Promise<T>): Promise<T> {
    try {
      const result = await write();
      this.#writes += 1;
      return result;
    } catch (error) {
      // refused by what is there, or of unknown outcome: the file may not show it yet; unavailable left nothing
      if (!(error instanceof UnavailableError)) this.#writes += 1;
      throw error;
    }
  }
}
