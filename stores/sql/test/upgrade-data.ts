/** What databases of older releases hold, and what newer ones add to them. */
import type { MastraStorage } from '@agent-versions/core';
import { expect } from 'vitest';

const AT = `'2026-01-01T00:00:00.000Z'`;
const HASH = 'f'.repeat(64);
const CHAIN_HASH = 'e'.repeat(64);

/** The statements that fill one table; `table` is its name, quoted. */
type Filling = (table: string) => string[];

/** In place of whatever is there: a trigger may have made heads already, and those that the rows say are the ones to keep. */
const rows =
  (...values: string[]): Filling =>
  (table) => [`delete from ${table}`, ...values.map((row) => `insert into ${table} values ${row}`)];

/** At 001: two agents of which one serves a version, and one without a record. */
const AT_001: Readonly<Record<string, Filling>> = {
  mastra_agents: rows(
    `('a', 'a2', 7, ${AT}, ${AT}, '{"name": "first"}')`,
    `('b', null, 1, ${AT}, ${AT}, '{"name": "second"}')`,
  ),
  mastra_agent_versions: rows(
    `('a1', 'a', 1, null, null, null, null, null, null, '${HASH}', ${AT}, '{"n": 1}')`,
    `('a2', 'a', 2, 'named', '["n"]', 'why', 'who', 'a1', 'key', '${HASH}', ${AT}, '{"n": 2}')`,
    `('c1', 'c', 1, null, null, null, null, null, null, '${HASH}', ${AT}, '{}')`,
  ),
  mastra_agent_version_heads: rows(`('a', 3, 2, 2)`, `('c', 1, 1, 1)`),
  mastra_agent_version_labels: rows(`('a', 'active', 4, ${AT}, 'who')`, `('a', 'staging', 1, ${AT}, null)`),
  mastra_agent_version_label_targets: rows(`('a', 'active', 'a2', 10000)`, `('a', 'staging', 'a1', 10000)`),
  mastra_agent_version_label_moves: rows(
    `('m4', 'a', 'active', 4, null, '[{"versionId": "a2", "weight": 10000}]', 'who', 'why', ${AT})`,
    `('m1', 'a', 'staging', 1, null, '[{"versionId": "a1", "weight": 10000}]', null, null, ${AT})`,
  ),
};

/** What 002 has on top: a version of the chain, a redacted one, a deleted one, and the events that triggers told of them. */
const AT_002: Readonly<Record<string, Filling>> = {
  mastra_agents: (table) => [`update ${table} set "versionNumber" = 2 where "id" = 'a'`],
  mastra_agent_versions: (table) => [
    `insert into ${table} ("id", "agentId", "versionNumber", "contentHash", "chainHash", "createdAt", "snapshot")
      values ('a4', 'a', 4, '${HASH}', '${CHAIN_HASH}', ${AT}, '{"n": 4}')`,
    `update ${table} set "snapshot" = '{}', "redactedAt" = ${AT}, "redactedBy" = 'who' where "id" = 'a1'`,
  ],
  mastra_agent_version_heads: rows(`('a', 4, 4, 3, '${CHAIN_HASH}', 0, null)`, `('c', 1, 1, 1, null, 0, null)`),
  mastra_agent_version_deletions: rows(`('a', 3, 'a3', '${HASH}', null, 'why', null, ${AT}, 'who', 'cleaning', ${AT})`),
  mastra_agent_version_events: () => [],
};

/** The releases to come from, oldest first, each with what it adds to the rows of the one before. */
export const RELEASES = [
  { id: '001', filling: AT_001 },
  { id: '002', filling: AT_002 },
] as const;

/** The id of a release's last migration. */
export type Release = (typeof RELEASES)[number]['id'];

/** Puts something of the agent `a`, which an old release stored, into each domain that is newer. */
export async function useNewDomains(store: MastraStorage): Promise<void> {
  const memory = await store.requireStore('memory');
  await memory.createThread({ id: 't', resourceId: 'a' });
  await memory.saveMessages({ messages: [{ id: 'm', threadId: 't', role: 'user', content: 'Hello' }] });
  const workflows = await store.requireStore('workflows');
  await workflows.persistWorkflowSnapshot({ workflowId: 'w', runId: 'r', resourceId: 'a', snapshot: { value: {} } });
  const evals = await store.requireStore('evals');
  await evals.saveEval({ agentId: 'a', versionId: 'a2', scorerId: 'accuracy', score: 0.5 });
  const observability = await store.requireStore('observability');
  await observability.createSpan({ traceId: 't', spanId: 's', name: 'a', startedAt: new Date(0) });
  const sessions = await store.requireStore('sessions');
  await sessions.createSession({ id: 's', mainAgentId: 'a', agentVersionId: 'a2', overrides: { model: 'm' } });
  await sessions.appendSessionLog({ sessionId: 's', role: 'user', type: 'message', content: 'Hello' });
  expect(await sessions.getSessionWithAgent('s')).toMatchObject({
    agent: { id: 'a', name: 'first' },
    config: { n: 2, model: 'm', permission_mode: 'readOnly', max_steps: 10 },
  });
}

/** How many records each newer domain has: threads, runs, evals, traces and sessions. */
export async function countNewDomains(store: MastraStorage): Promise<number[]> {
  const lists = await Promise.all([
    store.requireStore('memory').then((memory) => memory.listThreads()),
    store.requireStore('workflows').then((workflows) => workflows.listWorkflowRuns()),
    store.requireStore('evals').then((evals) => evals.listEvals()),
    store.requireStore('observability').then((observability) => observability.listTraces()),
    store.requireStore('sessions').then((sessions) => sessions.listSessions()),
  ]);
  return lists.map(({ total }) => total);
}
