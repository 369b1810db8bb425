/** Saving agents through the service. */
import { describe, expect, it } from 'vitest';
import { NotFoundError, ValidationError } from '../../src/errors';
import type { AgentConfig } from '../../src/storage/types';
import { agentId, LAYOUTS, numbers, serviceOver, withAgent } from './stores';

describe.each(LAYOUTS)('over %s', (_, domains) => {
  describe('save', () => {
    it('merges fields, appends one version and brings the record along', async () => {
      const { versioning, agents } = await withAgent(domains);
      const { version, created, agent } = await versioning.save(agentId, { model: 'b', extra: { deep: [1] } });
      expect(created).toBe(true);
      expect(version).toMatchObject({ versionNumber: 2, changedFields: ['extra', 'model'] });
      expect(version.snapshot).toEqual({ model: 'b', note: null, extra: { deep: [1] } });
      expect(agent).toEqual(await agents.getAgent(agentId));
      expect(agent).toMatchObject({ model: 'b', versionNumber: 2 });
    });

    it('takes fields away, keeps null and the empty string', async () => {
      const { versioning } = await withAgent(domains, { model: 'a', note: null, gone: 1 });
      const { version } = await versioning.save(agentId, { model: '' }, { remove: ['gone'] });
      expect(version.snapshot).toEqual({ model: '', note: null });
      expect(version.changedFields).toEqual(['gone', 'model']);
    });

    it('makes no version of what the head holds already, unless forced', async () => {
      const { versioning } = await withAgent(domains);
      const same = await versioning.save(agentId, { model: 'a' }, { labels: ['staging', 'active'] });
      expect(same).toMatchObject({ created: false, version: { versionNumber: 1 } });
      expect(same.agent).toEqual(await versioning.getAgent(agentId));
      expect((await versioning.get(agentId, 'staging')).versionNumber).toBe(1);
      const forced = await versioning.save(agentId, {}, { force: true });
      expect(forced).toMatchObject({ created: true, version: { versionNumber: 2, changedFields: [] } });
    });

    it('takes up edits of the record that no version has yet', async () => {
      const { versioning } = await withAgent(domains);
      await versioning.updateAgent({ id: agentId, changes: { draft: true } });
      const { version } = await versioning.save(agentId, { model: 'b' });
      expect(version.snapshot).toEqual({ model: 'b', note: null, draft: true });
    });

    it('brings the record back where an edit is undone by the save', async () => {
      const { versioning } = await withAgent(domains);
      await versioning.updateAgent({ id: agentId, changes: { model: 'draft' } });
      const { created, agent } = await versioning.save(agentId, { model: 'a' });
      expect(created).toBe(false);
      expect(agent).toEqual(await versioning.getAgent(agentId));
      expect(agent.model).toBe('a');
    });

    it('builds on a version that was appended around the record', async () => {
      const { versioning, agentVersions } = await withAgent(domains, { model: 'a', left: 0, right: 0 });
      await versioning.updateAgent({ id: agentId, changes: { right: 1, model: 'draft' } });
      await agentVersions.createVersion({ agentId, snapshot: { model: 'raw', left: 1, right: 0 } });
      const { version } = await versioning.save(agentId, { extra: 1 });
      expect(version.snapshot).toEqual({ model: 'raw', left: 1, right: 1, extra: 1 });
    });

    it('keeps all it was told', async () => {
      const { versioning } = await withAgent(domains);
      const options = { message: 'Why', name: 'two', createdBy: 'otto', labels: ['active', 'production'] };
      const { version, agent } = await versioning.as({ id: 'mira' }).save(agentId, { model: 'b' }, options);
      expect(version).toMatchObject({ changeMessage: 'Why', name: 'two', createdBy: 'otto' });
      expect(agent.activeVersionId).toBe(version.id);
      expect(await versioning.getAgent(agentId)).toEqual(agent);
      const { moves } = await versioning.listLabelMoves({ agentId, label: 'active' });
      expect(moves).toMatchObject([{ revision: 1, reason: 'Why', to: [{ versionId: version.id, weight: 10_000 }] }]);
    });

    it('shares nothing with what was passed in, nor its results with each other', async () => {
      const { versioning } = await withAgent(domains);
      const tools = [{ name: 'x' }];
      const { version, agent } = await versioning.save(agentId, { tools });
      tools.push({ name: 'mine' });
      (agent.tools as unknown[]).push('theirs');
      expect(version.snapshot.tools).toEqual([{ name: 'x' }]);
      expect((await versioning.getAgent(agentId))?.tools).toEqual([{ name: 'x' }]);
      expect((await versioning.latest(agentId)).snapshot.tools).toEqual([{ name: 'x' }]);
    });

    it.each<[string, AgentConfig, object]>([
      ['a field of the record', { revision: 1 }, {}],
      ['a field set and removed', { a: 1 }, { remove: ['a'] }],
      ['what JSON cannot carry', { a: Number.NaN }, {}],
      ['an expectation that is none', {}, { expected: -1 }],
      ['an unknown option', {}, { labelz: [] }],
    ])('refuses %s', async (__, changes, options) => {
      const { versioning } = await withAgent(domains);
      await expect(versioning.save(agentId, changes, options)).rejects.toThrow(ValidationError);
      expect(await numbers(versioning)).toEqual([1]);
    });

    it('refuses an agent that is not there', async () => {
      const { versioning } = serviceOver(domains());
      await expect(versioning.save('nobody', {})).rejects.toThrow(new NotFoundError({ entity: 'agent', id: 'nobody' }));
    });
  });

  describe('createVersion', () => {
    it('makes a version of the current state, changed or not', async () => {
      const { versioning } = await withAgent(domains);
      expect((await versioning.createVersion(agentId, { message: 'Backup' })).version).toMatchObject({
        versionNumber: 2,
        changedFields: [],
        changeMessage: 'Backup',
      });
      await versioning.updateAgent({ id: agentId, changes: { model: 'b' } });
      const { version, agent } = await versioning.createVersion(agentId);
      expect(version).toMatchObject({ versionNumber: 3, changedFields: ['model'], snapshot: { model: 'b' } });
      expect(agent).toEqual(await versioning.getAgent(agentId));
    });
  });

  describe('updateWithVersion', () => {
    it('keeps the state in a version first, then changes the record', async () => {
      const { versioning } = await withAgent(domains);
      const { version, created, agent } = await versioning.updateWithVersion(agentId, { model: 'b' }, 'new prompt');
      expect(created).toBe(true);
      expect(version).toMatchObject({ versionNumber: 2, changeMessage: 'Auto: new prompt', snapshot: { model: 'a' } });
      expect(agent).toMatchObject({ model: 'b', versionNumber: 2 });
      expect(agent).toEqual(await versioning.getAgent(agentId));
      expect((await versioning.rollback(agentId, 2)).agent.model).toBe('a');
    });

    it('refuses a bad change before it makes a version', async () => {
      const { versioning } = await withAgent(domains);
      const change = versioning.updateWithVersion(agentId, { revision: 2 }, 'bad');
      await expect(change).rejects.toThrow(ValidationError);
      expect(await numbers(versioning)).toEqual([1]);
    });
  });

  describe('a hook before storing', () => {
    it('keeps secrets out of versions and of the record, whichever way they come', async () => {
      const seen: string[] = [];
      const { versioning } = serviceOver(domains(), {
        beforeStore: (config, { action }) => {
          seen.push(action);
          return typeof config.key === 'string' && config.key.startsWith('sk-') ? { ...config, key: 'ref' } : config;
        },
      });
      const { version, agent } = await versioning.createAgent({ id: agentId, key: 'sk-1' });
      expect([version.snapshot.key, agent.key]).toEqual(['ref', 'ref']);
      expect((await versioning.save(agentId, { key: 'sk-2', model: 'b' })).version.snapshot.key).toBe('ref');
      expect((await versioning.save(agentId, { key: 'sk-2' })).created).toBe(false);
      expect((await versioning.updateAgent({ id: agentId, changes: { key: 'sk-3', x: 1 } })).key).toBe('ref');
      expect((await versioning.updateWithVersion(agentId, { key: 'sk-4' }, 'w')).agent.key).toBe('ref');
      const { versions } = await versioning.list({ agentId });
      expect(JSON.stringify([versions, await versioning.getAgent(agentId)])).not.toContain('sk-');
      expect(new Set(seen)).toEqual(new Set(['agent.create', 'version.create', 'agent.update']));
    });

    it('cannot store what JSON cannot carry', async () => {
      const { versioning } = serviceOver(domains(), { beforeStore: () => ({ bad: undefined, worse: [undefined] }) });
      await expect(versioning.createAgent({ id: agentId })).rejects.toThrow(/beforeStore\.worse/);
    });
  });
});
