/** What migrations need of Postgres, on the store's own pool. */
import type { MigrationExecutor, MigrationStatement, SqlRow } from '@agent-versions/sql';
import type { PgConnection } from './connection';
import { type Fault, faultOf, statementError } from './errors';
import type { PgPool } from './pool';

/** What a statement of a migration may take, in milliseconds: rewriting a large table is no everyday call. */
const LONGEST_STATEMENT = 600_000;

/** Longer than the server's own deadlines, so that its word comes first. */
const DEADLINE = LONGEST_STATEMENT + 5_000;

/** Faults of the statement itself; all others say that the database is not to be had. */
const OWN_FAULTS: readonly Fault[] = ['unique', 'foreign_key', 'constraint', 'absent', 'refused'];

/** Runs migrations' statements as they stand. None of its methods migrates by itself. */
export class PgMigrationExecutor implements MigrationExecutor {
  readonly #pool: PgPool;

  constructor(pool: PgPool) {
    this.#pool = pool;
  }

  /** @inheritdoc */
  query(statement: MigrationStatement): Promise<SqlRow[]> {
    return this.#pool.use(async (connection) => {
      try {
        return await runAsItStands(connection, statement);
      } catch (error) {
        throw toThrow(error, false);
      }
    });
  }

  /** @inheritdoc */
  atomic(statements: readonly MigrationStatement[]): Promise<void> {
    return this.#pool.use(
      async (connection) => {
        let maybeCommitted = false;
        const runAll = async () => {
          for (const statement of statements) await runAsItStands(connection, statement);
        };
        try {
          await connection.transaction(runAll, () => {
            maybeCommitted = true;
          });
        } catch (error) {
          throw toThrow(error, maybeCommitted);
        }
      },
      { deadline: DEADLINE },
    );
  }

  /** @inheritdoc */
  oneByOne(statements: readonly MigrationStatement[], after: readonly MigrationStatement[]): Promise<void> {
    const before = [{ sql: `set statement_timeout to ${LONGEST_STATEMENT}` }];
    const last = [{ sql: 'reset statement_timeout' }, ...after];
    return this.#pool.use(
      async (connection) => {
        try {
          for (const statement of [...before, ...statements]) await runAsItStands(connection, statement);
        } catch (error) {
          throw toThrow(error, true);
        } finally {
          await restore(connection, last);
        }
      },
      { deadline: DEADLINE },
    );
  }
}

/** Undoes a session's settings; a connection that keeps them is given away. */
async function restore(connection: PgConnection, statements: readonly MigrationStatement[]): Promise<void> {
  try {
    for (const statement of statements) await runAsItStands(connection, statement);
  } catch {
    connection.discard();
  }
}

function runAsItStands(connection: PgConnection, { sql, args }: MigrationStatement): Promise<SqlRow[]> {
  return connection.runOnce(sql, args);
}

function toThrow(error: unknown, maybeCommitted: boolean): unknown {
  return OWN_FAULTS.includes(faultOf(error)) ? error : statementError(error, maybeCommitted);
}
