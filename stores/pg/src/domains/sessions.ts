/** The domain `sessions` on Postgres. */
import { SqlSessionsStorage } from '@agent-versions/sql';
import { PgDatabase } from '../db/database';
import type { PostgresOptions } from '../db/options';

/** Keeps sessions of agents, and their logs in its schema. Opened and migrated on first use. */
export class PgSessionsStorage extends SqlSessionsStorage {
  /**
   * `database`: one that several domains share, in place of one of its own.
   * @throws ValidationError when an option is unknown, missing or out of range
   */
  constructor(options: PostgresOptions, database: PgDatabase = new PgDatabase(options)) {
    super({ database, limits: options.limits });
  }
}
