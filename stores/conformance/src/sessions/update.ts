/** The contract of `sessions.updateSession`. */
import type { UpdateSessionInput } from '@agent-versions/core';
import { describe, expect, it } from 'vitest';
import { refusal } from '../refusal';
import { appendVersions, freshId } from '../samples';
import type { StoreUnderTest } from '../store-under-test';
import { newSession, sampleSession } from './samples';

/** Proves the method. */
export function updateSessionContract(store: StoreUnderTest): void {
  describe('updateSession', () => {
    changing(store);
    pinning(store);
    refusing(store);
  });
}

function changing(store: StoreUnderTest): void {
  it('sets what is given, leaves the rest, and returns the whole record', async () => {
    const made = await newSession(store, sampleSession());
    const after = await store.sessions.updateSession({ id: made.id, name: 'Second look', subAgentIds: ['reader'] });
    expect(after).toEqual({
      ...made,
      name: 'Second look',
      subAgentIds: ['reader'],
      revision: 2,
      updatedAt: after.updatedAt,
    });
    expect(after.updatedAt.getTime()).toBeGreaterThanOrEqual(made.updatedAt.getTime());
    expect(await store.sessions.getSession(made.id)).toEqual(after);
  });

  it('takes away what is null', async () => {
    const made = await newSession(store, sampleSession());
    const nothing = { name: null, userGoal: null, externalSessionId: null, subAgentIds: null };
    const after = await store.sessions.updateSession({ id: made.id, ...nothing });
    const { name, userGoal, externalSessionId, ...left } = made;
    expect(after).toEqual({ ...left, subAgentIds: [], revision: 2, updatedAt: after.updatedAt });
    expect(Object.keys(after)).not.toContain('name');
    expect(await store.sessions.getSession(made.id)).toEqual(after);
  });

  it('merges overrides at the top level, and keeps null as a value', async () => {
    const { id } = await newSession(store, { overrides: { model: 'a', configuration: { a: 1, b: 2 }, max_steps: 3 } });
    const overrides = { configuration: { c: 3 }, max_steps: null, mcps: [] };
    const merged = { model: 'a', configuration: { c: 3 }, max_steps: null, mcps: [] };
    expect((await store.sessions.updateSession({ id, overrides })).overrides).toEqual(merged);
    expect((await store.sessions.getSession(id))?.overrides).toEqual(merged);
  });

  it('counts a change that changes nothing', async () => {
    const made = await newSession(store, sampleSession());
    const after = await store.sessions.updateSession({ id: made.id });
    expect(after).toEqual({ ...made, revision: 2, updatedAt: after.updatedAt });
  });

  it('leaves status and logs alone', async () => {
    const { id } = await newSession(store, { status: 'running' });
    await store.sessions.appendSessionLog({ sessionId: id, role: 'user', type: 'message', content: 'hi' });
    expect(await store.sessions.updateSession({ id, name: 'a' })).toMatchObject({ status: 'running' });
    expect(await store.sessions.countSessionLogs(id)).toBe(1);
  });

  it('writes while the record is at the expected revision, and refuses once it has moved on', async () => {
    const { id } = await newSession(store);
    expect(await store.sessions.updateSession({ id, name: 'a', expected: 1 })).toMatchObject({ revision: 2 });
    const late = store.sessions.updateSession({ id, name: 'b', expected: 1 });
    expect(await refusal(late)).toEqual({ code: 'conflict', entity: 'session', id, expected: 1, actual: 2 });
    expect(await store.sessions.getSession(id)).toMatchObject({ name: 'a', revision: 2 });
  });
}

function pinning(store: StoreUnderTest): void {
  it('pins the session to a version of its agent, and lets it go again', async () => {
    const { id: mainAgentId } = await store.agents.createAgent({});
    const made = await appendVersions(store.versions, { agentId: mainAgentId, count: 2 });
    const [first, second] = made.map((version) => version.id);
    const { id } = await newSession(store, { mainAgentId, agentVersionId: first });
    const moved = await store.sessions.updateSession({ id, agentVersionId: second });
    expect(moved.agentVersionId).toBe(second);
    expect((await store.sessions.updateSession({ id, name: 'kept' })).agentVersionId).toBe(second);
    const free = await store.sessions.updateSession({ id, agentVersionId: null });
    expect(Object.keys(free)).not.toContain('agentVersionId');
    expect(await store.sessions.getSession(id)).toEqual(free);
  });

  it('refuses a version that is not there or is of another agent, and changes nothing', async () => {
    const { id } = await newSession(store);
    const [foreign] = await appendVersions(store.versions, { agentId: freshId(), count: 1 });
    for (const agentVersionId of [freshId('version'), foreign?.id ?? '']) {
      const call = store.sessions.updateSession({ id, name: 'pinned', agentVersionId });
      expect(await refusal(call)).toEqual({ code: 'not_found', entity: 'version', id: agentVersionId });
    }
    expect(await store.sessions.getSession(id)).toMatchObject({ revision: 1 });
  });

  it('lets other fields of a session change whose version is gone', async () => {
    const { id: mainAgentId } = await store.agents.createAgent({});
    const [version] = await appendVersions(store.versions, { agentId: mainAgentId, count: 1 });
    const { id } = await newSession(store, { mainAgentId, agentVersionId: version?.id });
    await store.versions.deleteVersion(version?.id ?? '');
    const after = await store.sessions.updateSession({ id, name: 'still here' });
    expect(after).toMatchObject({ name: 'still here', agentVersionId: version?.id });
  });
}

function refusing(store: StoreUnderTest): void {
  it('refuses a session that is not there', async () => {
    const id = freshId('session');
    const missing = { code: 'not_found', entity: 'session', id };
    expect(await refusal(store.sessions.updateSession({ id, name: 'a' }))).toEqual(missing);
    expect(await refusal(store.sessions.updateSession({ id, expected: 1 }))).toEqual(missing);
  });

  it('refuses overrides that are too large together', async () => {
    const { id } = await newSession(store, { overrides: { left: 'x'.repeat(700_000) } });
    const call = store.sessions.updateSession({ id, overrides: { right: 'x'.repeat(700_000) } });
    expect(await refusal(call)).toEqual({ code: 'invalid_input', paths: ['overrides'] });
    expect(await store.sessions.getSession(id)).toMatchObject({ revision: 1 });
  });

  it.each<[string, object]>([
    ['status', { status: 'running' }],
    ['mainAgentId', { mainAgentId: 'another' }],
    ['expected', { expected: 'none' }],
    ['expected', { expected: 0 }],
    ['name', { name: 5 }],
    ['externalSessionId', { externalSessionId: '' }],
    ['overrides', { overrides: 'none' }],
    ['overrides.updatedAt', { overrides: { updatedAt: null } }],
  ])('refuses a wrong %s', async (path, fields) => {
    const { id } = await newSession(store);
    const call = store.sessions.updateSession({ id, ...fields } as UpdateSessionInput);
    expect(await refusal(call)).toEqual({ code: 'invalid_input', paths: [path] });
  });
}
