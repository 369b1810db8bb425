/** Labels through the service. */
import { describe, expect, it } from 'vitest';
import { NotFoundError, ValidationError, VersionInUseError } from '../../src/errors';
import type { LabelDestination } from '../../src/versioning/types';
import { LAYOUTS, serviceOver } from './stores';

describe.each(LAYOUTS)('over %s', (_, domains) => {
  const agentId = 'support';

  /** An agent with three versions, `step` 1 to 3, and their ids. */
  async function withThree() {
    const made = serviceOver(domains(), { actor: { id: 'mira' } });
    const outputs = [await made.versioning.createAgent({ id: agentId, step: 1 })];
    for (const step of [2, 3]) outputs.push(await made.versioning.save(agentId, { step }));
    return { ...made, ids: outputs.map(({ version }) => version.id) as [string, string, string] };
  }

  const whole = (versionId: string | undefined) => [{ versionId, weight: 10_000 }];

  describe('activate', () => {
    it.each([
      ['a number', () => 2],
      ['an id', (id: string) => id],
      ['a selector', (id: string) => ({ id })],
      ['a place', () => 'head~1'],
    ])('takes %s, and the record follows', async (__, ref) => {
      const { versioning, ids } = await withThree();
      const label = await versioning.activate(agentId, ref(ids[1]), { reason: 'Release' });
      expect(label).toMatchObject({ label: 'active', revision: 1, targets: whole(ids[1]), updatedBy: 'mira' });
      expect((await versioning.getAgent(agentId))?.activeVersionId).toBe(ids[1]);
      expect((await versioning.resolve(agentId)).snapshot).toEqual({ step: 2 });
    });

    it('compares and swaps by the revision', async () => {
      const { versioning } = await withThree();
      await versioning.activate(agentId, 1, { expected: 'none' });
      const error = await versioning.activate(agentId, 2, { expected: 'none' }).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'conflict', entity: 'label', expected: 'none', actual: 1 });
      expect((await versioning.activate(agentId, 2, { expected: 1, movedBy: 'otto' })).updatedBy).toBe('otto');
    });

    it('refuses a version of another agent', async () => {
      const { versioning, ids } = await withThree();
      await versioning.createAgent({ id: 'other' });
      await expect(versioning.activate('other', ids[0])).rejects.toThrow(NotFoundError);
      await expect(versioning.activate('other', { id: ids[0] })).rejects.toThrow(NotFoundError);
    });
  });

  it('deactivate takes it away, and the record follows', async () => {
    const { versioning, ids } = await withThree();
    await versioning.activate(agentId, 1);
    expect(await versioning.deactivate(agentId, { reason: 'Off' })).toMatchObject({
      revision: 2,
      from: whole(ids[0]),
      movedBy: 'mira',
      reason: 'Off',
    });
    expect(await versioning.getAgent(agentId)).not.toHaveProperty('activeVersionId');
    await expect(versioning.resolve(agentId)).rejects.toThrow(
      new NotFoundError({ entity: 'label', id: 'support/active' }),
    );
    expect(await versioning.deactivate(agentId)).toBeNull();
  });

  it('a labelled version is not deleted, another one is', async () => {
    const { versioning } = await withThree();
    await versioning.setLabel(agentId, 'production', 2);
    await expect(versioning.delete(agentId, 2)).rejects.toThrow(VersionInUseError);
    await versioning.delete(agentId, 1, { reason: 'Old' });
    await expect(versioning.get(agentId, 1)).rejects.toThrow(NotFoundError);
    await expect(versioning.delete(agentId, 1)).rejects.toThrow(NotFoundError);
  });

  it('splits over several versions, and serves each key the same one', async () => {
    const { versioning, ids } = await withThree();
    const targets = [
      { version: 1, weight: 7_000 },
      { version: 'head', weight: 3_000 },
    ];
    const label = await versioning.setLabel(agentId, 'active', { targets });
    expect(label.targets).toHaveLength(2);
    expect((await versioning.getAgent(agentId))?.activeVersionId).toBe(ids[0]);
    expect((await versioning.resolve(agentId)).versionNumber).toBe(1);
    expect((await versioning.get(agentId, 'active')).versionNumber).toBe(1);
    const served = async (key: string) => (await versioning.resolve(agentId, 'active', { key })).versionNumber;
    const keys = Array.from({ length: 200 }, (__, index) => `user-${index}`);
    const first = await Promise.all(keys.map(served));
    expect(await Promise.all(keys.map(served))).toEqual(first);
    expect(first.filter((number) => number === 3).length).toBeGreaterThan(30);
    expect(first.filter((number) => number === 3).length).toBeLessThan(90);
  });

  it('are listed, removed, and known for every moment', async () => {
    const { versioning, ids } = await withThree();
    await versioning.setLabel(agentId, 'production', 1);
    await pause();
    const then = new Date();
    await pause();
    await versioning.setLabel(agentId, 'production', 2);
    const [{ version, weight } = { version: null, weight: 0 }] = await versioning.labelAt(agentId, 'production', then);
    expect([version?.id, version?.snapshot, weight]).toEqual([ids[0], { step: 1 }, 10_000]);
    expect(await versioning.labelAt(agentId, 'production', new Date(0))).toEqual([]);
    expect((await versioning.listLabels(agentId)).map(({ label }) => label)).toEqual(['production']);
    expect(await versioning.removeLabel(agentId, 'production', { expected: 2 })).toMatchObject({ revision: 3 });
    expect(await versioning.listLabels(agentId)).toEqual([]);
    expect(await versioning.removeLabel(agentId, 'production')).toBeNull();
    expect((await versioning.get(agentId, { label: 'production', at: then })).id).toBe(ids[0]);
  });

  it('one is read by its name, with the revision to swap it by; null where it is not set', async () => {
    const { versioning, ids } = await withThree();
    await versioning.setLabel(agentId, 'production', 1);
    const moved = await versioning.setLabel(agentId, 'production', 2);
    await versioning.setLabel(agentId, 'production-eu', 1);
    expect(await versioning.getLabel(agentId, 'production')).toEqual(moved);
    expect(moved).toMatchObject({ revision: 2, targets: whole(ids[1]) });
    await versioning.removeLabel(agentId, 'production');
    expect(await versioning.getLabel(agentId, 'production')).toBeNull();
    expect(await versioning.getLabel('nobody', 'production')).toBeNull();
    await expect(versioning.getLabel(agentId, 'latest')).rejects.toThrow(ValidationError);
  });

  describe('revertLabel', () => {
    it('goes back to where the last move came from, also after a removal', async () => {
      const { versioning, ids } = await withThree();
      await versioning.setLabel(agentId, 'production', 1);
      await versioning.setLabel(agentId, 'production', 3);
      const reverted = await versioning.revertLabel(agentId, 'production', { reason: 'Loops' });
      expect(reverted).toMatchObject({ revision: 3, targets: whole(ids[0]) });
      expect((await versioning.revertLabel(agentId, 'production')).targets).toEqual(whole(ids[2]));
      await versioning.removeLabel(agentId, 'production');
      expect((await versioning.revertLabel(agentId, 'production')).targets).toEqual(whole(ids[2]));
    });

    it('brings the record along where it is the active one', async () => {
      const { versioning, ids } = await withThree();
      await versioning.activate(agentId, 1);
      await versioning.activate(agentId, 2);
      await versioning.revertLabel(agentId, 'active');
      expect((await versioning.getAgent(agentId))?.activeVersionId).toBe(ids[0]);
    });

    it('compares and swaps where it was told to, else goes on until it is done', async () => {
      const { versioning } = await withThree();
      await versioning.setLabel(agentId, 'production', 1);
      await versioning.setLabel(agentId, 'production', 2);
      const error = await versioning
        .revertLabel(agentId, 'production', { expected: 1 })
        .catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'conflict', entity: 'label', expected: 1, actual: 2 });
      await Promise.all(Array.from({ length: 9 }, () => versioning.revertLabel(agentId, 'production')));
      expect((await versioning.get(agentId, 'production')).versionNumber).toBe(1);
    });

    it('refuses where there is nothing to go back to', async () => {
      const { versioning } = await withThree();
      await expect(versioning.revertLabel(agentId, 'production')).rejects.toThrow(/No label "support\/production"/);
      await versioning.setLabel(agentId, 'production', 1);
      await expect(versioning.revertLabel(agentId, 'production')).rejects.toThrow(/No version "before support/);
      await versioning.setLabel(agentId, 'production', 2);
      await versioning.delete(agentId, 1);
      await expect(versioning.revertLabel(agentId, 'production')).rejects.toThrow(NotFoundError);
      expect((await versioning.get(agentId, 'production')).versionNumber).toBe(2);
    });
  });

  it.each<[string, string, LabelDestination, object]>([
    ['a name that is none', 'Production', 1, {}],
    ['a reserved name', 'latest', 1, {}],
    ['weights that do not add up', 'x', { targets: [{ version: 1, weight: 9_999 }] }, {}],
    ['no version', 'x', { targets: [] }, {}],
    ['an option that is none', 'x', 1, { by: 'me' }],
  ])('refuses %s', async (__, label, to, options) => {
    const { versioning } = await withThree();
    await expect(versioning.setLabel(agentId, label, to, options)).rejects.toThrow(ValidationError);
  });
});

/** Times are told by the millisecond. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 3));
}
