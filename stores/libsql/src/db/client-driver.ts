/** Drives a client of `@libsql/client`: a server's, or whichever was handed in. */
import { UnavailableError } from '@agent-versions/core';
import type { SqlRow } from '@agent-versions/sql';
import type { Client } from '@libsql/client';
import { createRemoteClient, leadsToFile, makeDurable, toInStatement } from './client-connection';
import { DeadlineError, withDeadline } from './deadline';
import type { Driver, Statement } from './driver';
import { closedStore, isAway, mapDriverError } from './errors';
import { readFailure } from './failure';
import type { ResolvedOptions } from './options';
import { Patience } from './patience';
import { describePlace, type Place } from './place';
import { RunningCalls } from './running-calls';
import { SerialQueue } from './serial-queue';
import { stoppedMidway } from './stopped-midway';

/** A place that only a client reaches. */
type ClientPlace = Extract<Place, { kind: 'remote' | 'client' }>;

/** Something to do with a client, and whether it commits anything. */
interface Work<T> {
  readonly run: (client: Client) => Promise<T>;
  readonly commits: boolean;
}

/**
 * On a file, the client never resets a statement that was refused as busy, and what it executes afterwards is
 * reported as done and lost. Hence writes are `'write'` batches only, one at a time, and it is reconnected after each
 * such refusal. A server gets one write at a time as well: those that it has at once fight for its lock, and it is
 * busier with the fight than with writing.
 */
export class ClientDriver implements Driver {
  readonly #options: ResolvedOptions & { readonly place: ClientPlace };
  readonly #target: string;
  readonly #patience: { readonly read: Patience; readonly write: Patience };
  readonly #writes = new SerialQueue();
  readonly #running = new RunningCalls();
  #client: Client | undefined;
  /** Whether it leads to a file; undefined until that has been asked. */
  #isFile: boolean | undefined;
  #isDurable = false;
  #closed = false;
  #closing: Promise<void> | undefined;

  constructor(options: ResolvedOptions & { readonly place: ClientPlace }) {
    this.#options = options;
    this.#target = describePlace(options.place);
    const patience = { timeout: options.busyTimeout, target: this.#target };
    this.#patience = { read: new Patience(patience), write: new Patience(patience) };
  }

  /** {@inheritDoc Driver.read} */
  read(statement: Statement): Promise<SqlRow[]> {
    return this.#running.track(this.#run(toRead(statement)));
  }

  /** {@inheritDoc Driver.write} */
  write(statements: readonly Statement[]): Promise<SqlRow[][]> {
    return this.#running.track(this.#enqueue(toBatch(statements)));
  }

  /** {@inheritDoc Driver.writeAfter} Others may write between the two: no transaction is held open meanwhile. */
  writeAfter(statement: Statement, next: (rows: SqlRow[]) => readonly Statement[]): Promise<SqlRow[][]> {
    const since = performance.now();
    const run = async () => this.#run(toBatch(next(await this.#run(toRead(statement), since))), since);
    return this.#running.track(this.#writes.run(run));
  }

  /** {@inheritDoc Driver.runOneByOne} Several go in one request: which of them a lock has stopped is not known. */
  runOneByOne(statements: readonly string[], after: readonly string[]): Promise<void> {
    const since = performance.now();
    const run = async () => {
      try {
        await this.#run(this.#toScript(statements), since);
      } finally {
        if (after.length > 0) await this.#run(this.#toScript(after));
      }
    };
    return this.#running.track(this.#writes.run(run));
  }

  /** {@inheritDoc Driver.close} */
  close(): Promise<void> {
    this.#closing ??= this.#running.idle().then(() => {
      this.#closed = true;
      if (this.#options.place.kind === 'remote') this.#client?.close();
    });
    return this.#closing;
  }

  #enqueue<T>(work: Work<T>): Promise<T> {
    const since = performance.now();
    return this.#writes.run(() => this.#run(work, since));
  }

  /** The client may be given up while a call waits: each attempt takes the one that is there. */
  async #run<T>({ run, commits }: Work<T>, since?: number): Promise<T> {
    let client: Client | undefined;
    const attempt = async () => {
      client = this.#open();
      await this.#prepare(client);
      const left = this.#timeLeft(since); // asked first: what has no time left must not begin
      return withDeadline(run(client), left);
    };
    const recover = async () => {
      if (this.#isFile) await client?.reconnect();
    };
    const context = { target: this.#target, remote: this.#isRemote, committing: commits };
    const away = (error: unknown) => isAway(error, context) || this.#cameTooLate(client, error);
    try {
      return await this.#patience[commits ? 'write' : 'read'].run({ attempt, recover, isAway: away }, since);
    } catch (error) {
      if (error instanceof DeadlineError) this.#abandon(client);
      throw this.#cameTooLate(client, error) ? this.#givenUp(error) : mapDriverError(error, context);
    }
  }

  /** A call's time for an answer. It runs while others are written before it, so that none waits for all of theirs. */
  #timeLeft(since = performance.now()): number {
    const { place, requestTimeout } = this.#options;
    const left = place.kind === 'remote' ? requestTimeout - (performance.now() - since) : requestTimeout;
    if (left > 0) return left;
    const message = `${this.#target} did not get to a write within ${requestTimeout} ms. Nothing was written`;
    throw new UnavailableError({ message, retryable: true });
  }

  #open(): Client {
    if (this.#closed) throw closedStore(this.#target);
    const { place, requestTimeout } = this.#options;
    this.#client ??= place.kind === 'client' ? place.client : createRemoteClient(place, requestTimeout);
    return this.#client;
  }

  /** Whether a call found a client that another call had given up: it was not sent. */
  #cameTooLate(client: Client | undefined, error: unknown): boolean {
    return !this.#closed && client !== this.#client && readFailure(error).code === 'CLIENT_CLOSED';
  }

  #givenUp(cause: unknown): UnavailableError {
    const message = `${this.#target} did not answer in time on a connection. Nothing was written`;
    return new UnavailableError({ message, retryable: true }, { cause });
  }

  /** A WebSocket whose other end fell silent would keep all later calls waiting: they get a new one. */
  #abandon(client: Client | undefined): void {
    if (this.#options.place.kind !== 'remote' || client?.protocol !== 'ws' || client !== this.#client) return;
    this.#client = undefined;
    client.close();
  }

  get #isRemote(): boolean {
    const { place } = this.#options;
    return place.kind === 'remote' || place.client.protocol !== 'file';
  }

  /** Statements on one connection, each committed by itself. A single one that was refused did nothing. */
  #toScript(statements: readonly string[]): Work<void> {
    const run = async (client: Client) => {
      try {
        await client.executeMultiple(statements.join(';\n'));
      } catch (error) {
        const { sqlite } = readFailure(error);
        if (statements.length === 1 || sqlite === undefined || sqlite === 'CONSTRAINT') throw error;
        const before = `Those of ${statements.length} statements on ${this.#target} before the one that was refused`;
        throw stoppedMidway(`${before} are committed`, error);
      }
    };
    return { run, commits: true };
  }

  async #prepare(client: Client): Promise<void> {
    this.#isFile ??= this.#options.place.kind === 'client' && (await leadsToFile(client));
    if (!this.#isFile || this.#isDurable) return;
    if (this.#options.durability === 'full') await makeDurable(client);
    this.#isDurable = true;
  }
}

function toRead(statement: Statement): Work<SqlRow[]> {
  const bound = toInStatement(statement);
  return { run: async (client) => (await client.execute(bound)).rows, commits: false };
}

function toBatch(statements: readonly Statement[]): Work<SqlRow[][]> {
  const batch = statements.map(toInStatement);
  return { run: async (client) => (await client.batch(batch, 'write')).map(({ rows }) => rows), commits: true };
}
