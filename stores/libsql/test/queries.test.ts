/** The texts for users, run by a client of `@libsql/client` on a file that a store has open. */
import {
  AgentQueries,
  LibSQLStore,
  libsqlMigrationDatabase,
  libsqlMigrations,
  libsqlQueries,
  SessionLogQueries,
  SessionQueries,
} from '@agent-versions/libsql';
import { createClient } from '@libsql/client';
import { describe, expect, it } from 'vitest';
import { agentQueriesSuite } from '../../sql/test/queries/agents-suite';
import { sessionLogQueriesSuite } from '../../sql/test/queries/session-logs-suite';
import { sessionQueriesSuite } from '../../sql/test/queries/sessions-suite';
import type { QuerySubject } from '../../sql/test/queries/subject';
import { temporaryFile } from './support/temporary-folder';

/** A prefix, so that a table that a text names without it is not found. */
const PREFIX = 'mine_';

async function open(): Promise<QuerySubject> {
  const url = `file:${temporaryFile()}`;
  const storage = new LibSQLStore({ id: 'queries', url, tablePrefix: PREFIX });
  await storage.init();
  const client = createClient({ url, timeout: 5000 });
  return {
    storage,
    queries: libsqlQueries(PREFIX),
    run: async (sql, args = []) => (await client.execute({ sql, args: [...args] })).rows.map((row) => ({ ...row })),
    time: (value) => new Date(String(value)),
    close: async () => {
      client.close();
      await storage.close();
    },
  };
}

agentQueriesSuite(open);
sessionQueriesSuite(open);
sessionLogQueriesSuite(open);

describe('libsqlQueries', () => {
  it('is what the package exports by name, where there is no prefix', () => {
    expect(libsqlQueries()).toEqual({ AgentQueries, SessionQueries, SessionLogQueries });
    expect(AgentQueries.count).toContain('from "mastra_agents"');
  });
});

it.each(['a"b', 'A', 'sqlite_', 'x'.repeat(33), 'a;drop table t'])(
  '%j is no prefix, for texts or migrations',
  (prefix) => {
    const refusal = expect.objectContaining({ code: 'invalid_input' });
    const client = createClient({ url: ':memory:' });
    expect(() => libsqlQueries(prefix)).toThrow(refusal);
    expect(() => libsqlMigrations(prefix)).toThrow(refusal);
    expect(() => libsqlMigrationDatabase(client, prefix)).toThrow(refusal);
    client.close();
  },
);
