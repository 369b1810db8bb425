/** A storage of two databases: agents on a LibSQL file, their versions on Postgres. Other processes open it with this. */
import { MastraStorage } from '@agent-versions/core';
import { LibSQLStore } from '@agent-versions/libsql';
import { PgAgentVersionsStorage } from '@agent-versions/pg';

/** Where the two databases are. */
export interface CompositeConfig {
  /** Of the LibSQL file. */
  url: string;
  /** Of Postgres. */
  connectionString: string;
  schema: string;
}

/** Opens the composite. */
export function open({ url, ...postgres }: CompositeConfig): MastraStorage {
  return new MastraStorage({
    id: 'composite',
    default: new LibSQLStore({ id: 'agents', url }),
    stores: { agentVersions: new PgAgentVersionsStorage(postgres) },
  });
}
