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
  ['current', (v) => v.current(agentId), ['agent.read']],
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
  ['getLabel', (v) => v.getLabel(agentId, 'a'), ['label.read']],
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

  it.each<[string, (versioning: AgentVersioning) => Promise<unknown>, object]>([
    ['one agent', (v) => v.latest(agentId), { action: 'version.read', agentId }],
    ['all agents', (v) => v.listAgents(), { action: 'agent.list', agentId: undefined }],
    ['a label', (v) => v.activate(agentId, 1), { action: 'label.move', agentId }],
  ])('says what it refused: of %s', async (_, action, refused) => {
    const { versioning } = await guarded(() => false);
    const error = await action(versioning).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ForbiddenError);
    expect(error).toMatchObject(refused);
  });

  it('that allows the events of one agent only lets nobody read those of others', async () => {
    const { versioning } = await guarded((request) => request.agentId === agentId);
    expect((await versioning.listEvents({ agentId })).events).toHaveLength(1);
    await expect(versioning.listEvents({ agentId: 'other' })).rejects.toThrow(ForbiddenError);
    await expect(versioning.listEvents()).rejects.toThrow(ForbiddenError);
  });

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

describe('allows', () => {
  it('asks the policy what the action would ask, and reads nothing', async () => {
    const asked: PolicyRequest[] = [];
    const { versioning, trips } = await guarded(
      (request) => {
        asked.push(request);
        return request.action !== 'version.delete';
      },
      ['active'],
    );
    const bound = versioning.as({ id: 'mira', role: 'editor' });
    expect(await bound.allows('version.read', { agentId })).toBe(true);
    expect(await bound.allows('version.delete', { agentId })).toBe(false);
    expect(await bound.allows('agent.list')).toBe(true);
    expect(await bound.allows('label.move', { agentId, label: 'active' })).toBe(true);
    const actor = { id: 'mira', role: 'editor' };
    expect(asked).toEqual([
      { actor, action: 'version.read', agentId },
      { actor, action: 'version.delete', agentId },
      { actor, action: 'agent.list' },
      { actor, action: 'label.move', agentId, label: 'active', protected: true },
    ]);
    expect(trips).toEqual([]);
  });

  it('without a policy says yes to all but moves of protected labels', async () => {
    const { versioning } = serviceOver(together(), { protectedLabels: ['active'] });
    expect(await versioning.allows('agent.delete', { agentId })).toBe(true);
    expect(await versioning.allows('label.move', { agentId, label: 'staging' })).toBe(true);
    expect(await versioning.allows('label.move', { agentId, label: 'active' })).toBe(false);
  });

  it('takes an answer that is not true for a no, and throws what the policy throws', async () => {
    const silent = await guarded((() => undefined) as unknown as VersioningPolicy['can']);
    expect(await silent.versioning.allows('version.read', { agentId })).toBe(false);
    const broken = await guarded(async () => Promise.reject(new Error('no policy server')));
    await expect(broken.versioning.allows('version.read', { agentId })).rejects.toThrow('no policy server');
  });

  it.each<[string, Parameters<AgentVersioning['allows']>, string]>([
    ['an agent id that is none', ['version.read', { agentId: '' }], 'agentId'],
    ['a label that is none', ['label.move', { agentId, label: 'latest' }], 'label'],
    ['a move of no label', ['label.move', { agentId }], 'label'],
    ['a label that would not move', ['version.read', { agentId, label: 'active' }], 'label'],
    ['anything else', ['version.read', { agentID: agentId } as object], 'agentID'],
  ])('is not asked about %s', async (_, question, path) => {
    const { versioning } = await guarded(() => true);
    const error = versioning.allows(...question);
    await expect(error).rejects.toMatchObject({ code: 'invalid_input', issues: [{ path }] });
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
