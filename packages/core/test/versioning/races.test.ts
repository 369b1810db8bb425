/** Saves at the same time: what was acknowledged is there, and no edit is lost. */
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { configOf } from '../../src/storage/record-fields';
import { counted, LAYOUTS, serviceOver, unsteady } from './stores';

const ROUNDS = 100;
const agentId = 'support';

describe.each(LAYOUTS)('over %s', (_, domains) => {
  /** An agent, and services over it that know nothing of each other, as those of other processes do. */
  async function withAgent(config: object) {
    const shared = unsteady(domains());
    const { versioning, agents } = serviceOver(shared);
    await versioning.createAgent({ ...config, id: agentId });
    return { versioning, agents, another: () => serviceOver(shared).versioning };
  }

  it(`two edits of different fields both survive, ${ROUNDS} times`, async () => {
    const { versioning, another } = await withAgent({ left: 0, right: 0 });
    const other = another();
    let lost = 0;
    for (let round = 1; round <= ROUNDS; round += 1) {
      await Promise.all([versioning.save(agentId, { left: round }), other.save(agentId, { right: round })]);
      const { snapshot } = await versioning.latest(agentId);
      const agent = await versioning.getAgent(agentId);
      if (snapshot.left !== round || snapshot.right !== round) lost += 1;
      if (agent?.left !== round || agent?.right !== round) lost += 1;
    }
    expect(lost).toBe(0);
    expect((await versioning.latest(agentId)).versionNumber).toBe(1 + 2 * ROUNDS);
  });

  it('the naive way, read and then write, loses edits: the test can tell', async () => {
    const { agents, versioning } = await withAgent({ left: 0, right: 0 });
    const naive = async (change: object) => {
      const agent = await agents.getAgent(agentId);
      if (!agent) return;
      await agents.updateAgent({ id: agentId, changes: { ...configOf(agent), ...change } });
    };
    let lost = 0;
    for (let round = 1; round <= ROUNDS; round += 1) {
      await Promise.all([naive({ left: round }), naive({ right: round })]);
      const agent = await versioning.getAgent(agentId);
      if (agent?.left !== round || agent?.right !== round) lost += 1;
    }
    expect(lost).toBeGreaterThan(0);
  });

  it('twenty saves at once get twenty numbers, and all their fields are in the last', async () => {
    const { versioning, another } = await withAgent({});
    const fields = Array.from({ length: 20 }, (__, index) => `field${index}`);
    const outputs = await Promise.all(fields.map((field) => another().save(agentId, { [field]: field })));
    const numbers = outputs.map(({ version }) => version.versionNumber).sort((a, b) => a - b);
    expect(numbers).toEqual(fields.map((__, index) => index + 2));
    const all = Object.fromEntries(fields.map((field) => [field, field]));
    expect((await versioning.latest(agentId)).snapshot).toEqual(all);
    const agent = await versioning.getAgent(agentId);
    expect(agent && configOf(agent)).toEqual(all);
    expect(agent?.versionNumber).toBe(21);
  });

  it(`an edit of the record beside a save survives, ${ROUNDS} times`, async () => {
    const { versioning } = await withAgent({ saved: 0, edited: 0 });
    let lost = 0;
    for (let round = 1; round <= ROUNDS; round += 1) {
      await Promise.all([
        versioning.save(agentId, { saved: round }),
        versioning.updateAgent({ id: agentId, changes: { edited: round } }),
      ]);
      const agent = await versioning.getAgent(agentId);
      if (agent?.saved !== round || agent?.edited !== round) lost += 1;
    }
    expect(lost).toBe(0);
    expect((await versioning.save(agentId, {})).version.snapshot).toEqual({ saved: ROUNDS, edited: ROUNDS });
  });

  it('saves of one service take turns, so that none is tried twice', async () => {
    const { domains: watched, trips } = counted(domains());
    const { versioning } = serviceOver(watched);
    await versioning.createAgent({ id: agentId });
    trips.length = 0;
    const actors = Array.from({ length: 20 }, (__, index) => versioning.as({ id: `actor${index}` }));
    await Promise.all(actors.map((service, index) => service.save(agentId, { [index]: 1 })));
    expect(trips.flat().filter((call) => call === 'createVersion')).toHaveLength(20);
    expect((await versioning.latest(agentId)).versionNumber).toBe(21);
  });

  it('a hook that saves the agent within its own save does not wait for ever', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const { versioning } = serviceOver(domains(), {
      beforeStore: async (config) => {
        if (config.outer === true && config.inner === undefined) {
          const inner = versioning.save(agentId, { inner: true });
          await vi.advanceTimersByTimeAsync(10_000);
          await inner;
        }
        return config;
      },
    });
    await versioning.createAgent({ id: agentId });
    const { version } = await versioning.save(agentId, { outer: true });
    expect(version.snapshot).toEqual({ inner: true, outer: true });
  });

  it('a failed save lets the next one go on', async () => {
    const { versioning } = await withAgent({});
    const results = await Promise.allSettled([
      versioning.restore(agentId, 9),
      versioning.restore(agentId, 8),
      versioning.save(agentId, { a: 1 }),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  });

  it('of saves that were made from one version, one is made', async () => {
    const { another } = await withAgent({});
    const saves = Array.from({ length: 10 }, (__, index) => another().save(agentId, { [index]: 1 }, { expected: 1 }));
    const results = await Promise.allSettled(saves);
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(refused).toHaveLength(9);
    for (const error of refused) expect(error).toMatchObject({ code: 'conflict', expected: 1, actual: 2 });
  });

  it('of agents of one id, one is made, with one version', async () => {
    const shared = unsteady(domains());
    const { versioning } = serviceOver(shared);
    const creations = Array.from({ length: 10 }, (__, index) =>
      serviceOver(shared).versioning.createAgent({ id: agentId, index }),
    );
    const results = await Promise.allSettled(creations);
    const [winner, ...others] = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    expect(others).toEqual([]);
    const agent = await versioning.getAgent(agentId);
    expect(agent).toEqual(winner?.agent);
    expect((await versioning.list({ agentId })).versions).toEqual([winner?.version]);
  });

  it('of activations and deletions, nothing that is served is missing', async () => {
    const { versioning } = await withAgent({ step: 0 });
    for (let round = 1; round <= 30; round += 1) {
      const { version } = await versioning.save(agentId, { step: round });
      await Promise.allSettled([versioning.activate(agentId, version.id), versioning.delete(agentId, version.id)]);
      const agent = await versioning.getAgent(agentId);
      const labels = await versioning.listLabels(agentId);
      expect(labels.map(({ targets }) => targets[0]?.versionId)).toEqual(
        agent?.activeVersionId === undefined ? [] : [agent.activeVersionId],
      );
      if (agent?.activeVersionId) expect(await versioning.resolve(agentId)).toBeDefined();
    }
  });
});
