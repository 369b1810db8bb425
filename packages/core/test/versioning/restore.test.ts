/** Bringing versions back. */
import { describe, expect, it } from 'vitest';
import { NotFoundError, ValidationError } from '../../src/errors';
import { LAYOUTS, serviceOver } from './stores';

describe.each(LAYOUTS)('over %s', (_, domains) => {
  const agentId = 'support';
  const FIRST = { model: 'a', tools: ['search'], note: null, empty: '', nested: { deep: [{ x: 1 }] } };

  /** An agent with version 1 = FIRST and version 2, which has none of its fields. */
  async function withTwo(options: object = {}) {
    const made = serviceOver(domains(), options);
    const { version: first } = await made.versioning.createAgent({ ...FIRST, id: agentId });
    const remove = Object.keys(FIRST);
    const { version: second } = await made.versioning.save(agentId, { other: true }, { remove });
    return { ...made, first, second };
  }

  describe('restore', () => {
    it('makes a new version of the whole snapshot, and brings the record along', async () => {
      const { versioning, first } = await withTwo({ actor: { id: 'mira' } });
      const { version, created, agent } = await versioning.restore(agentId, 1);
      expect(created).toBe(true);
      expect(version).toMatchObject({ versionNumber: 3, restoredFrom: first.id, createdBy: 'mira' });
      expect(version).toMatchObject({ changeMessage: 'Restored version 1', contentHash: first.contentHash });
      expect(version.snapshot).toEqual(FIRST);
      expect(version.changedFields).toEqual(['empty', 'model', 'nested', 'note', 'other', 'tools']);
      expect(agent).toMatchObject({ ...FIRST, versionNumber: 3 });
      expect(agent).not.toHaveProperty('other');
      expect(await versioning.getAgent(agentId)).toEqual(agent);
    });

    it('leaves what is served alone', async () => {
      const { versioning, second } = await withTwo();
      await versioning.activate(agentId, 2);
      expect((await versioning.restore(agentId, 1)).agent.activeVersionId).toBe(second.id);
      expect((await versioning.resolve(agentId)).id).toBe(second.id);
    });

    it('makes nothing of what the head holds already, but takes edits off the record', async () => {
      const { versioning } = await withTwo();
      await versioning.updateAgent({ id: agentId, changes: { draft: 1 } });
      const { created, version, agent } = await versioning.restore(agentId, 2, { labels: ['staging'] });
      expect([created, version.versionNumber]).toEqual([false, 2]);
      expect(agent).not.toHaveProperty('draft');
      expect(await versioning.getAgent(agentId)).toEqual(agent);
      expect((await versioning.get(agentId, 'staging')).versionNumber).toBe(2);
      expect((await versioning.restore(agentId, 2, { force: true })).version.versionNumber).toBe(3);
    });

    it('gives the first result to a repeat under the same key', async () => {
      const { versioning } = await withTwo();
      const first = await versioning.restore(agentId, 1, { idempotencyKey: 'k' });
      await versioning.save(agentId, { more: 1 });
      const again = await versioning.restore(agentId, 1, { idempotencyKey: 'k' });
      expect(again).toMatchObject({ version: first.version, created: false });
    });

    it('is refused when the head is not the expected one', async () => {
      const { versioning } = await withTwo();
      const error = await versioning.restore(agentId, 1, { expected: 1 }).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'conflict', entity: 'version', expected: 1, actual: 2 });
    });

    it('refuses what is not there, what is redacted, and what names several', async () => {
      const { versioning } = await withTwo();
      await expect(versioning.restore(agentId, 9)).rejects.toThrow(NotFoundError);
      await expect(versioning.restore('nobody', 1)).rejects.toThrow(NotFoundError);
      await versioning.setLabel(agentId, 'split', {
        targets: [
          { version: 1, weight: 5_000 },
          { version: 2, weight: 5_000 },
        ],
      });
      await expect(versioning.restore(agentId, 'split')).rejects.toThrow(/several versions \(\d, \d\)/);
    });
  });

  describe('rollback', () => {
    it('restores and activates in one step', async () => {
      const { versioning } = await withTwo();
      const { version, agent } = await versioning.rollback(agentId, 1, { labels: ['production'], message: 'Loops' });
      expect(agent.activeVersionId).toBe(version.id);
      expect(await versioning.getAgent(agentId)).toEqual(agent);
      expect((await versioning.resolve(agentId)).versionNumber).toBe(3);
      expect((await versioning.resolve(agentId, 'production')).versionNumber).toBe(3);
      const { moves } = await versioning.listLabelMoves({ agentId, label: 'active' });
      expect(moves).toMatchObject([{ reason: 'Loops', to: [{ versionId: version.id }] }]);
    });

    it('activates the head where that holds it already', async () => {
      const { versioning, second } = await withTwo();
      const { created, agent } = await versioning.rollback(agentId, 2);
      expect([created, agent.activeVersionId]).toEqual([false, second.id]);
      expect((await versioning.resolve(agentId)).versionNumber).toBe(2);
      expect(await versioning.getAgent(agentId)).toEqual(agent);
    });
  });

  describe('a redacted version', () => {
    it('is not brought back, labelled, served or compared; the head under it is built anew', async () => {
      const { versioning, agentVersions, first, second } = await withTwo();
      await agentVersions.redactVersion({ agentId, versionId: first.id, reason: 'Leak' });
      for (const action of [
        () => versioning.restore(agentId, 1),
        () => versioning.rollback(agentId, first.id),
        () => versioning.activate(agentId, 1),
        () => versioning.setLabel(agentId, 'x', { targets: [{ version: 1, weight: 10_000 }] }),
        () => versioning.resolve(agentId, 1),
        () => versioning.compare(agentId, { from: 1, to: 2 }),
      ]) {
        await expect(action()).rejects.toThrow(ValidationError);
      }
      expect((await versioning.get(agentId, 1)).snapshot).toEqual({});
      await agentVersions.redactVersion({ agentId, versionId: second.id });
      const { created, version } = await versioning.save(agentId, {});
      expect([created, version.snapshot]).toEqual([true, { other: true }]);
    });
  });
});
