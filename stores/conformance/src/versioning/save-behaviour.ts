/** What a save, a move of a label, a restore and a rollback do in their one step. */
import type { AgentVersioning, RestoreOptions, SaveOutput } from '@agent-versions/core';
import { describe, expect, it } from 'vitest';
import { refusal } from '../refusal';
import { configOf, freshId } from '../samples';
import type { StoreUnderTest } from '../store-under-test';

/** Every action that takes what the agent must be. */
const EXPECTING: [string, (service: AgentVersioning, id: string, options: RestoreOptions) => Promise<SaveOutput>][] = [
  ['save', (service, id, options) => service.save(id, { model: 'c' }, options)],
  ['createVersion', (service, id, options) => service.createVersion(id, options)],
  ['restore', (service, id, options) => service.restore(id, 1, options)],
  ['rollback', (service, id, options) => service.rollback(id, 1, options)],
];

/** Proves save, setLabel, restore and rollback. */
export function saveBehaviour(service: () => AgentVersioning, store: StoreUnderTest): void {
  savingBehaviour(service, store);
  expectingBehaviour(service);
  labellingBehaviour(service);
  splittingBehaviour(service);
  restoringBehaviour(service);
}

function savingBehaviour(service: () => AgentVersioning, store: StoreUnderTest): void {
  describe('save', () => {
    it('answers with the record as it is then', async () => {
      const id = freshId();
      await service().createAgent({ id, model: 'a', note: 'x' });
      const saved = await service().save(id, { model: 'b' }, { remove: ['note'], labels: ['active'] });
      expect(await service().getAgent(id)).toEqual(saved.agent);
      expect(configOf(saved.agent)).toEqual({ model: 'b' });
      expect(saved.agent).toMatchObject({ versionNumber: 2, activeVersionId: saved.version.id });
      expect(saved.version.changedFields).toEqual(['model', 'note']);
    });

    it('makes nothing of what the head holds, unless forced', async () => {
      const id = freshId();
      const { version } = await service().createAgent({ id, model: 'a' });
      expect(await service().save(id, { model: 'a' })).toMatchObject({ created: false, version });
      const forced = await service().save(id, { model: 'a' }, { force: true });
      expect(forced).toMatchObject({ created: true, version: { versionNumber: 2, changedFields: [] } });
      expect((await service().list({ agentId: id })).total).toBe(2);
    });

    it('takes up what was edited in the record', async () => {
      const id = freshId();
      await service().createAgent({ id, model: 'a' });
      await service().updateAgent({ id, changes: { note: 'draft' } });
      const { version } = await service().save(id, { model: 'b' });
      expect(version.snapshot).toEqual({ model: 'b', note: 'draft' });
    });

    it('builds on a version that was appended around it', async () => {
      const id = freshId();
      await service().createAgent({ id, model: 'a', note: 'x' });
      await store.versions.createVersion({ agentId: id, snapshot: { model: 'b', note: 'x' } });
      const { version, agent } = await service().save(id, { note: 'y' });
      expect(version).toMatchObject({ versionNumber: 3, snapshot: { model: 'b', note: 'y' } });
      expect(configOf(agent)).toEqual({ model: 'b', note: 'y' });
      expect(await service().getAgent(id)).toEqual(agent);
    });

    it('that is repeated under its key after others have saved gives its first answer', async () => {
      const id = freshId();
      await service().createAgent({ id, model: 'a' });
      const save = () => service().save(id, { model: 'b' }, { idempotencyKey: 'k' });
      const first = await save();
      await service().save(id, { model: 'c' });
      await service().save(id, { note: 'more' });
      const { version, created } = await save();
      expect({ version, created }).toEqual({ version: first.version, created: false });
      expect(await service().get(id, 'head')).toMatchObject({
        versionNumber: 4,
        snapshot: { model: 'c', note: 'more' },
      });
      const other = await refusal(service().save(id, { model: 'z' }, { idempotencyKey: 'k' }));
      expect(other).toMatchObject({ code: 'conflict', entity: 'idempotencyKey', id: 'k' });
    });

    it('that expects an older head is refused with what a merge needs', async () => {
      const id = freshId();
      await service().createAgent({ id, model: 'a', note: 'x' });
      await service().save(id, { model: 'b' });
      const error = await service()
        .save(id, { model: 'c', note: 'y' }, { expected: 1 })
        .catch((caught) => caught);
      expect(error).toMatchObject({
        ...{ code: 'conflict', entity: 'version', id, expected: 1, actual: 2 },
        details: { headVersionNumber: 2, theirFields: ['model'], myFields: ['model', 'note'], bothFields: ['model'] },
      });
    });
  });
}

function expectingBehaviour(service: () => AgentVersioning): void {
  describe.each(EXPECTING)('%s that expects a content hash', (_, action) => {
    it('is done while the agent is that', async () => {
      const id = freshId();
      await service().createAgent({ id, model: 'a' });
      await service().save(id, { model: 'b' });
      await service().updateAgent({ id, changes: { note: 'draft' } });
      const { agent, contentHash } = await service().current(id);
      expect(configOf(agent)).toEqual({ model: 'b', note: 'draft' });
      const { created, version } = await action(service(), id, { expected: { contentHash } });
      expect({ created, number: version.versionNumber }).toEqual({ created: true, number: 3 });
      expect((await service().current(id)).contentHash).toBe(version.contentHash);
    });

    it.each<[string, (id: string) => Promise<unknown>]>([
      ['a save', (id) => service().save(id, { model: 'c' })],
      ['an edit in no version', (id) => service().updateAgent({ id, changes: { note: 'draft' } })],
    ])('is refused after %s of others', async (__, change) => {
      const id = freshId();
      await service().createAgent({ id, model: 'a' });
      const { version: seen } = await service().save(id, { model: 'b' });
      await change(id);
      const { agent, contentHash: actual } = await service().current(id);
      const { id: headVersionId, versionNumber: headVersionNumber } = await service().latest(id);
      const expected = seen.contentHash;
      await expect(action(service(), id, { expected: { contentHash: expected } })).rejects.toMatchObject({
        ...{ code: 'conflict', entity: 'version', id, expected, actual },
        details: { headVersionNumber, headVersionId },
      });
      expect(await service().getAgent(id)).toEqual(agent);
      expect((await service().list({ agentId: id })).total).toBe(headVersionNumber);
    });

    it('repeated under its key gives its first answer, whoever saved in between', async () => {
      const id = freshId();
      await service().createAgent({ id, model: 'a' });
      const { contentHash } = (await service().save(id, { model: 'b' })).version;
      const call = () => action(service(), id, { expected: { contentHash }, idempotencyKey: 'k' });
      const { version } = await call();
      await service().save(id, { note: 'other' });
      expect(await call()).toMatchObject({ created: false, version });
      expect((await service().list({ agentId: id })).total).toBe(4);
    });
  });
}

function labellingBehaviour(service: () => AgentVersioning): void {
  describe('save with labels', () => {
    it('moves them in the same step, and says who and why', async () => {
      const id = freshId();
      await service().createAgent({ id, model: 'a' }, { labels: ['production'] });
      const options = { labels: ['production', 'active'], message: 'Release 2' };
      const { version } = await service().save(id, { model: 'b' }, options);
      const { moves } = await service().listLabelMoves({ agentId: id, label: 'production' });
      expect(moves[0]).toMatchObject({ revision: 2, movedBy: 'mira', reason: 'Release 2' });
      expect(moves[0]?.to).toEqual([{ versionId: version.id, weight: 10_000 }]);
      expect(await service().get(id, 'active')).toEqual(version);
    });

    it('moves none where the save is refused', async () => {
      const id = freshId();
      const { version } = await service().createAgent({ id, model: 'a' }, { labels: ['production'] });
      await service().save(id, { model: 'b' });
      const refused = await refusal(service().save(id, { model: 'c' }, { labels: ['production'], expected: 1 }));
      expect(refused).toMatchObject({ code: 'conflict', expected: 1, actual: 2 });
      expect(await service().get(id, 'production')).toEqual(version);
      expect((await service().listLabelMoves({ agentId: id })).total).toBe(1);
    });

    it('points them at the head where nothing has changed', async () => {
      const id = freshId();
      const { version } = await service().createAgent({ id, model: 'a' });
      const { created, agent } = await service().save(id, { model: 'a' }, { labels: ['active'] });
      expect({ created, active: agent.activeVersionId }).toEqual({ created: false, active: version.id });
      expect(await service().getAgent(id)).toEqual(agent);
    });
  });
}

function splittingBehaviour(service: () => AgentVersioning): void {
  describe('setLabel', () => {
    it('that splits over versions that are not there names the first of them', async () => {
      const id = freshId();
      await service().createAgent({ id, model: 'a' });
      for (const missing of [
        [7, 8],
        ['head~9', 7],
        [8, 'head~9'],
        ['nobody', 7],
      ]) {
        const targets = missing.map((version) => ({ version, weight: 5_000 }));
        const refused = await refusal(service().setLabel(id, 'production', { targets }));
        expect(refused).toMatchObject({ code: 'not_found', entity: 'version', id: `${id}/${missing[0]}` });
      }
    });
  });
}

function restoringBehaviour(service: () => AgentVersioning): void {
  describe('restore', () => {
    it('makes a new version of the old content, and leaves what is served alone', async () => {
      const id = freshId();
      const { version: first } = await service().createAgent({ id, model: 'a', tools: ['search'] });
      const { version: second } = await service().save(id, { model: 'b' }, { labels: ['active'] });
      const { version, agent, created } = await service().restore(id, 1);
      expect({ created, number: version.versionNumber }).toEqual({ created: true, number: 3 });
      expect(version).toMatchObject({ restoredFrom: first.id, contentHash: first.contentHash });
      expect(version.snapshot).toEqual(first.snapshot);
      expect(agent.activeVersionId).toBe(second.id);
      expect(configOf(agent)).toEqual(first.snapshot);
      expect(await service().getAgent(id)).toEqual(agent);
    });

    it('of the head makes nothing, but drops what was edited since', async () => {
      const id = freshId();
      await service().createAgent({ id, model: 'a' });
      await service().updateAgent({ id, changes: { model: 'draft' } });
      const { created, agent } = await service().restore(id, 1);
      expect({ created, model: agent.model }).toEqual({ created: false, model: 'a' });
      expect(await service().getAgent(id)).toEqual(agent);
    });
  });

  describe('rollback', () => {
    it('serves the new version in the same step', async () => {
      const id = freshId();
      await service().createAgent({ id, model: 'a' });
      await service().save(id, { model: 'b' }, { labels: ['active'] });
      const { version, agent } = await service().rollback(id, 1, { message: 'b loops' });
      expect(agent).toMatchObject({ model: 'a', activeVersionId: version.id, versionNumber: 3 });
      expect(await service().getAgent(id)).toEqual(agent);
      expect(await service().resolve(id)).toEqual(version);
      const { moves } = await service().listLabelMoves({ agentId: id });
      expect(moves[0]).toMatchObject({ label: 'active', revision: 2, movedBy: 'mira', reason: 'b loops' });
    });

    it('that is refused moves nothing', async () => {
      const id = freshId();
      await service().createAgent({ id, model: 'a' }, { labels: ['active'] });
      await service().save(id, { model: 'b' });
      expect(await refusal(service().rollback(id, 1, { expected: 1 }))).toMatchObject({ code: 'conflict' });
      expect(await service().resolve(id)).toMatchObject({ versionNumber: 1 });
      expect((await service().list({ agentId: id })).total).toBe(2);
    });
  });
}
