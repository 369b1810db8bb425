/** The connections: taken with a deadline, and given back whatever happens. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ValidationError } from '@agent-versions/core';
import pgPromise from 'pg-promise';
import { backoff } from './backoff';
import { PgConnection, type PgSession } from './connection';
import { withDeadline } from './deadline';
import { connectError, isPassing, LateError, withoutValues } from './errors';
import { closedError } from './open-calls';
import type { PgPromiseDatabase, ResolvedOptions } from './options';
import { StatementNames } from './statements';

/** One for the process. Several stores on one database are no mistake, which it would warn of. */
const pgp = pgPromise({ noWarnings: true });

/** The client waits so much longer than the server, whose word on a slow statement says more than silence. */
const GRACE = 5_000;

/** Deadlines in milliseconds, where the pool's own do not fit. */
export interface UseOptions {
  /** For each statement. */
  deadline?: number;
  /** For getting a connection. */
  connectWithin?: number;
}

/** A pool of its own, or the one of an injected pg-promise database. */
export class PgPool {
  readonly #options: ResolvedOptions;
  readonly #database: PgPromiseDatabase;
  readonly #endPool: (() => Promise<void>) | undefined;
  readonly #names: StatementNames | undefined;
  readonly #deadline: number;
  #ended: Promise<void> | undefined;

  /** @throws ValidationError when the connection string cannot be read */
  constructor(options: ResolvedOptions) {
    this.#options = options;
    this.#names = options.preparedStatements ? new StatementNames() : undefined;
    if (options.client) {
      this.#database = options.client;
      this.#deadline = options.statementTimeout;
    } else {
      const own = openPool(options);
      this.#database = own;
      this.#endPool = () => own.$pool.end();
      this.#deadline = options.statementTimeout + (options.preparedStatements ? GRACE : 0);
    }
  }

  /**
   * Runs `work` on one connection. Connecting is tried again, with growing pauses, while the server is starting or
   * full, or cannot be reached.
   * @throws UnavailableError when there is no connection to be had in time: nothing was sent
   */
  async use<T>(work: (connection: PgConnection) => Promise<T>, options: UseOptions = {}): Promise<T> {
    if (this.#ended !== undefined) throw closedError();
    const { deadline = this.#deadline, connectWithin = this.#options.connectionTimeout } = options;
    const session = await this.#connect(connectWithin);
    const connection = new PgConnection({ session, names: this.#names, deadline });
    try {
      return await work(connection);
    } finally {
      connection.release();
    }
  }

  /** Closes the connections, unless they are injected. Idempotent. */
  end(): Promise<void> {
    this.#ended ??= this.#endPool?.() ?? Promise.resolve();
    return this.#ended;
  }

  async #connect(within: number): Promise<PgSession> {
    const until = performance.now() + within;
    let passing: unknown;
    for (let round = 1; ; round += 1) {
      try {
        return await this.#borrow(until - performance.now());
      } catch (error) {
        if (isPassing(error)) passing = error;
        else if (!(error instanceof LateError)) throw connectError(withoutValues(error));
        const pause = backoff(round);
        // what was met before says more than that the time is over
        if (performance.now() + pause >= until) throw connectError(withoutValues(passing ?? error));
        await sleep(pause);
      }
    }
  }

  /** An injected pool may wait for ever, and our own knows nothing of earlier tries. */
  async #borrow(within: number): Promise<PgSession> {
    const connecting = this.#database.connect();
    const late = () => new LateError('Waiting for a connection', this.#options.connectionTimeout);
    try {
      return await withDeadline(connecting, within, late);
    } catch (error) {
      connecting.then((session) => session.done()).catch(() => {}); // one that comes after all goes back at once
      throw error;
    }
  }
}

function openPool(options: ResolvedOptions) {
  const { connectionString, host, port, database, user, password, ssl } = options;
  const connection = {
    ...Object.fromEntries(
      Object.entries({ connectionString, host, port, database, user, password, ssl }).filter(
        ([, value]) => value !== undefined,
      ),
    ),
    fallback_application_name: 'agent-versions',
    keepAlive: true,
    max: options.max,
    connectionTimeoutMillis: options.connectionTimeout,
    idleTimeoutMillis: options.idleTimeout,
    allowExitOnIdle: true,
    // sent when connecting, which PgBouncer refuses
    ...(options.preparedStatements && {
      statement_timeout: options.statementTimeout,
      idle_in_transaction_session_timeout: options.statementTimeout,
    }),
  };
  assertReadable(connection);
  return pgp(connection);
}

/** The driver reads a connection string at its first use: too late, and its error would show the password. */
function assertReadable(connection: object): void {
  try {
    new pgp.pg.Client(connection);
  } catch {
    throw new ValidationError([{ path: 'connectionString', message: 'is no connection string of Postgres' }]);
  }
}
