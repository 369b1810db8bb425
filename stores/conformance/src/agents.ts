/** The contract of `agents`, method by method. */
import { describe, expect, it } from 'vitest';
import type { StoreConformanceInput } from './input';
import { refusal } from './refusal';
import { freshId, sampleConfig, ULID } from './samples';
import { openForTests, type StoreUnderTest } from './store-under-test';

/** Proves the methods on single records; lists span all agents and have a file of their own. */
export function agentsContract(input: StoreConformanceInput): void {
  describe('agents', () => {
    const store = openForTests(input);
    createAgent(store);
    getAgent(store);
    updateAgent(store);
    updateAgentExpecting(store);
    deleteAgent(store);
  });
}

function createAgent(store: StoreUnderTest): void {
  describe('createAgent', () => {
    it('makes an id and returns the record at revision 1', async () => {
      const made = await store.agents.createAgent(sampleConfig());
      expect(made).toEqual({
        ...sampleConfig(),
        id: expect.stringMatching(ULID),
        revision: 1,
        createdAt: expect.any(Date),
        updatedAt: made.createdAt,
      });
      expect(Math.abs(Date.now() - made.createdAt.getTime())).toBeLessThan(60_000);
      expect(await store.agents.getAgent(made.id)).toEqual(made);
    });

    it('keeps the id it is given', async () => {
      const id = freshId();
      expect((await store.agents.createAgent({ id, name: 'Ada' })).id).toBe(id);
    });

    it('keeps fields that it does not know, nulls, and empty values', async () => {
      const config = { name: '', description: null, tools: [], model: {}, 'x-team': { a: [null, ''] }, temperature: 0 };
      const { id } = await store.agents.createAgent(config);
      expect(await store.agents.getAgent(id)).toMatchObject(config);
      expect(Object.keys((await store.agents.getAgent(id)) ?? {})).not.toContain('instructions');
    });

    it('takes a configuration without any field', async () => {
      const { id } = await store.agents.createAgent({});
      expect(await store.agents.getAgent(id)).toMatchObject({ id, revision: 1 });
    });

    it('refuses an id that is taken', async () => {
      const { id } = await store.agents.createAgent({ name: 'first' });
      await store.agents.updateAgent({ id, changes: { name: 'second' } });
      expect(await refusal(store.agents.createAgent({ id, name: 'third' }))).toEqual({
        code: 'conflict',
        entity: 'agent',
        id,
        expected: 'none',
        actual: 2,
      });
      expect(await store.agents.getAgent(id)).toMatchObject({ name: 'second', revision: 2 });
    });

    it.each(['activeVersionId', 'revision', 'createdAt', 'updatedAt'])(
      'refuses %s, a field of the record',
      async (field) => {
        const config = { name: 'Ada', [field]: 'mine' };
        expect(await refusal(store.agents.createAgent(config))).toEqual({ code: 'invalid_input', paths: [field] });
      },
    );
  });
}

function getAgent(store: StoreUnderTest): void {
  describe('getAgent', () => {
    it('is null where there is no such agent', async () => {
      expect(await store.agents.getAgent(freshId())).toBeNull();
    });

    it('compares ids byte by byte', async () => {
      const { id } = await store.agents.createAgent({ id: `Case-é-${freshId()}` });
      for (const other of [id.toUpperCase(), id.toLowerCase(), id.normalize('NFD'), `${id} `, id.slice(0, -1)]) {
        expect(await store.agents.getAgent(other)).toBeNull();
      }
      expect(await store.agents.getAgent(id)).toMatchObject({ id });
    });
  });
}

function updateAgent(store: StoreUnderTest): void {
  describe('updateAgent', () => {
    it('sets the fields it is given, whole, and leaves the others alone', async () => {
      const before = await store.agents.createAgent({ name: 'Ada', model: { name: 'a', seed: 1 }, tools: ['x'] });
      const after = await store.agents.updateAgent({ id: before.id, changes: { model: { name: 'b' }, note: null } });
      expect(after).toEqual({
        id: before.id,
        name: 'Ada',
        model: { name: 'b' },
        tools: ['x'],
        note: null,
        revision: 2,
        createdAt: before.createdAt,
        updatedAt: expect.any(Date),
      });
      expect(after.updatedAt.getTime()).toBeGreaterThanOrEqual(before.updatedAt.getTime());
      expect(await store.agents.getAgent(before.id)).toEqual(after);
    });

    it('takes fields away; one that is not there is no error', async () => {
      const { id } = await store.agents.createAgent({ name: 'Ada', description: 'x', tools: [] });
      const after = await store.agents.updateAgent({ id, changes: { name: '' }, remove: ['description', 'nothing'] });
      expect(after).toMatchObject({ id, name: '', tools: [], revision: 2 });
      expect(Object.keys((await store.agents.getAgent(id)) ?? {})).not.toContain('description');
    });

    it('counts a change that changes nothing', async () => {
      const { id } = await store.agents.createAgent({ name: 'Ada' });
      expect(await store.agents.updateAgent({ id })).toMatchObject({ name: 'Ada', revision: 2 });
      expect(await store.agents.updateAgent({ id, changes: { name: 'Ada' } })).toMatchObject({ revision: 3 });
    });

    it('refuses an agent that is not there', async () => {
      const id = freshId();
      const missing = { code: 'not_found', entity: 'agent', id };
      expect(await refusal(store.agents.updateAgent({ id, changes: { name: 'Ada' } }))).toEqual(missing);
      expect(await refusal(store.agents.updateAgent({ id, expected: 1 }))).toEqual(missing);
    });

    it.each(['id', 'activeVersionId', 'revision', 'createdAt', 'updatedAt'])(
      'refuses to set or take away %s',
      async (field) => {
        const { id } = await store.agents.createAgent({ name: 'Ada' });
        const setting = store.agents.updateAgent({ id, changes: { [field]: 'mine' } });
        expect(await refusal(setting)).toEqual({ code: 'invalid_input', paths: [`changes.${field}`] });
        const removing = store.agents.updateAgent({ id, remove: ['name', field] });
        expect(await refusal(removing)).toEqual({ code: 'invalid_input', paths: ['remove[1]'] });
        expect(await store.agents.getAgent(id)).toMatchObject({ name: 'Ada', revision: 1 });
      },
    );

    it('refuses to set and take away the same field', async () => {
      const { id } = await store.agents.createAgent({ name: 'Ada' });
      const update = store.agents.updateAgent({ id, changes: { name: 'Bob' }, remove: ['name'] });
      expect(await refusal(update)).toEqual({ code: 'invalid_input', paths: ['remove[0]'] });
    });

    it('refuses a change that takes the configuration over its limit', async () => {
      const { id } = await store.agents.createAgent({ left: 'x'.repeat(700_000) });
      const update = store.agents.updateAgent({ id, changes: { right: 'x'.repeat(700_000) } });
      expect(await refusal(update)).toMatchObject({ code: 'invalid_input' });
      expect(await store.agents.getAgent(id)).toMatchObject({ revision: 1 });
    });
  });
}

function updateAgentExpecting(store: StoreUnderTest): void {
  describe('updateAgent with expected', () => {
    it('writes while the record is at that revision', async () => {
      const { id, revision } = await store.agents.createAgent({ name: 'Ada' });
      const after = await store.agents.updateAgent({ id, changes: { name: 'Bob' }, expected: revision });
      expect(after).toMatchObject({ name: 'Bob', revision: 2 });
    });

    it('refuses once the record has moved on, and says where it is', async () => {
      const { id } = await store.agents.createAgent({ name: 'Ada' });
      await store.agents.updateAgent({ id, changes: { name: 'Bob' } });
      await store.agents.updateAgent({ id, changes: { name: 'Cy' } });
      const late = store.agents.updateAgent({ id, changes: { name: 'Dot' }, expected: 1 });
      expect(await refusal(late)).toEqual({ code: 'conflict', entity: 'agent', id, expected: 1, actual: 3 });
      expect(await store.agents.getAgent(id)).toMatchObject({ name: 'Cy', revision: 3 });
    });
  });
}

function deleteAgent(store: StoreUnderTest): void {
  describe('deleteAgent', () => {
    it('deletes the record and leaves its versions', async () => {
      const { id } = await store.agents.createAgent({ name: 'Ada' });
      const version = await store.versions.createVersion({ agentId: id, snapshot: { name: 'Ada' } });
      await store.agents.deleteAgent(id);
      expect(await store.agents.getAgent(id)).toBeNull();
      expect(await store.versions.getLatestVersion(id)).toEqual(version);
    });

    it('is no error where there is no such agent', async () => {
      const id = freshId();
      expect(await store.agents.deleteAgent(id)).toBeUndefined();
    });

    it('is refused where a revision is expected and there is no such agent', async () => {
      const id = freshId();
      const call = store.agents.deleteAgent(id, { expected: 3 });
      expect(await refusal(call)).toEqual({ code: 'conflict', entity: 'agent', id, expected: 3, actual: 'none' });
    });

    it('refuses under another revision than expected, and deletes under that one', async () => {
      const { id } = await store.agents.createAgent({ name: 'Ada' });
      const late = store.agents.deleteAgent(id, { expected: 2 });
      expect(await refusal(late)).toEqual({ code: 'conflict', entity: 'agent', id, expected: 2, actual: 1 });
      expect(await store.agents.getAgent(id)).toMatchObject({ id });
      await store.agents.deleteAgent(id, { expected: 1 });
      expect(await store.agents.getAgent(id)).toBeNull();
    });

    it('frees the id: a new agent begins at revision 1', async () => {
      const { id } = await store.agents.createAgent({ name: 'Ada' });
      await store.agents.updateAgent({ id, changes: { name: 'Bob' } });
      await store.agents.deleteAgent(id);
      const anew = await store.agents.createAgent({ id, tools: [] });
      expect(anew).toEqual({ id, tools: [], revision: 1, createdAt: anew.createdAt, updatedAt: anew.createdAt });
      expect(await store.agents.getAgent(id)).toEqual(anew);
    });

    it('lets a new agent of that id follow the version that is active', async () => {
      const id = freshId();
      const { id: versionId } = await store.versions.createVersion({ agentId: id, snapshot: {} });
      await store.versions.setLabel({ agentId: id, label: 'active', versionId });
      expect(await store.agents.createAgent({ id })).toMatchObject({ activeVersionId: versionId });
      expect(await store.agents.getAgent(id)).toMatchObject({ activeVersionId: versionId });
    });
  });
}
