/** The contract of `agentVersions.importHistory`. */
import type { AgentVersion, HistoryEntry, ImportHistoryInput } from '@agent-versions/core';
import { describe, expect, it } from 'vitest';
import { auditChain, wholeHistory } from '../chain-audit';
import type { StoreConformanceInput } from '../input';
import { refusal } from '../refusal';
import { appendVersions, freshId } from '../samples';
import { openForTests, type StoreUnderTest } from '../store-under-test';
import { busyHistory, ofAgent } from './travels';

/** Proves that a history arrives as it left, or not at all. */
export function importHistoryContract(input: StoreConformanceInput): void {
  describe('agentVersions.importHistory', () => {
    const from = openForTests(input);
    const to = openForTests(input);
    describe('takes in', () => takesIn(from, to));
    describe('refuses', () => {
      conflicts(from, to);
      faults(from, to);
    });
  });
}

function takesIn(from: StoreUnderTest, to: StoreUnderTest): void {
  it('a history as it is: versions, redactions, deletions, numbers, links, times', async () => {
    const { agentId, entries, head } = await busyHistory(from);
    expect(await to.versions.importHistory({ agentId, expected: 0, entries })).toStrictEqual(head);
    expect(await to.versions.getHead(agentId)).toStrictEqual(head);
    expect(await wholeHistory(to.versions, agentId)).toStrictEqual(entries);
    expect(await auditChain(to.versions, agentId)).toEqual(await auditChain(from.versions, agentId));
    const list = { agentId, perPage: 1000 };
    expect(await to.versions.listVersions(list)).toStrictEqual(await from.versions.listVersions(list));
  });

  it('a history in stretches, each where the last one ended; and goes on itself from there', async () => {
    const { agentId, entries, head } = await busyHistory(from);
    for (const [index, entry] of entries.entries()) {
      await to.versions.importHistory({ agentId, expected: index, entries: [entry] });
    }
    expect(await to.versions.getHead(agentId)).toStrictEqual(head);
    expect(await wholeHistory(to.versions, agentId)).toStrictEqual(entries);
    await appendVersions(to.versions, { agentId, count: 1 });
    expect(await auditChain(to.versions, agentId)).toMatchObject({ links: 7, broken: 0, holes: 0, wrongHead: 0 });
  });

  it('for another agent of the same store, under other ids', async () => {
    const { agentId, entries } = await busyHistory(from);
    const other = freshId();
    const renamed = ofAgent(entries, other);
    await from.versions.importHistory({ agentId: other, expected: 0, entries: renamed });
    expect(await wholeHistory(from.versions, other)).toStrictEqual(renamed);
    expect(await wholeHistory(from.versions, agentId)).toStrictEqual(entries);
  });

  it('a history above a floor', async () => {
    const agentId = freshId();
    await appendVersions(from.versions, { agentId, count: 3 });
    await from.versions.deleteHistory({ agentId });
    await appendVersions(from.versions, { agentId, count: 2 });
    const head = await from.versions.getHead(agentId);
    const entries = await wholeHistory(from.versions, agentId);
    const taken = { agentId, expected: 0, entries, floorHash: head?.floorHash };
    expect(await to.versions.importHistory(taken)).toStrictEqual(head);
    expect(head).toMatchObject({ floorNumber: 3, lastNumber: 5 });
    expect(await auditChain(to.versions, agentId)).toEqual({ links: 2, broken: 0, holes: 0, wrongHead: 0 });
  });

  it('versions that are older than the chain, which then begins with the next one', async () => {
    const agentId = freshId();
    const [made] = await appendVersions(from.versions, { agentId, count: 1 });
    const { chainHash: _, ...older } = made as AgentVersion;
    const head = await to.versions.importHistory({
      agentId,
      expected: 0,
      entries: [{ kind: 'version', version: older }],
    });
    expect(head).toStrictEqual({ agentId, lastNumber: 1, headNumber: 1, versionCount: 1, floorNumber: 0 });
    expect(await to.versions.getVersion(older.id)).toStrictEqual(older);
    const next = await to.versions.createVersion({ agentId, snapshot: {} });
    expect(await to.versions.getHead(agentId)).toMatchObject({ lastNumber: 2, chainHash: next.chainHash });
  });

  it('a thousand entries at once', async () => {
    const agentId = freshId();
    const [made] = await appendVersions(from.versions, { agentId, count: 1, each: () => ({ snapshot: {} }) });
    const entries = Array.from({ length: 1000 }, (_, index): HistoryEntry => {
      const version = { ...(made as AgentVersion), id: freshId('version'), versionNumber: index + 1 };
      return { kind: 'version', version };
    });
    expect(await to.versions.importHistory({ agentId, expected: 0, entries })).toMatchObject({ versionCount: 1000 });
    expect(await to.versions.listHistory({ agentId, limit: 1000 })).toEqual(entries);
  });
}

function conflicts(from: StoreUnderTest, to: StoreUnderTest): void {
  it('where the history stands elsewhere', async () => {
    const { agentId, entries } = await busyHistory(from);
    await to.versions.importHistory({ agentId, expected: 0, entries: entries.slice(0, 2) });
    const conflict = { code: 'conflict', entity: 'version', id: agentId };
    const again = to.versions.importHistory({ agentId, expected: 0, entries });
    expect(await refusal(again)).toEqual({ ...conflict, expected: 'none', actual: 2 });
    const ahead = to.versions.importHistory({ agentId, expected: 3, entries: entries.slice(3) });
    expect(await refusal(ahead)).toEqual({ ...conflict, expected: 3, actual: 2 });
    const nobody = freshId();
    const late = to.versions.importHistory({
      agentId: nobody,
      expected: 1,
      entries: ofAgent(entries, nobody).slice(1),
    });
    expect(await refusal(late)).toEqual({ ...conflict, id: nobody, expected: 1, actual: 'none' });
    expect(await wholeHistory(to.versions, agentId)).toEqual(entries.slice(0, 2));
  });

  it('an id or a key that is taken, and takes in nothing', async () => {
    const { agentId, entries } = await busyHistory(from);
    const [, second] = entries;
    const id = second?.kind === 'version' ? second.version.id : '';
    await appendVersions(to.versions, { agentId: freshId(), count: 1, each: () => ({ id }) });
    const call = to.versions.importHistory({ agentId, expected: 0, entries });
    expect(await refusal(call)).toEqual({ code: 'conflict', entity: 'version', id, expected: 'none', actual: 1 });
    expect(await to.versions.getHead(agentId)).toBeNull();
    const other = freshId();
    const taken = await to.versions.createVersion({ agentId: other, snapshot: {}, idempotencyKey: 'key 2' });
    const keyed = { agentId: other, expected: 1, entries: ofAgent(entries, other).slice(1) };
    const refused = await refusal(to.versions.importHistory(keyed));
    const expected = second?.kind === 'version' ? second.version.contentHash : '';
    const conflict = { code: 'conflict', entity: 'idempotencyKey', id: 'key 2', expected };
    expect(refused).toEqual({ ...conflict, actual: taken.contentHash });
    expect(await to.versions.getHead(other)).toMatchObject({ lastNumber: 1 });
  });
}

function faults(from: StoreUnderTest, to: StoreUnderTest): void {
  it('holes, foreign agents, wrong hashes, and what is no entry, each at its place', async () => {
    const { agentId, entries } = await busyHistory(from);
    const [first] = entries as [{ kind: 'version'; version: AgentVersion }];
    const change = (fields: object) => [{ ...first, version: { ...first.version, ...fields } }];
    const wrong: [Partial<Record<keyof ImportHistoryInput, unknown>>, string][] = [
      [{ entries: [] }, 'entries'],
      [{ entries: [entries[0], entries[2]] }, 'entries[1].version.versionNumber'],
      [{ expected: 1 }, 'entries[0]'],
      [{ floorHash: first.version.contentHash }, 'floorHash'],
      [{ entries: [{ kind: 'note' }] }, 'entries[0].kind'],
      [{ entries: [...change({}), ...change({ versionNumber: 2 })] }, 'entries[1].version.id'],
      [{ entries: change({ agentId: freshId() }) }, 'entries[0].version.agentId'],
      [{ entries: change({ snapshot: { other: true } }) }, 'entries[0].version.contentHash'],
      [{ entries: change({ snapshot: { bad: Number.NaN } }) }, 'entries[0].version.snapshot.bad'],
      [{ entries: change({ redactedAt: new Date() }) }, 'entries[0].version.snapshot'],
      [{ entries: change({ redactedBy: 'ada' }) }, 'entries[0].version.redactedAt'],
      [{ entries: change({ chainHash: 'A'.repeat(64) }) }, 'entries[0].version.chainHash'],
      [{ entries: change({ createdAt: '2024' }) }, 'entries[0].version.createdAt'],
      [{ entries: change({ extra: 1 }) }, 'entries[0].version.extra'],
      [{ entries: Array(1001).fill(first) }, 'entries'],
    ];
    for (const [fields, path] of wrong) {
      const input = { agentId, expected: 0, entries: entries.slice(0, 1), ...fields } as ImportHistoryInput;
      const { code, paths } = await refusal(to.versions.importHistory(input));
      expect({ code, paths: (paths as string[]).slice(0, 1) }).toEqual({ code: 'invalid_input', paths: [path] });
    }
    expect(await to.versions.getHead(agentId)).toBeNull();
  });
}
