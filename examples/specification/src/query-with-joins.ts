/** Query with joins: a session, its agent, and the configuration that it effectively runs with. */
import { SessionQueries } from '@agent-versions/libsql';
import type { Client } from '@libsql/client';
import { byHand } from './by-hand';
import { createAgent } from './creating-an-agent';
import { createSession } from './managing-sessions';
import { setupDatabase } from './running-migrations';

/** What one statement says of a session. */
export async function getSessionWithAgent(db: Client, sessionId: string) {
  const result = await db.execute({
    sql: SessionQueries.getSessionWithAgent,
    args: [sessionId],
  });

  const row = result.rows[0]; // before the test for its absence, which the compiler wants to see on the row itself
  if (!row) {
    throw new Error('Session not found');
  }

  return {
    // Session data
    session: {
      id: row.id,
      name: row.name,
      status: row.status,
      user_goal: row.user_goal,
      created_at: row.created_at,
    },
    // Agent data
    agent: {
      id: row.main_agent_id,
      name: row.agent_name,
      description: row.agent_description,
      avatar: row.agent_avatar,
    },
    // Effective configuration (session overrides + agent defaults)
    config: {
      model: row.effective_model,
      plan_model: row.effective_plan_model,
      permission_mode: row.effective_permission_mode,
      max_steps: row.effective_max_steps,
    },
  };
}

/** The steps by which the database finds the sessions of one status: an index, as in the document's schema. */
export async function explainGetByStatus(db: Client): Promise<string[]> {
  // Analyze query execution plan (`args`: the texts take theirs here too)
  const result = await db.execute({ sql: `EXPLAIN QUERY PLAN ${SessionQueries.getByStatus}`, args: ['running'] });
  console.log('Query plan:', result.rows);
  return result.rows.map(({ detail }) => String(detail));
}

await byHand(import.meta.url, async ([url]) => {
  const db = await setupDatabase(url);
  const found = await getSessionWithAgent(db, await createSession(db, await createAgent(db)));
  db.close();
  return found;
});
