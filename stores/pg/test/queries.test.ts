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
import { withClient } from './raw-client';

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

it('a session loses its logs beside those who append under one of them, and nobody waits for ever', async () => {
  const subject = await open();
  const { insert, deleteBySessionId } = subject.queries.SessionLogQueries;
  const agents = await subject.storage.requireStore('agents');
  const sessions = await subject.storage.requireStore('sessions');
  const { id: mainAgentId } = await agents.createAgent({});
  const { id } = await sessions.createSession({ mainAgentId });
  const codes = new Set<unknown>();
  await withClient(async (deleting) => {
    for (let round = 0; round < 100; round += 1) {
      const log = { sessionId: id, role: 'user', type: 'message', content: round } as const;
      const { id: parentId } = await sessions.appendSessionLog(log);
      const under = [id, parentId, 'tool', 'action', '1', null, null, null];
      const calls = [subject.run(insert, under), deleting.query(deleteBySessionId, [id]), subject.run(insert, under)];
      for (const call of await Promise.allSettled(calls)) if (call.status === 'rejected') codes.add(call.reason.code);
      expect(await sessions.listSessionLogs({ sessionId: id })).toMatchObject({
        total: await sessions.countSessionLogs(id),
      });
    }
  });
  await subject.close();
  codes.delete('23503'); // who came second: its parent is gone, or has a child that this statement does not see
  expect([...codes]).toEqual([]);
});

describe('pgQueries', () => {
  it('is what the package exports by name, for the schema agent_versions', () => {
    expect(pgQueries()).toEqual({ AgentQueries, SessionQueries, SessionLogQueries });
    expect(AgentQueries.count).toContain('from "agent_versions"."mastra_agents"');
  });

  it.each(['', 'pg_mine', 'information_schema', 'nul\0', 'x'.repeat(64)])('refuses the schema %j', (schema) => {
    expect(() => pgQueries(schema)).toThrow(expect.objectContaining({ code: 'invalid_input' }));
  });
});
