/** The texts for users, run by node-postgres on a schema that a store has open. */
import { AgentQueries, PostgresStore, pgQueries, SessionLogQueries, SessionQueries } from '@agent-versions/pg';
import { Client } from 'pg';
import { describe, expect, it } from 'vitest';
import { postgresUrl } from '../../../test/postgres/context';
import { testSchemas } from '../../../test/postgres/schema';
import { agentQueriesSuite } from '../../sql/test/queries/agents-suite';
import { sessionLogQueriesSuite } from '../../sql/test/queries/session-logs-suite';
import { sessionQueriesSuite } from '../../sql/test/queries/sessions-suite';
import type { QuerySubject } from '../../sql/test/queries/subject';

const schemas = testSchemas();

async function open(): Promise<QuerySubject> {
  const schema = schemas.next('"quoted"');
  const storage = new PostgresStore({ id: 'queries', connectionString: postgresUrl(), schema });
  await storage.init();
  const client = new Client({ connectionString: postgresUrl() });
  await client.connect();
  return {
    storage,
    queries: pgQueries(schema),
    run: async (text, args = []) => (await client.query(text, [...args])).rows,
    time: (value) => value as Date,
    close: async () => {
      await client.end();
      await storage.close();
    },
  };
}

agentQueriesSuite(open);
sessionQueriesSuite(open);
sessionLogQueriesSuite(open);

describe('pgQueries', () => {
  it('is what the package exports by name, for the schema agent_versions', () => {
    expect(pgQueries()).toEqual({ AgentQueries, SessionQueries, SessionLogQueries });
    expect(AgentQueries.count).toContain('from "agent_versions"."mastra_agents"');
  });

  it.each(['', 'pg_mine', 'information_schema', 'nul\0', 'x'.repeat(64)])('refuses the schema %j', (schema) => {
    expect(() => pgQueries(schema)).toThrow(expect.objectContaining({ code: 'invalid_input' }));
  });
});
