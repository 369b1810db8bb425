/** Retention: which versions go, why, and that nothing else does. */
import { describe, expect, it } from 'vitest';
import { InMemoryStore } from '../../src/storage/inmemory';
import type { PruneOptions } from '../../src/versioning/retention';
import { AgentVersioning } from '../../src/versioning/service';

const DAY = 86_400_000;

/** An agent with a version a day, the newest made now; the even ones have a name. */
async function agentOf(count: number): Promise<AgentVersioning> {
  const versioning = new AgentVersioning({ storage: new InMemoryStore() }).as({ id: 'mira' });
  await versioning.createAgent({ id: 'a', step: 1 }, { createdAt: ageOf(count - 1) });
  for (let step = 2; step <= count; step += 1) {
    const named = step % 2 === 0 ? { name: `step ${step}` } : {};
    await versioning.save('a', { step }, { createdAt: ageOf(count - step), ...named });
  }
  return versioning;
}

/** A time so many days ago. */
function ageOf(days: number): Date {
  return new Date(Date.now() - days * DAY);
}

/** The numbers that are left, ascending. */
async function numbersOf(versioning: AgentVersioning): Promise<number[]> {
  const { versions } = await versioning.list({ agentId: 'a', perPage: 1000, includeSnapshot: false });
  return versions.map(({ versionNumber }) => versionNumber).reverse();
}

describe('prune', () => {
  it.each<{ policy: PruneOptions; left: number[]; reason: string }>([
    { policy: { keepLast: 3 }, left: [6, 7, 8], reason: 'beyond the newest 3' },
    { policy: { maxAge: 2.5 * DAY }, left: [6, 7, 8], reason: 'older than 60 hours' },
    { policy: { maxAge: DAY / 2 }, left: [8], reason: 'older than 12 hours' },
    {
      policy: { keepLast: 2, maxAge: 4.5 * DAY },
      left: [4, 5, 6, 7, 8],
      reason: 'beyond the newest 2 and older than 108 hours',
    },
    {
      policy: { keepLast: 4, maxAge: 2.5 * DAY },
      left: [5, 6, 7, 8],
      reason: 'beyond the newest 4 and older than 60 hours',
    },
    { policy: { keepLast: 1, keepNamed: true }, left: [2, 4, 6, 8], reason: 'beyond the newest 1' },
    { policy: { keepLast: 100 }, left: [1, 2, 3, 4, 5, 6, 7, 8], reason: '' },
    { policy: { maxAge: 8_640_000_000_000_000 }, left: [1, 2, 3, 4, 5, 6, 7, 8], reason: '' },
  ])('with $policy keeps $left', async ({ policy, left, reason }) => {
    const versioning = await agentOf(8);
    const plan = await versioning.prune('a', { ...policy, dryRun: true });
    expect(await numbersOf(versioning)).toHaveLength(8);
    const done = await versioning.prune('a', policy);
    expect(done).toEqual(plan);
    expect(await numbersOf(versioning)).toEqual(left);
    expect(done.kept).toBe(left.length);
    expect(done.deleted).toHaveLength(8 - left.length);
    for (const version of done.deleted) expect(version.reason).toBe(reason);
    expect((await versioning.prune('a', policy)).deleted).toEqual([]);
  });

  it('never takes a labelled version', async () => {
    const versioning = await agentOf(6);
    await versioning.activate('a', 1);
    await versioning.setLabel('a', 'staging', {
      targets: [
        { version: 2, weight: 5000 },
        { version: 4, weight: 5000 },
      ],
    });
    const { deleted, kept } = await versioning.prune('a', { keepLast: 1 });
    expect(deleted.map(({ versionNumber }) => versionNumber)).toEqual([3, 5]);
    expect(kept).toBe(4);
  });

  it('leaves who and why in the history, and tells listeners', async () => {
    const storage = new InMemoryStore();
    const versioning = new AgentVersioning({ storage }).as({ id: 'mira' });
    await versioning.createAgent({ id: 'a', step: 1 });
    for (const step of [2, 3]) await versioning.save('a', { step });
    const told: unknown[] = [];
    versioning.on('versions.pruned', (event) => void told.push(event));
    await versioning.prune('a', { keepLast: 2 });
    await versioning.prune('a', { keepLast: 1, reason: 'Room' });
    const history = await (await storage.requireStore('agentVersions')).listHistory({ agentId: 'a' });
    expect(history.slice(0, 2)).toMatchObject([
      { deletion: { versionNumber: 1, deletedBy: 'mira', reason: 'beyond the newest 2' } },
      { deletion: { versionNumber: 2, deletedBy: 'mira', reason: 'Room' } },
    ]);
    expect(told).toMatchObject([
      { agentId: 'a', versionNumbers: [1], deletedBy: 'mira', reason: 'beyond the newest 2' },
      { agentId: 'a', versionNumbers: [2], deletedBy: 'mira', reason: 'Room' },
    ]);
  });

  it('takes more than a batch, says how far it is, ends when it is told to, and is completed by a repeat', async () => {
    const versioning = await agentOf(1);
    for (let step = 2; step <= 2105; step += 1) await versioning.save('a', { step });
    const controller = new AbortController();
    const seen: number[] = [];
    const ended = versioning.prune('a', {
      keepLast: 5,
      signal: controller.signal,
      onProgress: ({ deleted, versionNumber }) => {
        seen.push(deleted, versionNumber);
        controller.abort(new Error('Enough'));
      },
    });
    await expect(ended).rejects.toThrow('Enough');
    expect(seen).toEqual([1000, 1000]);
    const { deleted, kept } = await versioning.prune('a', { keepLast: 5 });
    expect([deleted.length, kept]).toEqual([1100, 5]);
    expect(await numbersOf(versioning)).toEqual([2101, 2102, 2103, 2104, 2105]);
    expect(await versioning.verifyHistory('a')).toMatchObject({ ok: true, versions: 5, deletions: 2100 });
  });

  it('never deletes more than the line it drew, while others save', async () => {
    const versioning = await agentOf(1);
    for (let step = 2; step <= 1500; step += 1) await versioning.save('a', { step });
    const pruning = versioning.prune('a', { keepLast: 10 });
    for (let step = 1501; step <= 1600; step += 1) await versioning.save('a', { step });
    const { deleted } = await pruning;
    expect(deleted.at(-1)?.versionNumber).toBeLessThanOrEqual(1590);
    const left = await numbersOf(versioning);
    const gone = new Set(deleted.map(({ versionNumber }) => versionNumber));
    expect(left).toEqual(Array.from({ length: 1600 }, (_, index) => index + 1).filter((number) => !gone.has(number)));
    expect(left.length).toBeGreaterThanOrEqual(10);
  });

  it('does nothing to an agent without versions', async () => {
    const versioning = await agentOf(1);
    expect(await versioning.prune('nobody', { keepLast: 1 })).toEqual({ deleted: [], kept: 0 });
  });

  it('is asked of the policy', async () => {
    const asked: unknown[] = [];
    const policy = { can: (request: unknown) => asked.push(request) === 0 };
    const versioning = new AgentVersioning({ storage: new InMemoryStore(), policy });
    await expect(versioning.prune('a', { keepLast: 1 })).rejects.toMatchObject({ code: 'forbidden' });
    expect(asked).toEqual([{ actor: undefined, action: 'version.prune', agentId: 'a' }]);
  });

  it.each<object>([
    {},
    { keepNamed: true },
    { keepLast: 0 },
    { keepLast: 1.5 },
    { keepLast: 2 ** 31 - 1 },
    { maxAge: 0 },
    { maxAge: Number.POSITIVE_INFINITY },
    { keepLast: 1, maxVersions: 1 },
    { keepLast: 1, reason: 'a\0' },
  ])('refuses %j', async (options) => {
    const versioning = await agentOf(1);
    await expect(versioning.prune('a', options)).rejects.toMatchObject({ code: 'invalid_input' });
  });
});

describe('enforceRetentionLimit', () => {
  it('keeps the newest, and those with a label', async () => {
    const versioning = await agentOf(6);
    await versioning.activate('a', 2);
    const { deleted, kept } = await versioning.enforceRetentionLimit('a', 2);
    expect(deleted.map(({ versionNumber }) => versionNumber)).toEqual([1, 3, 4]);
    expect(kept).toBe(3);
  });

  it.each([0, -1, 1.5, Number.NaN, '3' as unknown as number])('refuses %j', async (limit) => {
    const versioning = await agentOf(1);
    const refused = versioning.enforceRetentionLimit('a', limit);
    await expect(refused).rejects.toMatchObject({ code: 'invalid_input', issues: [{ path: 'maxVersions' }] });
  });
});
