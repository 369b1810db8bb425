/** The one hook that decides who may do what. */
import { describe, expect, it } from 'vitest';
import { ForbiddenError } from '../../src/errors';
import type { AgentVersioning } from '../../src/versioning/service';
import type { PolicyRequest, VersioningPolicy } from '../../src/versioning/types';
import { counted, serviceOver, together } from './stores';

const agentId = 'support';

/** Every action, and what the policy is asked. */
const ACTIONS: [string, (versioning: AgentVersioning) => Promise<unknown>, string[]][] = [
  ['createAgent', (v) => v.createAgent({ id: 'new' }, { labels: ['a'] }), ['agent.create', 'label.move a']],
  ['getAgent', (v) => v.getAgent(agentId), ['agent.read']],
  ['listAgents', (v) => v.listAgents(), ['agent.list']],
  ['updateAgent', (v) => v.updateAgent({ id: agentId, changes: {} }), ['agent.update']],
  ['deleteAgent', (v) => v.deleteAgent(agentId), ['agent.delete']],
  ['save', (v) => v.save(agentId, {}), ['version.create']],
  [
    'save with labels',
    (v) => v.save(agentId, {}, { labels: ['a', 'b'] }),
    ['version.create', 'label.move a', 'label.move b'],
  ],
  ['createVersion', (v) => v.createVersion(agentId, { labels: ['a'] }), ['version.create', 'label.move a']],
  ['updateWithVersion', (v) => v.updateWithVersion(agentId, {}, 'x'), ['version.create', 'agent.update']],
  ['get', (v) => v.get(agentId, 1), ['version.read']],
  ['getByNumber', (v) => v.getByNumber(agentId, 1), ['version.read']],
  ['latest', (v) => v.latest(agentId), ['version.read']],
  ['list', (v) => v.list({ agentId }), ['version.read']],
  ['compare', (v) => v.compare(agentId, { from: 1, to: 1 }), ['version.read']],
  ['resolve', (v) => v.resolve(agentId, 1), ['version.read']],
  ['activate', (v) => v.activate(agentId, 1), ['label.move active']],
  ['deactivate', (v) => v.deactivate(agentId), ['label.move active']],
  ['restore', (v) => v.restore(agentId, 1, { labels: ['a'] }), ['version.create', 'label.move a']],
  ['rollback', (v) => v.rollback(agentId, 1), ['version.create', 'label.move active']],
  ['delete', (v) => v.delete(agentId, 1), ['version.delete']],
  ['setLabel', (v) => v.setLabel(agentId, 'a', 1), ['label.move a']],
  ['removeLabel', (v) => v.removeLabel(agentId, 'a'), ['label.move a']],
  ['revertLabel', (v) => v.revertLabel(agentId, 'a').catch(() => {}), ['label.move a']],
  ['listLabels', (v) => v.listLabels(agentId), ['label.read']],
  ['listLabelMoves', (v) => v.listLabelMoves({ agentId }), ['label.read']],
  ['labelAt', (v) => v.labelAt(agentId, 'a', new Date()), ['label.read']],
  ['listEvents', (v) => v.listEvents(), ['event.read']],
  ['listEvents of one agent', (v) => v.listEvents({ agentId }), ['event.read']],
  [
    'deleteEvents',
    async (v) => v.deleteEvents({ through: (await v.listEvents()).cursor ?? '' }),
    ['event.read', 'event.delete'],
  ],
];

async function guarded(can: VersioningPolicy['can'], protectedLabels: string[] = []) {
  const { domains, trips } = counted(together());
  await serviceOver(domains).versioning.createAgent({ id: agentId });
  const { versioning } = serviceOver(domains, { policy: { can }, protectedLabels });
  trips.length = 0;
  return { versioning, trips };
}

const SPANNING = ['listAgents', 'listEvents', 'deleteEvents'];

describe('a policy', () => {
  it.each(ACTIONS)('is asked about %s', async (name, action, expected) => {
    const asked: PolicyRequest[] = [];
    const { versioning } = await guarded((request) => {
      asked.push(request);
      return true;
    });
    await action(versioning.as({ id: 'mira', role: 'editor' }));
    expect(asked.map((request) => [request.action, request.label].filter(Boolean).join(' '))).toEqual(expected);
    for (const request of asked) {
      expect(request.actor).toEqual({ id: 'mira', role: 'editor' });
      const whose = name === 'createAgent' ? 'new' : agentId;
      expect(request.agentId).toBe(SPANNING.includes(name) ? undefined : whose);
    }
  });

  it.each(ACTIONS.filter(([name]) => name !== 'revertLabel'))(
    'refuses %s before anything is read',
    async (_, action) => {
      const { versioning, trips } = await guarded(() => false);
      await expect(action(versioning)).rejects.toThrow(ForbiddenError);
      expect(trips).toEqual([]);
    },
  );

  it('refuses labels that are given to a save, and then nothing is saved', async () => {
    const { versioning } = await guarded(({ action }) => action !== 'label.move');
    await expect(versioning.save(agentId, { a: 1 }, { labels: ['x'] })).rejects.toThrow(ForbiddenError);
    await expect(versioning.rollback(agentId, 1, { force: true })).rejects.toThrow(ForbiddenError);
    expect((await versioning.latest(agentId)).versionNumber).toBe(1);
  });

  it('that answers with anything but true refuses; what it throws is thrown', async () => {
    const silent = await guarded((() => undefined) as unknown as VersioningPolicy['can']);
    await expect(silent.versioning.latest(agentId)).rejects.toThrow(ForbiddenError);
    const broken = await guarded(async () => Promise.reject(new Error('no policy server')));
    await expect(broken.versioning.latest(agentId)).rejects.toThrow('no policy server');
    expect(broken.trips).toEqual([]);
  });
});

describe('a protected label', () => {
  const LABELS = ['active', 'production*'];

  it.each([
    ['active', (v: AgentVersioning) => v.activate(agentId, 1)],
    ['active', (v: AgentVersioning) => v.deactivate(agentId)],
    ['active', (v: AgentVersioning) => v.rollback(agentId, 1)],
    ['production-eu', (v: AgentVersioning) => v.setLabel(agentId, 'production-eu', 1)],
    ['production', (v: AgentVersioning) => v.save(agentId, {}, { labels: ['production'] })],
    ['production', (v: AgentVersioning) => v.revertLabel(agentId, 'production')],
  ])('%s does not move without a policy, or against it', async (label, action) => {
    const { versioning } = serviceOver(together(), { protectedLabels: LABELS });
    await versioning.createAgent({ id: agentId });
    await expect(action(versioning)).rejects.toThrow(`protected label "${label}"`);
    const refusing = await guarded((request) => !request.protected, LABELS);
    await expect(action(refusing.versioning)).rejects.toThrow(ForbiddenError);
  });

  it('moves where the policy says yes; others always did', async () => {
    const open = serviceOver(together(), { protectedLabels: LABELS }).versioning;
    await open.createAgent({ id: agentId }, { labels: ['staging'] });
    const { versioning } = await guarded(({ actor }) => actor?.role === 'release', LABELS);
    const label = await versioning.as({ id: 'otto', role: 'release' }).activate(agentId, 1);
    expect(label.updatedBy).toBe('otto');
  });
});

it('an actor needs an id, and is given to the policy as it is', async () => {
  const { versioning } = await guarded(({ actor }) => (actor as unknown as Person).may());
  expect(() => versioning.as({ id: '' })).toThrow(/actor\.id/);
  class Person {
    readonly id = 'mira';
    may() {
      return true;
    }
  }
  expect((await versioning.as(new Person() as never).latest(agentId)).versionNumber).toBe(1);
  await expect(versioning.as(undefined).latest(agentId)).rejects.toThrow(TypeError);
});
