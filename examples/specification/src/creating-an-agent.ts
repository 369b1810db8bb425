/** Creating an agent by its SQL. */
import { AgentQueries } from '@agent-versions/libsql'; // the texts of one database; `@agent-versions/pg` has the other's
import type { Client } from '@libsql/client';
import { byHand } from './by-hand';
import { setupDatabase } from './running-migrations';

/** The id of a new agent. */
export async function createAgent(db: Client): Promise<string> {
  const agent = {
    id: crypto.randomUUID(),
    type: 'custom',
    name: 'Code Review Assistant',
    description: 'Helps review code for best practices',
    avatar: null,
    instructions: 'Review code for security, performance, and maintainability',
    model: 'claude-3-sonnet-20241022',
    plan_model: null,
    small_model: 'claude-3-haiku-20241022',
    built_in_tools: JSON.stringify(['file_search', 'code_analysis']),
    mcps: JSON.stringify([]),
    knowledges: JSON.stringify(['coding-standards']),
    configuration: JSON.stringify({ temperature: 0.1, top_p: 0.9 }),
    accessible_paths: JSON.stringify(['/src', '/tests']),
    permission_mode: 'readOnly',
    max_steps: 20,
    created_at: new Date().toISOString(),
    updated_at: new Date().toISOString(),
  };

  await db.execute({
    sql: AgentQueries.insert,
    args: Object.values(agent),
  });

  return agent.id;
}

await byHand(import.meta.url, async ([url]) => {
  const db = await setupDatabase(url);
  const id = await createAgent(db);
  const { rows } = await db.execute({ sql: AgentQueries.getById, args: [id] });
  db.close();
  return rows;
});
