/** The domain `agentVersions` on Postgres. */
import { SqlAgentVersionsStorage } from '@agent-versions/sql';
import { PgDatabase } from '../db/database';
import type { PostgresOptions } from '../db/options';

/**
 * Keeps versions, labels and their moves in the tables `mastra_agent_version*` of its schema. Opened and migrated on
 * first use. Appending a version is one statement and one round trip, whoever else appends at the same time.
 */
export class PgAgentVersionsStorage extends SqlAgentVersionsStorage {
  /**
   * `database`: one that several domains share, in place of one of its own.
   * @throws ValidationError when an option is unknown, missing or out of range
   */
  constructor(options: PostgresOptions, database: PgDatabase = new PgDatabase(options)) {
    super({ database, limits: options.limits });
  }
}
