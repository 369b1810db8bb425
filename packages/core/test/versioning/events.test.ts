/** What listeners of this process are told, and the feed. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { VersioningEvent } from '../../src/storage/domains/agent-versions/events';
import type { VersioningEventType } from '../../src/versioning/listeners';
import type { AgentVersioning } from '../../src/versioning/service';
import { counted, LAYOUTS, serviceOver, together } from './stores';

const agentId = 'support';

const TYPES: VersioningEventType[] = [
  'version.created',
  'version.restored',
  'version.redacted',
  'versions.pruned',
  'label.moved',
  'agent.deleted',
];

function listen(versioning: AgentVersioning): VersioningEvent[] {
  const heard: VersioningEvent[] = [];
  for (const type of TYPES) versioning.on(type, (event) => void heard.push(event));
  return heard;
}

afterEach(() => vi.restoreAllMocks());

describe.each(LAYOUTS)('over %s', (_, domains) => {
  it('listeners hear what the feed has, in the same order', async () => {
    const { versioning, agentVersions } = serviceOver(domains(), { actor: { id: 'mira' } });
    const heard = listen(versioning);
    const { version } = await versioning.createAgent({ id: agentId, step: 1 }, { labels: ['x'] });
    await versioning.save(agentId, { step: 2 }, { labels: ['active', 'x'], message: 'Two' });
    await versioning.save(agentId, { step: 2 });
    await versioning.restore(agentId, 1);
    await versioning.save(agentId, { step: 1 }, { labels: ['y'] });
    await versioning.activate(agentId, 1, { reason: 'Calm' });
    await versioning.activate(agentId, version.id);
    await versioning.revertLabel(agentId, 'active');
    await versioning.removeLabel(agentId, 'y');
    await versioning.delete(agentId, 3, { reason: 'Unused' });
    const { events } = await agentVersions.listEvents();
    expect(heard.map(untimed)).toEqual(events.map(({ cursor: __, ...event }) => untimed(event)));
    expect(heard).toHaveLength(11);
    expect(await versioning.deleteAgent(agentId, { reason: 'Gone' })).toBe(2);
    const last = (await versioning.listEvents({ agentId })).events.at(-1);
    expect(last).toMatchObject({ type: 'agent.deleted', versionCount: 2, deletedBy: 'mira', reason: 'Gone' });
    expect(untimed(heard.at(-1) as VersioningEvent)).toEqual(untimed({ ...last, cursor: undefined } as never));
    expect(await versioning.deleteAgent(agentId)).toBe(0);
    expect(heard).toHaveLength(12);
  });

  it('moves are heard of an agent that was deleted and made again', async () => {
    const { versioning } = serviceOver(domains());
    const heard = listen(versioning);
    for (let round = 0; round < 2; round += 1) {
      await versioning.createAgent({ id: agentId }, { labels: ['x'] });
      await versioning.deleteAgent(agentId);
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    expect(heard.filter(({ type }) => type === 'label.moved')).toHaveLength(2);
  });

  it('each move is heard once, also of moves at the same time', async () => {
    const { versioning } = serviceOver(domains());
    await versioning.createAgent({ id: agentId });
    await versioning.createVersion(agentId);
    const heard = listen(versioning);
    const refs = Array.from({ length: 20 }, (__, index) => 1 + (index % 2));
    await Promise.all(refs.map((ref) => versioning.setLabel(agentId, 'x', ref)));
    const { moves } = await versioning.listLabelMoves({ agentId, perPage: 100 });
    const revisions = heard.map((event) => (event.type === 'label.moved' ? event.revision : 0));
    expect(revisions.sort((a, b) => a - b)).toEqual(moves.map(({ revision }) => revision).reverse());
  });
});

it('what a listener throws is a warning; the action and the other listeners go on', async () => {
  const warnings = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  const { versioning } = serviceOver(together());
  const heard: string[] = [];
  versioning.on('version.created', () => {
    throw new Error('broken');
  });
  versioning.on('version.created', async () => Promise.reject(new Error('late')));
  versioning.on('version.created', ({ versionId }) => void heard.push(versionId));
  const { version } = await versioning.createAgent({ id: agentId });
  expect(heard).toEqual([version.id]);
  await new Promise(setImmediate);
  expect(warnings.mock.calls.map(([warning]) => String(warning))).toEqual(['Error: broken', 'Error: late']);
});

it('listeners are taken away, called once, and shared by all actors', async () => {
  const { versioning } = serviceOver(together());
  const [always, once, never] = [vi.fn(), vi.fn(), vi.fn()];
  versioning.on('version.created', always).once('version.created', once).on('version.created', never);
  versioning.as({ id: 'mira' }).off('version.created', never);
  await versioning.as({ id: 'otto' }).createAgent({ id: agentId });
  await versioning.createVersion(agentId);
  expect([always, once, never].map((listener) => listener.mock.calls.length)).toEqual([2, 1, 0]);
  expect(always.mock.calls[0]?.[0]).toMatchObject({ type: 'version.created', agentId, createdBy: 'otto' });
});

it('nothing is read for the sake of moves that nobody listens to', async () => {
  const { domains, trips } = counted(together());
  const { versioning } = serviceOver(domains);
  await versioning.createAgent({ id: agentId }, { labels: ['x'] });
  expect(trips.flat()).not.toContain('listLabelMoves');
  versioning.on('label.moved', () => {});
  await versioning.setLabel(agentId, 'y', 1);
  expect(trips.flat()).toContain('listLabelMoves');
});

it('the feed is read by cursor, and forgotten up to one', async () => {
  const { versioning } = serviceOver(together());
  await versioning.createAgent({ id: agentId });
  await versioning.createAgent({ id: 'other' });
  const first = await versioning.listEvents({ limit: 1 });
  const rest = await versioning.listEvents({ after: first.cursor });
  expect([...first.events, ...rest.events].map((event) => event.agentId)).toEqual([agentId, 'other']);
  expect((await versioning.listEvents({ agentId: 'other' })).events).toHaveLength(1);
  expect(await versioning.deleteEvents({ through: first.cursor ?? '' })).toBe(1);
  expect((await versioning.listEvents()).events).toEqual(rest.events);
});

/** An event of this process and the stored one may be told a moment apart. */
function untimed({ at: _, ...event }: VersioningEvent) {
  return event;
}
