/** One connection for the time of one call. */
import type { SqlRow } from '@agent-versions/sql';
import type { IDatabase } from 'pg-promise';
import type { Sql } from 'sql-template-tag';
import { withDeadline } from './deadline';
import { faultOf, keepsConnection, LateError, withoutValues } from './errors';
import { type DriverStatement, type StatementNames, toDriverStatement } from './statements';

/** What of pg-promise's connection is used here. */
export type PgSession = Pick<Awaited<ReturnType<IDatabase<object>['connect']>>, 'any' | 'done'>;

/** Runs statements, each with a deadline. Throws what the driver throws, without the statement's values. */
export class PgConnection {
  readonly #session: PgSession;
  readonly #names: StatementNames | undefined;
  readonly #deadline: number;
  #usable = true;

  /** `deadline` is for each statement, in milliseconds. */
  constructor(input: { session: PgSession; names: StatementNames | undefined; deadline: number }) {
    this.#session = input.session;
    this.#names = input.names;
    this.#deadline = input.deadline;
  }

  /** Runs a statement, prepared unless that was switched off. */
  run(query: Sql): Promise<SqlRow[]> {
    return this.#send(toDriverStatement(query, this.#names));
  }

  /** Runs a statement that is not worth preparing. */
  runOnce(text: string, values: readonly unknown[] = []): Promise<SqlRow[]> {
    return this.#send(toDriverStatement({ text, values: [...values] }, undefined));
  }

  /** Runs `work` in a transaction; calls `onCommit` when all that is left is to commit it. */
  async transaction<T>(work: () => Promise<T>, onCommit: () => void = () => {}): Promise<T> {
    let result: T;
    try {
      // said in full, since a user or database may have other defaults
      await this.runOnce('begin isolation level read committed read write');
      result = await work();
    } catch (error) {
      if (this.#usable) await this.runOnce('rollback').catch(() => {}); // the first error says more
      throw error;
    }
    onCommit();
    await this.runOnce('commit');
    return result;
  }

  /** Keeps the connection from being used again. */
  discard(): void {
    this.#usable = false;
  }

  /** Gives the connection back, or away where it cannot be used again. */
  release(): void {
    this.#session.done(!this.#usable);
  }

  async #send(statement: DriverStatement): Promise<SqlRow[]> {
    try {
      const late = () => new LateError('A statement', this.#deadline);
      return await withDeadline(this.#session.any<SqlRow>(statement), this.#deadline, late);
    } catch (error) {
      if (!keepsConnection(faultOf(error))) this.discard();
      throw withoutValues(error);
    }
  }
}
