/** Managing sessions by their SQL: a session of an agent, and its first log. */
import { SessionLogQueries, SessionQueries } from '@agent-versions/libsql';
import type { Client } from '@libsql/client';
import { byHand } from './by-hand';
import { createAgent } from './creating-an-agent';
import { setupDatabase } from './running-migrations';

/** The id of a new session of the agent. */
export async function createSession(db: Client, agentId: string): Promise<string> {
  const sessionId = crypto.randomUUID();

  // Create session
  await db.execute({
    sql: SessionQueries.insert,
    args: [
      sessionId,
      'Code Review Session',
      agentId,
      null, // sub_agent_ids
      'Review the authentication module for security issues',
      'running',
      null, // external_session_id
      ...[null, null, null, null, null, null, null, null, null, null], // config overrides
      new Date().toISOString(),
      new Date().toISOString(),
    ],
  });

  // Add initial log entry
  await db.execute({
    sql: SessionLogQueries.insert,
    args: [
      sessionId,
      null, // parent_id
      'user',
      'message',
      JSON.stringify({
        text: 'Please review the authentication module',
        files: ['/src/auth/login.ts', '/src/auth/middleware.ts'],
      }),
      null, // metadata
      new Date().toISOString(),
      new Date().toISOString(),
    ],
  });

  return sessionId;
}

await byHand(import.meta.url, async ([url]) => {
  const db = await setupDatabase(url);
  const id = await createSession(db, await createAgent(db));
  const { rows } = await db.execute({ sql: SessionLogQueries.getBySessionId, args: [id] });
  db.close();
  return rows;
});
