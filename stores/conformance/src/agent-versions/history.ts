/** The contract of reading whole histories: `getHead`, `listHeads`, `listHistory`. */
import { describe, expect, it } from 'vitest';
import type { StoreConformanceInput } from '../input';
import { refusal } from '../refusal';
import { appendVersions, compareBytes, countTo, freshId } from '../samples';
import { openForTests, type StoreUnderTest } from '../store-under-test';

/** Proves that what is there and what is left of the rest are told number by number. */
export function historyContract(input: StoreConformanceInput): void {
  describe('agentVersions, histories', () => {
    const store = openForTests(input);
    describe('getHead', () => getHead(store));
    describe('listHistory', () => listHistory(store));
    describe('deletions', () => deletions(store));
  });
  describe('agentVersions.listHeads', () => listHeads(openForTests(input)));
}

function getHead(store: StoreUnderTest): void {
  it('is null where the agent never had a version, with a record or without', async () => {
    const { id } = await store.agents.createAgent({});
    expect(await store.versions.getHead(id)).toBeNull();
    expect(await store.versions.getHead(freshId())).toBeNull();
  });

  it('says where the history stands', async () => {
    const agentId = freshId();
    const made = await appendVersions(store.versions, { agentId, count: 3 });
    const head = { agentId, lastNumber: 3, chainHash: made[2]?.chainHash, floorNumber: 0 };
    expect(await store.versions.getHead(agentId)).toStrictEqual({ ...head, headNumber: 3, versionCount: 3 });
    for (const [index, headNumber, versionCount] of [
      [2, 2, 2],
      [0, 2, 1],
      [1, 0, 0],
    ] as const) {
      await store.versions.deleteVersion(made[index]?.id ?? '');
      expect(await store.versions.getHead(agentId)).toStrictEqual({ ...head, headNumber, versionCount });
    }
  });

  it('is not moved by what was refused', async () => {
    const agentId = freshId();
    await refusal(store.versions.createVersion({ agentId, snapshot: {}, expected: 1 }));
    await refusal(store.versions.createVersion({ agentId, snapshot: {}, versionNumber: 2 }));
    await refusal(store.versions.createVersion({ agentId, snapshot: {}, record: { expected: 3 } }));
    expect(await store.versions.getHead(agentId)).toBeNull();
  });
}

function listHistory(store: StoreUnderTest): void {
  it('lists versions whole, ascending, in stretches', async () => {
    const agentId = freshId();
    await appendVersions(store.versions, { agentId: freshId(), count: 2 });
    const made = await appendVersions(store.versions, { agentId, count: 7, each: (n) => ({ name: `v${n}` }) });
    const entries = made.map((version) => ({ kind: 'version', version }));
    expect(await store.versions.listHistory({ agentId })).toStrictEqual(entries);
    expect(await store.versions.listHistory({ agentId, limit: 3 })).toStrictEqual(entries.slice(0, 3));
    expect(await store.versions.listHistory({ agentId, after: 3, limit: 3 })).toStrictEqual(entries.slice(3, 6));
    expect(await store.versions.listHistory({ agentId, after: 7 })).toEqual([]);
    expect(await store.versions.listHistory({ agentId, after: 2_147_483_647 })).toEqual([]);
    expect(await store.versions.listHistory({ agentId: freshId() })).toEqual([]);
  });

  it('lists a hundred entries unless asked for another number, versions and deletions together', async () => {
    const agentId = freshId();
    await appendVersions(store.versions, { agentId, count: 102, each: () => ({ snapshot: {} }) });
    await store.versions.pruneVersions({ agentId, through: 50 });
    const entries = await store.versions.listHistory({ agentId });
    expect(entries.map(({ kind }) => kind)).toEqual(countTo(100).map((n) => (n <= 50 ? 'deletion' : 'version')));
    expect(await store.versions.listHistory({ agentId, limit: 1000 })).toHaveLength(102);
  });

  it.each([
    [{ after: -1 }, 'after'],
    [{ after: 1.5 }, 'after'],
    [{ limit: 0 }, 'limit'],
    [{ limit: 1001 }, 'limit'],
    [{ page: 1 }, 'page'],
  ])('refuses %j', async (input, path) => {
    const call = store.versions.listHistory({ agentId: freshId(), ...input });
    expect(await refusal(call)).toEqual({ code: 'invalid_input', paths: [path] });
  });
}

function deletions(store: StoreUnderTest): void {
  it('leave all that the chain needs, who deleted, why and when', async () => {
    const agentId = freshId();
    const said = { createdBy: 'ada', changeMessage: '', name: 'gone', createdAt: new Date('2020-02-29T12:00:00.001Z') };
    const [first] = await appendVersions(store.versions, { agentId, count: 2, each: (n) => (n === 1 ? said : {}) });
    await store.versions.deleteVersion(first?.id ?? '', { deletedBy: 'bob', reason: 'a mistake' });
    const [entry] = await store.versions.listHistory({ agentId });
    expect(entry).toStrictEqual({
      kind: 'deletion',
      deletion: {
        agentId,
        versionNumber: 1,
        versionId: first?.id,
        contentHash: first?.contentHash,
        chainHash: first?.chainHash,
        changeMessage: '',
        createdBy: 'ada',
        createdAt: said.createdAt,
        deletedBy: 'bob',
        reason: 'a mistake',
        deletedAt: expect.any(Date),
      },
    });
    const deletedAt = entry?.kind === 'deletion' ? entry.deletion.deletedAt.getTime() : 0;
    expect(Math.abs(Date.now() - deletedAt)).toBeLessThan(60_000);
  });

  it('say nothing that nobody said', async () => {
    const agentId = freshId();
    const [made] = await appendVersions(store.versions, { agentId, count: 1 });
    await store.versions.deleteVersionsByAgentId(agentId);
    const [entry] = await store.versions.listHistory({ agentId });
    const { id: versionId, versionNumber, contentHash, chainHash, createdAt } = made ?? {};
    const deletion = { agentId, versionNumber, versionId, contentHash, chainHash, createdAt };
    expect(entry).toStrictEqual({ kind: 'deletion', deletion: { ...deletion, deletedAt: expect.any(Date) } });
  });

  it('take who and why from every way to delete; an empty text is a text', async () => {
    const agentId = freshId();
    const made = await appendVersions(store.versions, { agentId, count: 3 });
    await store.versions.deleteVersion(made[0]?.id ?? '', { deletedBy: '' });
    await store.versions.pruneVersions({ agentId, through: 2, reason: 'old' });
    await store.versions.deleteVersionsByAgentId(agentId, { deletedBy: 'c', reason: '' });
    const notes = (await store.versions.listHistory({ agentId })).map((entry) => {
      if (entry.kind === 'version') return entry;
      const { deletedBy, reason } = entry.deletion;
      return { deletedBy, reason };
    });
    const nobody = undefined;
    expect(notes).toEqual([
      { deletedBy: '', reason: nobody },
      { deletedBy: nobody, reason: 'old' },
      { deletedBy: 'c', reason: '' },
    ]);
  });

  it('outlive an id that is used again', async () => {
    const agentId = freshId();
    const id = freshId('version');
    for (const _ of countTo(2)) {
      await store.versions.createVersion({ id, agentId, snapshot: {} });
      await store.versions.deleteVersion(id);
    }
    const entries = await store.versions.listHistory({ agentId });
    expect(entries).toMatchObject([{ deletion: { versionId: id } }, { deletion: { versionId: id } }]);
  });

  it('are no version: not found, not listed, not served', async () => {
    const agentId = freshId();
    const [made] = await appendVersions(store.versions, { agentId, count: 1 });
    await store.versions.deleteVersion(made?.id ?? '');
    const call = store.versions.setLabel({ agentId, label: 'a', versionId: made?.id ?? '' });
    expect(await refusal(call)).toMatchObject({ code: 'not_found' });
  });
}

function listHeads(store: StoreUnderTest): void {
  it('lists all histories by id in bytes, empty ones too, in stretches', async () => {
    const run = freshId();
    const agentIds = ['b', 'B', '\u{1f600}', '\ufffd', 'e\u0301', 'é', ' ', '10', '9'].map((name) => `${run} ${name}`);
    expect(await store.versions.listHeads()).toEqual([]);
    for (const agentId of agentIds) await store.versions.createVersion({ agentId, snapshot: {} });
    const [empty = '', ended = ''] = agentIds;
    await store.versions.deleteVersionsByAgentId(empty);
    await store.versions.deleteHistory({ agentId: ended });
    const heads = await store.versions.listHeads();
    expect(heads.map(({ agentId }) => agentId)).toEqual(agentIds.toSorted(compareBytes));
    for (const head of heads) expect(await store.versions.getHead(head.agentId)).toStrictEqual(head);
    const seen = [];
    for (let after: string | undefined; ; ) {
      const stretch = await store.versions.listHeads({ after, limit: 2 });
      if (stretch.length === 0) break;
      seen.push(...stretch);
      after = stretch.at(-1)?.agentId;
    }
    expect(seen).toStrictEqual(heads);
  });

  it.each([
    [{ after: '' }, 'after'],
    [{ limit: 0 }, 'limit'],
    [{ limit: 1001 }, 'limit'],
    [{ agentId: 'a' }, 'agentId'],
  ])('refuses %j', async (input, path) => {
    expect(await refusal(store.versions.listHeads(input as object))).toEqual({ code: 'invalid_input', paths: [path] });
  });
}
