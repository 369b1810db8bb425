/** The connections: taken with a deadline, and given back whatever happens. */
import { ValidationError } from '@agent-versions/core';
import pgPromise from 'pg-promise';
import { PgConnection, type PgSession } from './connection';
import { withDeadline } from './deadline';
import { connectError, LateError, withoutValues } from './errors';
import { closedError } from './open-calls';
import type { PgPromiseDatabase, ResolvedOptions } from './options';
import { StatementNames } from './statements';

/** One for the process. Several stores on one database are no mistake, which it would warn of. */
const pgp = pgPromise({ noWarnings: true });

/** The client waits so much longer than the server, whose word on a slow statement says more than silence. */
const GRACE = 5_000;

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
   * Runs `work` on one connection. `deadline` is for a statement, in milliseconds.
   * @throws UnavailableError when there is no connection to be had in time: nothing was sent
   */
  async use<T>(work: (connection: PgConnection) => Promise<T>, deadline = this.#deadline): Promise<T> {
    if (this.#ended !== undefined) throw closedError();
    const connection = await this.#connect(deadline);
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

  async #connect(deadline: number): Promise<PgConnection> {
    try {
      const session = await (this.#endPool ? this.#database.connect() : this.#borrow());
      return new PgConnection({ session, names: this.#names, deadline });
    } catch (error) {
      throw connectError(withoutValues(error));
    }
  }

  /** An injected pool may wait for ever; our own has a deadline of its own. */
  async #borrow(): Promise<PgSession> {
    const { connectionTimeout } = this.#options;
    const connecting = this.#database.connect();
    const late = () => new LateError('Waiting for a connection', connectionTimeout);
    try {
      return await withDeadline(connecting, connectionTimeout, late);
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
