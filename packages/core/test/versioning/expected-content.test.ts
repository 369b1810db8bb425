/** Changes that say what they were made from by its content, as an ETag does. */
import { describe, expect, it } from 'vitest';
import { ConflictError } from '../../src/errors';
import type { AgentVersioning } from '../../src/versioning/service';
import type { ExpectedState, RestoreOptions } from '../../src/versioning/types';
import { agentId, apart, LAYOUTS, numbers, serviceOver, together, watched, withAgent } from './stores';

const NOT_THE_HASH = 'f'.repeat(64);

/** Every action that takes `expected`, on an agent whose first version is not what it is any more. */
const ACTIONS: [string, (versioning: AgentVersioning, options: RestoreOptions) => Promise<unknown>][] = [
  ['save', (v, options) => v.save(agentId, { model: 'c' }, options)],
  ['save of nothing new', (v, options) => v.save(agentId, {}, options)],
  ['createVersion', (v, options) => v.createVersion(agentId, options)],
  ['restore', (v, options) => v.restore(agentId, 1, options)],
  ['rollback', (v, options) => v.rollback(agentId, 1, options)],
];

describe.each(LAYOUTS)('expecting a content hash over %s', (_, domains) => {
  it.each(ACTIONS)('%s is done while the agent is that, edits in no version yet included', async (__, action) => {
    const { versioning } = await withAgent(domains);
    await versioning.save(agentId, { model: 'b' });
    await versioning.updateAgent({ id: agentId, changes: { draft: 1 } });
    const { agent, contentHash } = await versioning.current(agentId);
    expect(agent).toEqual(await versioning.getAgent(agentId));
    await action(versioning, { expected: { contentHash } });
    expect((await versioning.list({ agentId })).total).toBe(3);
  });

  it.each(ACTIONS)('%s is refused when it is not, and says what is the head', async (__, action) => {
    const { versioning } = await withAgent(domains);
    const seen = await versioning.current(agentId);
    const { version: head } = await versioning.save(agentId, { model: 'b' }, { labels: ['active'] });
    const { contentHash: expected } = seen;
    const error = await action(versioning, { expected: { contentHash: expected } }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ConflictError);
    expect(error).toMatchObject({ entity: 'version', id: agentId, expected, actual: head.contentHash });
    expect((error as ConflictError).details).toEqual({ headVersionNumber: 2, headVersionId: head.id });
    expect(await numbers(versioning)).toEqual([2, 1]);
    expect((await versioning.resolve(agentId)).id).toBe(head.id);
  });

  it('a save is refused when the agent was edited since, though the head is what it was', async () => {
    const { versioning } = await withAgent(domains);
    const { contentHash } = await versioning.latest(agentId);
    await versioning.updateAgent({ id: agentId, changes: { draft: 1 } });
    const { contentHash: actual } = await versioning.current(agentId);
    await expect(versioning.save(agentId, { model: 'b' }, { expected: { contentHash } })).rejects.toMatchObject({
      ...{ code: 'conflict', expected: contentHash, actual, details: { headVersionNumber: 1 } },
    });
  });

  it('a save is made when the agent was changed and changed back', async () => {
    const { versioning } = await withAgent(domains);
    const { contentHash } = await versioning.current(agentId);
    await versioning.save(agentId, { model: 'b' });
    await versioning.save(agentId, { model: 'a' });
    const { version } = await versioning.save(agentId, { model: 'c' }, { expected: { contentHash } });
    expect(version.versionNumber).toBe(4);
  });

  it('an agent without a version is compared by its record', async () => {
    const { agents, versioning } = serviceOver(domains());
    await agents.createAgent({ id: agentId, model: 'a' });
    const { contentHash } = await versioning.current(agentId);
    const other = { expected: { contentHash: NOT_THE_HASH } };
    const error = await versioning.save(agentId, { model: 'b' }, other).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'conflict', expected: NOT_THE_HASH, actual: contentHash });
    expect((error as ConflictError).details).toBeUndefined();
    const { version } = await versioning.save(agentId, { model: 'b' }, { expected: { contentHash } });
    expect(version.versionNumber).toBe(1);
  });

  it('a repeat under a key gives the first answer, whoever saved in between', async () => {
    const { versioning } = await withAgent(domains);
    const { contentHash } = await versioning.current(agentId);
    const save = () => versioning.save(agentId, { model: 'b' }, { idempotencyKey: 'k', expected: { contentHash } });
    const { version } = await save();
    await versioning.save(agentId, { note: 'other' });
    expect(await save()).toMatchObject({ version, created: false, agent: { model: 'b', note: 'other' } });
    expect(await numbers(versioning)).toEqual([3, 2, 1]);
  });

  it('one of many saves at the same time is made, those of other fields refused too', async () => {
    const { agents, agentVersions, versioning } = await withAgent(domains);
    const expected = { contentHash: (await versioning.current(agentId)).contentHash };
    const settled = await Promise.allSettled(
      // each by a service of its own, as processes have them: within one they would queue
      Array.from({ length: 8 }, (__, index) =>
        serviceOver({ agents, agentVersions }).versioning.save(agentId, { [`field${index}`]: 1 }, { expected }),
      ),
    );
    const { contentHash: actual } = await versioning.latest(agentId);
    const refused = settled.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(refused).toHaveLength(7);
    for (const error of refused) expect(error).toMatchObject({ code: 'conflict', entity: 'version', actual });
    expect(await numbers(versioning)).toEqual([2, 1]);
  });

  it.each<[string, unknown, string]>([
    ['a hash that is none', { contentHash: 'ABC' }, 'expected.contentHash'],
    ['anything beside it', { contentHash: NOT_THE_HASH, versionNumber: 1 }, 'expected.versionNumber'],
    ['a hash outright', NOT_THE_HASH, 'expected'],
  ])('%s is no expectation', async (__, expected, path) => {
    const { versioning } = await withAgent(domains);
    for (const [, action] of ACTIONS) {
      const error = action(versioning, { expected: expected as ExpectedState });
      await expect(error).rejects.toMatchObject({ code: 'invalid_input', issues: [{ path }] });
    }
  });

  it('makes no agent: there is nothing yet that it could be the hash of', async () => {
    const { versioning } = serviceOver(domains());
    const options = { expected: { contentHash: NOT_THE_HASH } as never };
    const error = versioning.createAgent({ id: agentId }, options);
    await expect(error).rejects.toMatchObject({ code: 'invalid_input', issues: [{ path: 'expected' }] });
  });
});

describe('between the look at the content and the write', () => {
  /** A service for which something happens once, right before it appends. */
  async function interrupted(layout: typeof together, interrupt: (versioning: AgentVersioning) => Promise<unknown>) {
    const { versioning: other, ...domains } = await withAgent(layout);
    let pending = true;
    const late = watched(domains, async (_, method) => {
      if (!pending || method !== 'createVersion') return;
      pending = false;
      await interrupt(other);
    });
    return serviceOver(late).versioning;
  }

  it.each([
    ['a save of others is seen in one database', together, (v: AgentVersioning) => v.save(agentId, { note: 'x' })],
    ['a save of others is seen in two', apart, (v: AgentVersioning) => v.save(agentId, { note: 'x' })],
    [
      'an edit of the record is seen in one database',
      together,
      (v: AgentVersioning) => v.updateAgent({ id: agentId, changes: { note: 'x' } }),
    ],
  ])('%s', async (_, layout, interrupt) => {
    const versioning = await interrupted(layout, interrupt);
    const { contentHash: expected } = await versioning.current(agentId);
    const error = await versioning
      .save(agentId, { model: 'b' }, { expected: { contentHash: expected } })
      .catch((reason: unknown) => reason);
    const { agent, contentHash: actual } = await versioning.current(agentId);
    expect(error).toMatchObject({ code: 'conflict', entity: 'version', expected, actual });
    expect(agent).toMatchObject({ model: 'a', note: 'x' });
  });

  it('an edit of a record in another database counts as made after it', async () => {
    const versioning = await interrupted(apart, (v) => v.updateAgent({ id: agentId, changes: { note: 'x' } }));
    const { contentHash } = await versioning.current(agentId);
    const { version } = await versioning.save(agentId, { model: 'b' }, { expected: { contentHash } });
    expect(version.snapshot).toEqual({ model: 'b', note: null });
    expect((await versioning.current(agentId)).agent).toMatchObject({ model: 'b', note: 'x' });
  });
});

describe('current', () => {
  it.each(LAYOUTS)('is what the next save takes up where the record lags behind, over %s', async (_, domains) => {
    const { agentVersions, versioning } = await withAgent(domains);
    await versioning.updateAgent({ id: agentId, changes: { draft: 1 } });
    await agentVersions.createVersion({ agentId, snapshot: { model: 'b', note: null } });
    const { agent, contentHash } = await versioning.current(agentId);
    expect(agent).toEqual({ ...(await versioning.getAgent(agentId)), versionNumber: 1, model: 'b' });
    const { version } = await versioning.createVersion(agentId);
    expect(version).toMatchObject({ contentHash, snapshot: { model: 'b', note: null, draft: 1 } });
  });

  it('of nobody is not there', async () => {
    const { versioning } = serviceOver(together());
    await expect(versioning.current(agentId)).rejects.toMatchObject({
      code: 'not_found',
      entity: 'agent',
      id: agentId,
    });
  });
});
