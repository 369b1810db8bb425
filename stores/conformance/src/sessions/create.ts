/** The contract of `sessions.createSession` and `sessions.getSession`. */
import type { CreateSessionInput } from '@agent-versions/core';
import { describe, expect, it } from 'vitest';
import { refusal } from '../refusal';
import { appendVersions, freshId, ULID } from '../samples';
import type { StoreUnderTest } from '../store-under-test';
import { newSession, sampleSession } from './samples';

/** Proves both methods. */
export function createSessionContract(store: StoreUnderTest): void {
  describe('createSession', () => {
    storing(store);
    refusing(store);
  });

  describe('getSession', () => {
    it('returns null where there is none', async () => {
      expect(await store.sessions.getSession(freshId('session'))).toBeNull();
    });

    it.each(['', 'a\0', 'x'.repeat(256), 5, null])('refuses %j', async (id) => {
      expect(await refusal(store.sessions.getSession(id as string))).toEqual({ code: 'invalid_input', paths: ['id'] });
    });
  });
}

function storing(store: StoreUnderTest): void {
  it('makes an id, and an idle session that inherits everything', async () => {
    const { id: mainAgentId } = await store.agents.createAgent({});
    const made = await store.sessions.createSession({ mainAgentId });
    expect(made).toEqual({
      id: expect.stringMatching(ULID),
      mainAgentId,
      subAgentIds: [],
      status: 'idle',
      overrides: {},
      revision: 1,
      createdAt: expect.any(Date),
      updatedAt: made.createdAt,
    });
    expect(Object.keys(made)).not.toContain('name');
    expect(Math.abs(Date.now() - made.createdAt.getTime())).toBeLessThan(60_000);
    expect(await store.sessions.getSession(made.id)).toEqual(made);
  });

  it('keeps all that it is given', async () => {
    const id = freshId('session');
    const made = await newSession(store, { id, ...sampleSession(), status: 'running' });
    expect(made).toMatchObject({ id, ...sampleSession(), status: 'running', revision: 1 });
    expect(await store.sessions.getSession(id)).toEqual(made);
  });

  it('keeps empty texts, and null overrides beside absent ones', async () => {
    const made = await newSession(store, { name: '', userGoal: '', overrides: { model: null, mcps: [] } });
    expect(made).toMatchObject({ name: '', userGoal: '', overrides: { model: null, mcps: [] } });
    expect(await store.sessions.getSession(made.id)).toEqual(made);
  });

  it('pins the session to a version of its agent', async () => {
    const { id: mainAgentId } = await store.agents.createAgent({});
    const [version] = await appendVersions(store.versions, { agentId: mainAgentId, count: 1 });
    const made = await newSession(store, { mainAgentId, agentVersionId: version?.id });
    expect(made.agentVersionId).toBe(version?.id);
    expect(await store.sessions.getSession(made.id)).toEqual(made);
  });
}

function refusing(store: StoreUnderTest): void {
  it('refuses an agent that is not there', async () => {
    const mainAgentId = freshId();
    const id = freshId('session');
    const call = store.sessions.createSession({ id, mainAgentId });
    expect(await refusal(call)).toEqual({ code: 'not_found', entity: 'agent', id: mainAgentId });
    expect(await store.sessions.getSession(id)).toBeNull();
  });

  it('refuses a version that is not there, is of another agent, or is redacted', async () => {
    const { id: mainAgentId } = await store.agents.createAgent({});
    const other = freshId();
    const [foreign] = await appendVersions(store.versions, { agentId: other, count: 1 });
    const [blank] = await appendVersions(store.versions, { agentId: mainAgentId, count: 1 });
    await store.versions.redactVersion({ agentId: mainAgentId, versionId: blank?.id ?? '' });
    for (const agentVersionId of [freshId('version'), foreign?.id ?? '', blank?.id ?? '']) {
      const call = store.sessions.createSession({ mainAgentId, agentVersionId });
      expect(await refusal(call)).toEqual({ code: 'not_found', entity: 'version', id: agentVersionId });
    }
  });

  it('refuses an id that is taken, and leaves its session alone', async () => {
    const made = await newSession(store, { name: 'first' });
    const { id, mainAgentId } = made;
    await store.sessions.updateSession({ id, name: 'second' });
    const call = store.sessions.createSession({ id, mainAgentId, name: 'third' });
    expect(await refusal(call)).toEqual({ code: 'conflict', entity: 'session', id, expected: 'none', actual: 2 });
    expect(await store.sessions.getSession(id)).toMatchObject({ name: 'second', revision: 2 });
  });

  it.each<[string, object]>([
    ['mainAgentId', { mainAgentId: undefined }],
    ['id', { id: '' }],
    ['name', { name: null }],
    ['status', { status: 'paused' }],
    ['subAgentIds', { subAgentIds: 'reader' }],
    ['subAgentIds[1]', { subAgentIds: ['reader', ''] }],
    ['externalSessionId', { externalSessionId: '' }],
    ['overrides', { overrides: [] }],
    ['overrides', { overrides: null }],
    ['overrides.max_steps', { overrides: { max_steps: Number.NaN } }],
    ['overrides.revision', { overrides: { revision: 1 } }],
    ['overrides.id', { overrides: { id: 'mine' } }],
    ['revision', { revision: 1 }],
  ])('refuses a wrong %s', async (path, fields) => {
    const { id: mainAgentId } = await store.agents.createAgent({});
    const call = store.sessions.createSession({ mainAgentId, ...fields } as CreateSessionInput);
    expect(await refusal(call)).toEqual({ code: 'invalid_input', paths: [path] });
  });

  it('refuses more than a thousand sub-agents', async () => {
    const subAgentIds = Array.from({ length: 1001 }, (_, index) => `agent-${index}`);
    expect(await refusal(newSession(store, { subAgentIds }))).toEqual({
      code: 'invalid_input',
      paths: ['subAgentIds'],
    });
    const made = await newSession(store, { subAgentIds: subAgentIds.slice(1) });
    expect(await store.sessions.getSession(made.id)).toEqual(made);
  });
}
