/** The examples of the third document that use the SQL, and what a store reads of what they wrote. */
import { LibSQLStore } from '@agent-versions/libsql';
import type { Client } from '@libsql/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAgent } from '../src/creating-an-agent';
import { createSession } from '../src/managing-sessions';
import { explainGetByStatus, getSessionWithAgent } from '../src/query-with-joins';
import { setupDatabase } from '../src/running-migrations';
import { temporaryUrl } from './temporary-file';

let db: Client;
let storage: LibSQLStore;

beforeAll(async () => {
  const url = temporaryUrl();
  db = await setupDatabase(url);
  storage = new LibSQLStore({ id: 'check', url });
});
afterAll(async () => {
  db.close();
  await storage.close();
});

it('creates an agent that the domain reads as its own', async () => {
  const id = await createAgent(db);
  const agents = await storage.requireStore('agents');
  expect(await agents.getAgent(id)).toEqual({
    id,
    type: 'custom',
    name: 'Code Review Assistant',
    description: 'Helps review code for best practices',
    instructions: 'Review code for security, performance, and maintainability',
    model: 'claude-3-sonnet-20241022',
    small_model: 'claude-3-haiku-20241022',
    built_in_tools: ['file_search', 'code_analysis'],
    mcps: [],
    knowledges: ['coding-standards'],
    configuration: { temperature: 0.1, top_p: 0.9 },
    accessible_paths: ['/src', '/tests'],
    permission_mode: 'readOnly',
    max_steps: 20,
    revision: 1,
    createdAt: expect.any(Date),
    updatedAt: expect.any(Date),
  });
});

it('manages a session that the domain reads as its own', async () => {
  const agentId = await createAgent(db);
  const id = await createSession(db, agentId);
  const sessions = await storage.requireStore('sessions');
  expect(await sessions.getSession(id)).toMatchObject({
    name: 'Code Review Session',
    mainAgentId: agentId,
    userGoal: 'Review the authentication module for security issues',
    status: 'running',
    overrides: {},
  });
  expect((await sessions.listSessionLogs({ sessionId: id })).logs).toMatchObject([
    { id: 1, role: 'user', type: 'message', content: { text: 'Please review the authentication module' } },
  ]);
});

it('joins a session with its agent and its effective configuration', async () => {
  const agentId = await createAgent(db);
  const id = await createSession(db, agentId);
  expect(await getSessionWithAgent(db, id)).toEqual({
    session: {
      id,
      name: 'Code Review Session',
      status: 'running',
      user_goal: 'Review the authentication module for security issues',
      created_at: expect.any(String),
    },
    agent: {
      id: agentId,
      name: 'Code Review Assistant',
      description: 'Helps review code for best practices',
      avatar: null,
    },
    config: { model: 'claude-3-sonnet-20241022', plan_model: null, permission_mode: 'readOnly', max_steps: 20 },
  });
  await expect(getSessionWithAgent(db, 'nowhere')).rejects.toThrow('Session not found');
});

it('finds sessions by status along an index', async () => {
  const plan = await explainGetByStatus(db);
  expect(plan).toEqual([expect.stringMatching(/^SEARCH s USING INDEX mastra_sessions_status/)]);
});
