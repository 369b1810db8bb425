/** The contract of the feed: `listEvents` and `deleteEvents`. */
import type { StoredEvent } from '@agent-versions/core';
import { describe, expect, it } from 'vitest';
import type { StoreConformanceInput } from '../input';
import { refusal } from '../refusal';
import { appendVersions, countTo, freshId } from '../samples';
import { eventsAfter, feedSettled, settledEvents } from '../settled-events';
import { openForTests, type StoreUnderTest } from '../store-under-test';
import { busyHistory } from './travels';

/** Proves that a cursor goes on where it was, and that what is forgotten stays so. */
export function feedContract(input: StoreConformanceInput): void {
  describe('agentVersions.listEvents', () => listEvents(openForTests(input)));
  describe('agentVersions.deleteEvents', () => deleteEvents(openForTests(input)));
}

function listEvents(store: StoreUnderTest): void {
  const numbers = (events: readonly StoredEvent[]) =>
    events.map((event) => (event.type === 'version.created' ? event.versionNumber : 0));

  it('goes through the feed in stretches, of one agent or of all, each event once', async () => {
    const [left, right] = [freshId(), freshId()] as const;
    await feedSettled(store.versions);
    const start = (await eventsAfter(store.versions)).at(-1)?.cursor;
    for (const edit of countTo(5)) {
      for (const agentId of [left, right]) await store.versions.createVersion({ agentId, snapshot: { edit } });
    }
    await feedSettled(store.versions);
    const own = (events: StoredEvent[]) => events.filter(({ agentId }) => agentId === left || agentId === right);
    const all = own(await eventsAfter(store.versions, { after: start }));
    expect(numbers(all)).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
    for (const limit of [1, 3, 10]) {
      expect(own(await eventsAfter(store.versions, { after: start, limit }))).toStrictEqual(all);
    }
    for (const agentId of [left, right]) {
      const each = await eventsAfter(store.versions, { agentId, limit: 2 });
      expect(each).toStrictEqual(all.filter((event) => event.agentId === agentId));
    }
    expect(new Set(all.map(({ cursor }) => cursor)).size).toBe(10);
  });

  it('says where to go on, also where nothing follows', async () => {
    const agentId = freshId();
    const [nobody, cursorless] = [await store.versions.listEvents({ agentId }), { events: [] }];
    expect(nobody).toStrictEqual(cursorless);
    await appendVersions(store.versions, { agentId, count: 3 });
    await feedSettled(store.versions);
    const first = await store.versions.listEvents({ agentId, limit: 2 });
    expect(numbers(first.events)).toEqual([1, 2]);
    expect(first.cursor).toBe(first.events[1]?.cursor);
    const rest = await store.versions.listEvents({ agentId, after: first.cursor });
    expect(numbers(rest.events)).toEqual([3]);
    const end = await store.versions.listEvents({ agentId, after: rest.cursor });
    expect(end).toStrictEqual({ events: [], cursor: rest.cursor });
  });

  it('gives a copy of its own to everyone', async () => {
    const agentId = freshId();
    const [made] = await appendVersions(store.versions, { agentId, count: 1, each: () => ({ labels: ['a'] }) });
    const [, move] = await settledEvents(store.versions, agentId);
    if (move?.type === 'label.moved') move.to?.push({ versionId: 'x', weight: 1 });
    move?.at.setTime(0);
    const [, again] = (await store.versions.listEvents({ agentId })).events;
    expect(again).toMatchObject({ to: [{ versionId: made?.id, weight: 10_000 }] });
    expect(again?.at.getTime()).toBeGreaterThan(0);
  });

  const cursors = [
    '',
    '1',
    '1.',
    '.1',
    'a.b',
    '1.2.3',
    '-1.2',
    '01.2',
    '1.2 ',
    '1e3.1',
    '1.9223372036854775808',
    5,
    null,
  ];
  it.each(cursors)('%j is no cursor', async (cursor) => {
    const after = cursor as string;
    expect(await refusal(store.versions.listEvents({ after }))).toEqual({ code: 'invalid_input', paths: ['after'] });
    const through = cursor as string;
    expect(await refusal(store.versions.deleteEvents({ through }))).toMatchObject({ paths: ['through'] });
  });

  it('takes the greatest cursor there is', async () => {
    const after = '9223372036854775807.9223372036854775807';
    expect(await store.versions.listEvents({ after })).toEqual({ events: [], cursor: after });
  });

  it.each([
    [{ limit: 0 }, 'limit'],
    [{ limit: 1001 }, 'limit'],
    [{ agentId: '' }, 'agentId'],
    [{ page: 1 }, 'page'],
  ])('refuses %j', async (input, path) => {
    expect(await refusal(store.versions.listEvents(input as object))).toEqual({ code: 'invalid_input', paths: [path] });
  });
}

function deleteEvents(store: StoreUnderTest): void {
  it('forgets events up to a cursor, that one too; places are never used again', async () => {
    const agentId = freshId();
    await appendVersions(store.versions, { agentId, count: 5 });
    const all = await settledEvents(store.versions, agentId);
    const third = all[2]?.cursor ?? '';
    expect(await store.versions.deleteEvents({ through: third })).toBe(3);
    expect(await store.versions.deleteEvents({ through: third })).toBe(0);
    expect(await eventsAfter(store.versions, { agentId })).toStrictEqual(all.slice(3));
    expect(await eventsAfter(store.versions, { agentId, after: third })).toStrictEqual(all.slice(3));
    const everything = (await eventsAfter(store.versions)).at(-1)?.cursor ?? '';
    await store.versions.deleteEvents({ through: everything });
    expect(await store.versions.listEvents()).toEqual({ events: [] });
    await appendVersions(store.versions, { agentId, count: 1 });
    await feedSettled(store.versions);
    expect(await eventsAfter(store.versions, { agentId, after: everything })).toMatchObject([{ versionNumber: 6 }]);
  });

  it('leaves versions, labels and histories alone', async () => {
    const { agentId, entries } = await busyHistory(store);
    const events = await settledEvents(store.versions, agentId);
    await store.versions.deleteEvents({ through: events.at(-1)?.cursor ?? '' });
    expect(await store.versions.listHistory({ agentId })).toEqual(entries);
  });
}
