/** The contract of what goes with what: sessions with their agent, logs with their session. */
import { AgentVersioning } from '@agent-versions/core';
import { describe, expect, it } from 'vitest';
import { refusal } from '../refusal';
import { appendVersions, freshId, sampleConfig } from '../samples';
import type { StoreUnderTest } from '../store-under-test';
import { appendLogs, newSession } from './samples';

/** Proves it for each way in which a session or an agent is deleted. */
export function deletionsContract(store: StoreUnderTest): void {
  describe('deleteSession', () => deleteSession(store));
  describe('deleting an agent', () => deleteAgent(store));
}

function deleteSession(store: StoreUnderTest): void {
  it('deletes the session with its logs, and no other', async () => {
    const { id, mainAgentId } = await newSession(store);
    const other = await newSession(store, { mainAgentId });
    await appendLogs(store, { sessionId: id, count: 3 });
    await store.sessions.appendSessionLog({ sessionId: id, parentId: 3, role: 'tool', type: 'action', content: 1 });
    await appendLogs(store, { sessionId: other.id, count: 1 });
    expect(await store.sessions.deleteSession(id)).toBeUndefined();
    await expectGone(store, id);
    expect(await store.sessions.getSession(other.id)).toEqual(other);
    expect(await store.sessions.countSessionLogs(other.id)).toBe(1);
    expect(await store.agents.getAgent(mainAgentId)).not.toBeNull();
  });

  it('frees the id: a new session begins without logs, at revision 1', async () => {
    const { id, mainAgentId } = await newSession(store);
    await appendLogs(store, { sessionId: id, count: 2 });
    await store.sessions.deleteSession(id);
    expect(await store.sessions.createSession({ id, mainAgentId })).toMatchObject({ revision: 1, status: 'idle' });
    expect(await store.sessions.countSessionLogs(id)).toBe(0);
    expect((await appendLogs(store, { sessionId: id, count: 1 }))[0]?.id).toBe(1);
  });

  it('is no error where there is none, and refuses what is no id', async () => {
    expect(await store.sessions.deleteSession(freshId('session'))).toBeUndefined();
    expect(await refusal(store.sessions.deleteSession(''))).toEqual({ code: 'invalid_input', paths: ['id'] });
  });
}

function deleteAgent(store: StoreUnderTest): void {
  /** Ways to delete an agent. */
  const ways: readonly (readonly [string, (agentId: string) => Promise<unknown>])[] = [
    ['agents.deleteAgent', (agentId) => store.agents.deleteAgent(agentId)],
    ['agents.deleteAgent with expected', (agentId) => store.agents.deleteAgent(agentId, { expected: 1 })],
    ['agentVersions.deleteHistory', (agentId) => store.versions.deleteHistory({ agentId, record: {} })],
    ['AgentVersioning', (agentId) => new AgentVersioning({ storage: store.storage }).deleteAgent(agentId)],
  ];

  it.each(ways)('by %s deletes its sessions and their logs', async (_, remove) => {
    const { id: mainAgentId } = await store.agents.createAgent(sampleConfig());
    const [version] = await appendVersions(store.versions, { agentId: mainAgentId, count: 1 });
    const free = await newSession(store, { mainAgentId, status: 'running' });
    const pinned = await newSession(store, { mainAgentId, agentVersionId: version?.id });
    const other = await newSession(store, { subAgentIds: [mainAgentId] });
    for (const { id: sessionId } of [free, pinned, other]) await appendLogs(store, { sessionId, count: 2 });
    await remove(mainAgentId);
    for (const { id } of [free, pinned]) await expectGone(store, id);
    expect(await store.sessions.listSessions({ mainAgentId })).toMatchObject({ sessions: [], total: 0 });
    expect(await store.sessions.getSession(other.id)).toEqual(other);
    expect(await store.sessions.countSessionLogs(other.id)).toBe(2);
  });

  it('leaves its sessions alone where it is refused', async () => {
    const session = await newSession(store);
    const call = store.agents.deleteAgent(session.mainAgentId, { expected: 9 });
    expect(await refusal(call)).toMatchObject({ code: 'conflict' });
    expect(await store.sessions.getSession(session.id)).toEqual(session);
  });

  it('leaves its sessions alone where only its versions go', async () => {
    const session = await newSession(store);
    await store.versions.deleteHistory({ agentId: session.mainAgentId });
    expect(await store.sessions.getSession(session.id)).toEqual(session);
  });

  it('leaves nothing for a new agent of the same id', async () => {
    const { id, mainAgentId } = await newSession(store);
    await store.agents.deleteAgent(mainAgentId);
    await store.agents.createAgent({ id: mainAgentId });
    await expectGone(store, id);
    expect(await store.sessions.createSession({ id, mainAgentId })).toMatchObject({ revision: 1 });
  });
}

async function expectGone({ sessions }: StoreUnderTest, id: string): Promise<void> {
  expect(await sessions.getSession(id)).toBeNull();
  expect(await sessions.getSessionWithAgent(id)).toBeNull();
  expect(await sessions.countSessionLogs(id)).toBe(0);
  expect(await sessions.getSessionLog({ sessionId: id, id: 1 })).toBeNull();
  expect(await sessions.listSessionLogs({ sessionId: id })).toMatchObject({ logs: [], total: 0 });
}
