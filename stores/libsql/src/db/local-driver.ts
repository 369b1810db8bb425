/** Drives a local database, a file or memory: one connection that writes behind a queue, another that reads. */
import { UnavailableError } from '@agent-versions/core';
import type { SqlRow } from '@agent-versions/sql';
import type { Driver, Statement } from './driver';
import { closedStore, isBusy, mapDriverError } from './errors';
import { LocalConnection } from './local-connection';
import type { Durability } from './options';
import { Patience } from './patience';
import { MEMORY } from './place';
import { SerialQueue } from './serial-queue';
import { stoppedMidway } from './stopped-midway';
import { hasSlice, nextSlice } from './time-slice';

/** What the connections of a driver are for. In memory one serves both, as another would be another database. */
type Purpose = 'read' | 'write';

/**
 * The engine is synchronous: a transaction here has no `await` in it, so nothing ever comes between its statements,
 * and it holds the event loop no longer than its own work takes. Waiting for other processes is done outside.
 */
export class LocalDriver implements Driver {
  readonly #path: string;
  readonly #durability: Durability;
  readonly #connections = new Map<Purpose, LocalConnection>();
  readonly #patience: Record<Purpose, Patience>;
  readonly #writes = new SerialQueue();
  #closing: Promise<void> | undefined;
  #closed = false;

  constructor(input: { path: string; durability: Durability; busyTimeout: number }) {
    this.#path = input.path;
    this.#durability = input.durability;
    const patience = { timeout: input.busyTimeout, target: input.path };
    this.#patience = { read: new Patience(patience), write: new Patience(patience) };
  }

  /** {@inheritDoc Driver.read} */
  read(statement: Statement): Promise<SqlRow[]> {
    return this.#run('read', (connection) => connection.all(statement));
  }

  /** {@inheritDoc Driver.write} */
  write(statements: readonly Statement[]): Promise<SqlRow[][]> {
    return this.#enqueue((connection) => connection.transact(statements));
  }

  /** {@inheritDoc Driver.writeAfter} Here all of it is one transaction. */
  writeAfter(statement: Statement, next: (rows: SqlRow[]) => readonly Statement[]): Promise<SqlRow[][]> {
    return this.#enqueue((connection) => connection.transactAfter(statement, next));
  }

  /** {@inheritDoc Driver.runOneByOne} One that meets a lock waits for it, and those before it are not run again. */
  runOneByOne(statements: readonly string[], after: readonly string[]): Promise<void> {
    return this.#writes.run(async () => {
      try {
        await this.#executeEach(statements);
      } finally {
        for (const sql of after) await this.#execute(sql);
      }
    });
  }

  /** {@inheritDoc Driver.close} */
  close(): Promise<void> {
    this.#closing ??= this.#writes.idle().then(() => {
      this.#closed = true;
      this.#discard('read');
      this.#discard('write', { checkpoint: true });
    });
    return this.#closing;
  }

  async #executeEach(statements: readonly string[]): Promise<void> {
    for (const [index, sql] of statements.entries()) {
      try {
        await this.#execute(sql);
      } catch (error) {
        if (index === 0 || !(error instanceof UnavailableError)) throw error;
        throw stoppedMidway(`${index} of ${statements.length} statements on ${this.#path} are committed`, error);
      }
    }
  }

  #execute(sql: string): Promise<void> {
    return this.#run('write', (connection) => connection.execute(sql));
  }

  #enqueue<T>(work: (connection: LocalConnection) => T): Promise<T> {
    const since = performance.now();
    return this.#writes.run(() => this.#run('write', work, since));
  }

  async #run<T>(purpose: Purpose, work: (connection: LocalConnection) => T, since = performance.now()): Promise<T> {
    while (!hasSlice()) await nextSlice();
    try {
      return this.#attempt(purpose, work); // almost always enough, and all else costs more than a read
    } catch (error) {
      if (!isBusy(error)) throw this.#mapError(error);
    }
    try {
      return await this.#patience[purpose].run({ attempt: () => this.#attempt(purpose, work) }, since);
    } catch (error) {
      throw this.#mapError(error);
    }
  }

  #attempt<T>(purpose: Purpose, work: (connection: LocalConnection) => T): T {
    try {
      const result = work(this.#connection(purpose));
      this.#patience[purpose].reset();
      return result;
    } catch (error) {
      this.#discardSuspect(purpose);
      throw error;
    }
  }

  #mapError(error: unknown): unknown {
    return mapDriverError(error, { target: this.#path, remote: false, committing: false });
  }

  #connection(purpose: Purpose): LocalConnection {
    if (this.#closed) throw closedStore(this.#path);
    const key = this.#path === MEMORY ? 'write' : purpose;
    const open = this.#connections.get(key);
    if (open) return open;
    const connection = new LocalConnection({
      path: this.#path,
      durability: this.#durability,
      readOnly: key === 'read',
    });
    this.#connections.set(key, connection);
    return connection;
  }

  /** In memory the connection is the database: it is kept, come what may. */
  #discardSuspect(purpose: Purpose): void {
    if (this.#path !== MEMORY && this.#connections.get(purpose)?.suspect) this.#discard(purpose);
  }

  #discard(purpose: Purpose, options = { checkpoint: false }): void {
    this.#connections.get(purpose)?.close(options);
    this.#connections.delete(purpose);
  }
}
