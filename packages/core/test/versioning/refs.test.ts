/** The ways to name a version. */
import { describe, expect, it } from 'vitest';
import { NotFoundError, ValidationError } from '../../src/errors';
import { selectorOf } from '../../src/versioning/refs';
import type { VersionRef } from '../../src/versioning/types';
import { LAYOUTS, serviceOver } from './stores';

const agentId = 'support';

describe('a reference', () => {
  const at = new Date(0);

  it.each<[VersionRef, object]>([
    [3, { versionNumber: 3 }],
    ['3', { versionNumber: 3 }],
    ['latest', { ancestor: 0 }],
    ['head', { ancestor: 0 }],
    ['head~0', { ancestor: 0 }],
    ['head~12', { ancestor: 12 }],
    ['head~', { name: 'head~' }],
    ['production', { name: 'production' }],
    ['01ARZ3NDEKTSV4RRFFQ69G5FAV', { name: '01ARZ3NDEKTSV4RRFFQ69G5FAV' }],
    [at, { label: 'active', at }],
    [{ id: '3' }, { id: '3' }],
    [
      { label: 'x', at },
      { label: 'x', at },
    ],
  ])('%j is read as %j', (ref, selector) => {
    expect(selectorOf(ref)).toEqual(selector);
  });
});

describe.each(LAYOUTS)('over %s', (_, domains) => {
  /** Versions 1, 2, 4 and 5 of an agent: the third is deleted. Version 2 is active, 4 is `staging`. */
  async function withFour() {
    const made = serviceOver(domains());
    const { versioning } = made;
    const ids = [(await versioning.createAgent({ id: agentId, step: 1 })).version.id];
    for (const step of [2, 3, 4, 5]) ids.push((await versioning.save(agentId, { step })).version.id);
    await versioning.delete(agentId, 3);
    await versioning.activate(agentId, 2);
    await versioning.setLabel(agentId, 'staging', 4);
    return { ...made, ids };
  }

  it('names a version by number, id, label, place or time', async () => {
    const { versioning, ids } = await withFour();
    const found = async (ref: VersionRef) => (await versioning.get(agentId, ref)).snapshot.step;
    expect(await found(1)).toBe(1);
    expect(await found('5')).toBe(5);
    expect(await found(ids[3] ?? '')).toBe(4);
    expect(await found({ id: ids[0] ?? '' })).toBe(1);
    expect(await found('staging')).toBe(4);
    expect(await found({ label: 'active' })).toBe(2);
    expect(await found('latest')).toBe(5);
    expect(await found('head~1')).toBe(4);
    expect(await found('head~2')).toBe(2);
    expect(await found(new Date(Date.now() + 1000))).toBe(2);
    expect((await versioning.getByNumber(agentId, 4)).snapshot.step).toBe(4);
    expect((await versioning.latest(agentId)).snapshot.step).toBe(5);
  });

  it.each<[string, VersionRef, string]>([
    ['a deleted number', 3, 'No version "support/3"'],
    ['a number that never was', 99, 'No version "support/99"'],
    ['an unknown id', { id: 'x' }, 'No version "x"'],
    ['an unknown name', 'production', 'No version "support/production"'],
    ['an unset label', { label: 'production' }, 'No label "support/production"'],
    ['a place before the first', 'head~4', 'No version "support/head~4"'],
    ['a time before any', new Date(0), 'No label "support/active@1970-01-01T00:00:00.000Z"'],
  ])('%s is not found, and nothing else instead', async (__, ref, message) => {
    const { versioning } = await withFour();
    await expect(versioning.get(agentId, ref)).rejects.toThrow(message);
    await expect(versioning.resolve(agentId, ref)).rejects.toThrow(NotFoundError);
    await expect(versioning.compare(agentId, { from: 1, to: ref })).rejects.toThrow(NotFoundError);
  });

  it('never finds what is of another agent', async () => {
    const { versioning, ids } = await withFour();
    await versioning.createAgent({ id: 'other' });
    for (const ref of [ids[0] ?? '', { id: ids[0] ?? '' }, 'staging', 2, 'head~1']) {
      await expect(versioning.get('other', ref)).rejects.toThrow(NotFoundError);
    }
    await expect(versioning.delete('other', { id: ids[0] ?? '' })).rejects.toThrow(NotFoundError);
    expect((await versioning.get(agentId, 1)).id).toBe(ids[0]);
  });

  it.each<[string, unknown]>([
    ['zero', 0],
    ['a fraction', 1.5],
    ['no text', ''],
    ['null', null],
    ['two selectors', { id: 'a', versionNumber: 1 }],
    ['an invalid time', new Date(Number.NaN)],
  ])('%s names nothing', async (__, ref) => {
    const { versioning } = await withFour();
    await expect(versioning.get(agentId, ref as VersionRef)).rejects.toThrow(ValidationError);
  });

  it('compares two versions', async () => {
    const { versioning } = await withFour();
    const { fromVersion, toVersion, diffs } = await versioning.compare(agentId, { from: 'active', to: 'head' });
    expect([fromVersion.versionNumber, toVersion.versionNumber]).toEqual([2, 5]);
    expect(diffs).toEqual([{ field: 'step', previousValue: 2, currentValue: 5 }]);
  });

  it('lists versions, with and without snapshots', async () => {
    const { versioning } = await withFour();
    const { versions, total } = await versioning.list({ agentId, perPage: 2 });
    expect([total, versions.map(({ snapshot }) => snapshot.step)]).toEqual([4, [5, 4]]);
    const summaries = await versioning.list({ agentId, before: 4, includeSnapshot: false });
    expect(summaries.versions.map(({ versionNumber }) => versionNumber)).toEqual([2, 1]);
    expect(summaries.versions[0]).not.toHaveProperty('snapshot');
  });
});
