/** The contract of events: what is told of each change. */
import type { VersioningEvent } from '@agent-versions/core';
import { describe, expect, it } from 'vitest';
import type { StoreConformanceInput } from '../input';
import { refusal } from '../refusal';
import { appendVersions, freshId } from '../samples';
import { settledEvents } from '../settled-events';
import { openForTests, type StoreUnderTest } from '../store-under-test';
import { busyHistory } from './travels';

/** Proves that every change is told once, with all that there is to say, and nothing else is. */
export function eventsContract(input: StoreConformanceInput): void {
  describe('agentVersions, events tell of', () => tellOf(openForTests(input)));
}

/** The agent's events without what nobody can foretell, which must be a cursor and the time of now. */
async function told(store: StoreUnderTest, agentId: string): Promise<object[]> {
  const events = await settledEvents(store.versions, agentId);
  return events.map(({ cursor, at, ...event }) => {
    expect(cursor).toMatch(/^\d+\.\d+$/);
    expect(Math.abs(Date.now() - at.getTime())).toBeLessThan(60_000);
    return event;
  });
}

const whole = (versionId: string) => [{ versionId, weight: 10_000 }];

function tellOf(store: StoreUnderTest): void {
  it('versions that are created and restored, also long ago', async () => {
    const agentId = freshId();
    const createdAt = new Date('2001-01-01T00:00:00.000Z');
    const first = await store.versions.createVersion({ agentId, snapshot: {}, createdAt });
    const restored = { agentId, snapshot: {}, restoredFrom: first.id, createdBy: 'ada', changeMessage: 'back' };
    const second = await store.versions.createVersion(restored);
    expect(await told(store, agentId)).toStrictEqual([
      { type: 'version.created', agentId, versionId: first.id, versionNumber: 1 },
      {
        type: 'version.restored',
        agentId,
        versionId: second.id,
        versionNumber: 2,
        restoredFrom: first.id,
        createdBy: 'ada',
      },
    ]);
  });

  it('labels that are set, moved, split and removed', async () => {
    const agentId = freshId();
    const [first, second] = (await appendVersions(store.versions, { agentId, count: 2 })).map(({ id }) => id);
    const targets = [first, second].map((versionId) => ({ versionId: versionId ?? '', weight: 5000 })).sort(byId);
    const [id = ''] = [first];
    await store.versions.setLabel({ agentId, label: 'a', versionId: id, movedBy: '', reason: 'launch' });
    await store.versions.setLabel({ agentId, label: 'a', targets });
    await store.versions.setLabel({ agentId, label: 'a', targets });
    await store.versions.removeLabel({ agentId, label: 'a', movedBy: 'bob' });
    const move = { type: 'label.moved', agentId, label: 'a' };
    expect((await told(store, agentId)).slice(2)).toStrictEqual([
      { ...move, revision: 1, to: whole(id), movedBy: '', reason: 'launch' },
      { ...move, revision: 2, from: whole(id), to: targets },
      { ...move, revision: 3, from: targets, movedBy: 'bob' },
    ]);
  });

  it('a version before the labels that move to it', async () => {
    const agentId = freshId();
    const labels = ['active', 'production'];
    await store.versions.createVersion({ agentId, snapshot: {}, labels, record: { expected: 'none' } });
    const events = (await told(store, agentId)) as VersioningEvent[];
    const [first, ...moves] = events.map((event) => (event.type === 'label.moved' ? event.label : event.type));
    expect([first, moves.sort()]).toEqual(['version.created', labels]);
  });

  it('versions that are deleted, one event a call', async () => {
    const agentId = freshId();
    const made = await appendVersions(store.versions, { agentId, count: 12 });
    await store.versions.deleteVersion(made[1]?.id ?? '', { deletedBy: 'ada', reason: 'wrong' });
    await store.versions.deleteVersion(made[1]?.id ?? '');
    await store.versions.pruneVersions({ agentId, through: 3, deletedBy: '', reason: '“old”' });
    await store.versions.pruneVersions({ agentId, through: 3 });
    await store.versions.deleteVersionsByAgentId(agentId, { reason: 'all' });
    await store.versions.deleteVersionsByAgentId(agentId);
    const pruned = { type: 'versions.pruned', agentId };
    expect((await told(store, agentId)).slice(12)).toStrictEqual([
      { ...pruned, versionNumbers: [2], deletedBy: 'ada', reason: 'wrong' },
      { ...pruned, versionNumbers: [1, 3], deletedBy: '', reason: '“old”' },
      { ...pruned, versionNumbers: [4, 5, 6, 7, 8, 9, 10, 11, 12], reason: 'all' },
    ]);
  });

  it('versions that are redacted, and the end of a history', async () => {
    const agentId = freshId();
    const [made] = await appendVersions(store.versions, { agentId, count: 2 });
    const versionId = made?.id ?? '';
    await store.versions.redactVersion({ agentId, versionId, redactedBy: 'ada', reason: '' });
    await store.versions.deleteHistory({ agentId, deletedBy: 'bob', reason: 'asked to' });
    expect((await told(store, agentId)).slice(2)).toStrictEqual([
      { type: 'version.redacted', agentId, versionId, versionNumber: 1, redactedBy: 'ada', reason: '' },
      { type: 'agent.deleted', agentId, versionCount: 2, deletedBy: 'bob', reason: 'asked to' },
    ]);
  });

  it('what is imported: versions and moves, now', async () => {
    const { agentId, entries } = await busyHistory(store);
    await store.versions.deleteHistory({ agentId });
    const other = freshId();
    const renamed = entries.slice(0, 2).map((entry) => {
      return entry.kind === 'version' ? { ...entry, version: { ...entry.version, agentId: other } } : entry;
    });
    await store.versions.importHistory({ agentId: other, expected: 0, entries: renamed });
    const to = whole(entries[1]?.kind === 'version' ? entries[1].version.id : '');
    const move = { id: freshId('move'), agentId: other, label: 'a', revision: 1, to, movedAt: new Date(0) };
    await store.versions.importLabelMoves({ agentId: other, moves: [move] });
    const events = await told(store, other);
    expect(events.map((event) => (event as VersioningEvent).type)).toEqual([
      'version.restored',
      'version.created',
      'label.moved',
    ]);
    expect(events[2]).toStrictEqual({ type: 'label.moved', agentId: other, label: 'a', revision: 1, to });
  });

  it('nothing that was refused, and no record that is merely edited', async () => {
    const { id: agentId } = await store.agents.createAgent({});
    await store.agents.updateAgent({ id: agentId, changes: { name: 'n' } });
    await refusal(store.versions.createVersion({ agentId, snapshot: {}, labels: ['a'], record: { expected: 1 } }));
    const [made] = await appendVersions(store.versions, { agentId, count: 1 });
    await refusal(store.versions.createVersion({ agentId, snapshot: {}, expected: 'none' }));
    await store.versions.setLabel({ agentId, label: 'a', versionId: made?.id ?? '' });
    await refusal(store.versions.setLabel({ agentId, label: 'a', versionId: made?.id ?? '', expected: 4 }));
    await refusal(store.versions.deleteVersion(made?.id ?? ''));
    await refusal(store.versions.redactVersion({ agentId, versionId: made?.id ?? '' }));
    await refusal(store.versions.deleteHistory({ agentId, record: { expected: 9 } }));
    expect(await told(store, agentId)).toMatchObject([{ type: 'version.created' }, { type: 'label.moved' }]);
  });
}

function byId(left: { versionId: string }, right: { versionId: string }): number {
  return left.versionId < right.versionId ? -1 : 1;
}
