/** The domain `memory` on Postgres. */
import { SqlMemoryStorage } from '@agent-versions/sql';
import { PgDatabase } from '../db/database';
import type { PostgresOptions } from '../db/options';

/** Keeps threads, their messages, and what is known of resources in its schema. Opened and migrated on first use. */
export class PgMemoryStorage extends SqlMemoryStorage {
  /**
   * `database`: one that several domains share, in place of one of its own.
   * @throws ValidationError when an option is unknown, missing or out of range
   */
  constructor(options: PostgresOptions, database: PgDatabase = new PgDatabase(options)) {
    super({ database, limits: options.limits });
  }
}
