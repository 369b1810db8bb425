/** The contract of `sessions.getSessionWithAgent`: what a session runs with. */
import { describe, expect, it } from 'vitest';
import { refusal } from '../refusal';
import { appendVersions, freshId, sampleConfig } from '../samples';
import type { StoreUnderTest } from '../store-under-test';
import { newSession } from './samples';

const DEFAULTS = { permission_mode: 'readOnly', max_steps: 10 };

/** Proves the method. */
export function sessionWithAgentContract(store: StoreUnderTest): void {
  describe('getSessionWithAgent', () => {
    inheriting(store);
    pinned(store);

    it('returns null where there is none', async () => {
      expect(await store.sessions.getSessionWithAgent(freshId('session'))).toBeNull();
    });

    it('refuses what is no id', async () => {
      const call = store.sessions.getSessionWithAgent('');
      expect(await refusal(call)).toEqual({ code: 'invalid_input', paths: ['id'] });
    });
  });
}

function inheriting(store: StoreUnderTest): void {
  it('returns the session, the agent, and its configuration with defaults for what nobody says', async () => {
    const agent = await store.agents.createAgent(sampleConfig());
    const session = await newSession(store, { mainAgentId: agent.id });
    expect(await store.sessions.getSessionWithAgent(session.id)).toEqual({
      session,
      agent,
      config: { ...sampleConfig(), ...DEFAULTS },
    });
  });

  it('puts overrides on top, each whole, but not those that are null', async () => {
    const { id: mainAgentId } = await store.agents.createAgent({
      model: { name: 'a', temperature: 0 },
      plan_model: 'planner',
      mcps: ['files'],
      max_steps: 20,
    });
    const overrides = { model: { name: 'b' }, plan_model: null, mcps: [], permission_mode: 'acceptEdits', extra: 0 };
    const { id } = await newSession(store, { mainAgentId, overrides });
    expect((await store.sessions.getSessionWithAgent(id))?.config).toEqual({
      model: { name: 'b' },
      plan_model: 'planner',
      mcps: [],
      permission_mode: 'acceptEdits',
      extra: 0,
      max_steps: 20,
    });
  });

  it('keeps false, zero and empty values, and fills in a default for null', async () => {
    const { id: mainAgentId } = await store.agents.createAgent({ max_steps: 0, permission_mode: null, avatar: null });
    const { id } = await newSession(store, { mainAgentId, overrides: { configuration: false } });
    expect((await store.sessions.getSessionWithAgent(id))?.config).toEqual({
      avatar: null,
      configuration: false,
      max_steps: 0,
      permission_mode: 'readOnly',
    });
  });

  it('follows the agent where no version is pinned', async () => {
    const { id: mainAgentId } = await store.agents.createAgent({ model: 'a' });
    const { id } = await newSession(store, { mainAgentId });
    const agent = await store.agents.updateAgent({ id: mainAgentId, changes: { model: 'b' } });
    const found = await store.sessions.getSessionWithAgent(id);
    expect(found).toMatchObject({ agent, config: { model: 'b' } });
  });

  it('shows which version of the agent is active', async () => {
    const { id: mainAgentId } = await store.agents.createAgent({});
    const [version] = await appendVersions(store.versions, { agentId: mainAgentId, count: 1 });
    await store.versions.setLabel({ agentId: mainAgentId, label: 'active', versionId: version?.id ?? '' });
    const { id } = await newSession(store, { mainAgentId });
    const found = await store.sessions.getSessionWithAgent(id);
    expect(found?.agent).toEqual(await store.agents.getAgent(mainAgentId));
    expect(found?.agent.activeVersionId).toBe(version?.id);
  });
}

function pinned(store: StoreUnderTest): void {
  it('takes the configuration from the version that is pinned, whatever the agent has become', async () => {
    const agent = await store.agents.createAgent({ model: 'now', only: 'now' });
    const version = await store.versions.createVersion({
      agentId: agent.id,
      snapshot: { model: 'then', max_steps: 4 },
    });
    const fields = { mainAgentId: agent.id, agentVersionId: version.id, overrides: { plan_model: 'mine' } };
    const session = await newSession(store, fields);
    expect(await store.sessions.getSessionWithAgent(session.id)).toEqual({
      session,
      agent,
      config: { model: 'then', plan_model: 'mine', max_steps: 4, permission_mode: 'readOnly' },
    });
  });

  it('refuses where that version was deleted since, and never takes another', async () => {
    const { id: mainAgentId } = await store.agents.createAgent({});
    const [first] = await appendVersions(store.versions, { agentId: mainAgentId, count: 2 });
    const { id } = await newSession(store, { mainAgentId, agentVersionId: first?.id });
    await store.versions.deleteVersion(first?.id ?? '');
    const missing = { code: 'not_found', entity: 'version', id: first?.id };
    expect(await refusal(store.sessions.getSessionWithAgent(id))).toEqual(missing);
    expect(await store.sessions.getSession(id)).toMatchObject({ agentVersionId: first?.id });
  });

  it('refuses where that version was redacted since', async () => {
    const { id: mainAgentId } = await store.agents.createAgent({});
    const [first] = await appendVersions(store.versions, { agentId: mainAgentId, count: 2 });
    const versionId = first?.id ?? '';
    const { id } = await newSession(store, { mainAgentId, agentVersionId: versionId });
    await store.versions.redactVersion({ agentId: mainAgentId, versionId });
    const missing = { code: 'not_found', entity: 'version', id: versionId };
    expect(await refusal(store.sessions.getSessionWithAgent(id))).toEqual(missing);
  });
}
