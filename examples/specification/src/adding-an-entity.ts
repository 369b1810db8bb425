/** Adding a new entity: a migration of the application's own, and its queries. */
import { type Migration, type MigrationResult, Migrator } from '@agent-versions/core';
import { libsqlMigrationDatabase } from '@agent-versions/libsql';
import type { Client } from '@libsql/client';
import { byHand } from './by-hand';
import { createAgent } from './creating-an-agent';
import { setupDatabase } from './running-migrations';

/** `workflows` beside our tables; the agents' table has our name for it. */
export const migration_004_add_workflows: Migration = {
  id: '004',
  description: 'Add workflows table for agent automation',
  createdAt: new Date('2024-12-10T10:00:00.000Z'), // when it was written, not when it is loaded
  up: [
    `CREATE TABLE workflows (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      agent_id TEXT NOT NULL,
      steps TEXT NOT NULL, -- JSON array of workflow steps
      status TEXT DEFAULT 'draft',
      created_at DATETIME DEFAULT CURRENT_TIMESTAMP,
      FOREIGN KEY (agent_id) REFERENCES mastra_agents(id) ON DELETE CASCADE
    )`,
    'CREATE INDEX idx_workflows_agent_id ON workflows(agent_id)',
    'CREATE INDEX idx_workflows_status ON workflows(status)',
  ],
  down: [
    'DROP INDEX IF EXISTS idx_workflows_status',
    'DROP INDEX IF EXISTS idx_workflows_agent_id',
    'DROP TABLE IF EXISTS workflows',
  ],
};

/** Texts in the manner of ours. */
export const WorkflowQueries = {
  insert: 'INSERT INTO workflows (id, name, agent_id, steps, status, created_at) VALUES (?, ?, ?, ?, ?, ?)',
  getById: 'SELECT * FROM workflows WHERE id = ?',
  getByAgentId: 'SELECT * FROM workflows WHERE agent_id = ?',
};

/**
 * A migrator of the application's own. Its tracking table is apart from ours (`app_` before its name): a store refuses
 * a history with migrations that it does not know.
 */
export function createAppMigrator(db: Client): Migrator {
  const migrator = new Migrator(libsqlMigrationDatabase(db, 'app_'));
  migrator.addMigrations([migration_004_add_workflows]);
  return migrator;
}

/** Brings the application's tables up to date. */
export async function migrateApp(db: Client): Promise<MigrationResult[]> {
  return createAppMigrator(db).migrate();
}

await byHand(import.meta.url, async ([url]) => {
  const db = await setupDatabase(url);
  await migrateApp(db);
  const agentId = await createAgent(db);
  const workflow = [crypto.randomUUID(), 'Review', agentId, '[]', 'draft', new Date().toISOString()];
  await db.execute({ sql: WorkflowQueries.insert, args: workflow });
  const { rows } = await db.execute({ sql: WorkflowQueries.getByAgentId, args: [agentId] });
  db.close();
  return rows;
});
