/** Hostile ids, labels, texts, times and numbers beside a snapshot: kept exactly, or refused where they stand. */
import { describe, expect, it } from 'vitest';
import type { StoreConformanceInput } from '../input';
import { refusal } from '../refusal';
import { appendVersions, freshId } from '../samples';
import { settledEvents } from '../settled-events';
import { openForTests, type StoreUnderTest } from '../store-under-test';
import { idCalls, labelCalls, numberCalls, perPageCalls, textCalls } from './calls';
import {
  REFUSED_IDS,
  REFUSED_LABELS,
  REFUSED_NUMBERS,
  REFUSED_TIMES,
  STORABLE_IDS,
  STORABLE_LABELS,
  STORABLE_TIMES,
} from './ids';
import { HOSTILE_TEXTS } from './values';

/** Proves every field that is no document. */
export function hostileFieldsContract(input: StoreConformanceInput): void {
  describe('hostile fields', () => {
    const store = openForTests(input);
    describe('ids', () => ids(store));
    describe('labels', () => labels(store));
    describe('texts', () => texts(store));
    describe('times', () => times(store));
    describe('numbers and pages', () => numbers(store));
    describe('inputs', () => inputs(store));
  });
}

/** Expects a ValidationError whose faults all stand at that path. */
async function expectRefusedAt(call: Promise<unknown>, path: string): Promise<void> {
  const { code, paths } = await refusal(call);
  expect({ code, paths: [...new Set(paths as string[])] }).toEqual({ code: 'invalid_input', paths: [path] });
}

function ids(store: StoreUnderTest): void {
  it('of agents are kept apart', async () => {
    for (const { id } of STORABLE_IDS) await store.agents.createAgent({ id, mine: id });
    for (const { id } of STORABLE_IDS) {
      expect(await store.agents.getAgent(id)).toMatchObject({ id, mine: id });
      expect(await store.agents.updateAgent({ id, changes: { again: id } })).toMatchObject({ id, mine: id, again: id });
    }
  });

  it('of versions, keys and sources are kept apart', async () => {
    for (const { id } of STORABLE_IDS) {
      const snapshot = { mine: id };
      await store.versions.createVersion({ id, agentId: id, idempotencyKey: id, restoredFrom: id, snapshot });
    }
    for (const { id } of STORABLE_IDS) {
      const version = await store.versions.getVersion(id);
      expect(version).toMatchObject({ id, agentId: id, idempotencyKey: id, restoredFrom: id, snapshot: { mine: id } });
      expect(await store.versions.getLatestVersion(id)).toEqual(version);
      expect(await store.versions.countVersions(id)).toBe(1);
      const set = await store.versions.setLabel({ agentId: id, label: 'active', versionId: id });
      expect(await store.versions.listLabels(id)).toEqual([set]);
    }
    const every = STORABLE_IDS.map(({ id }) => id);
    expect((await store.versions.getVersions(every)).map(({ id }) => id)).toEqual(every);
  });

  it.each(REFUSED_IDS)('$name is none', async ({ id }) => {
    for (const { call, path } of idCalls(store, freshId())) await expectRefusedAt(call(id as string), path);
  });
}

function labels(store: StoreUnderTest): void {
  it.each(STORABLE_LABELS)('%s is one', async (label) => {
    const agentId = freshId();
    const [made] = await appendVersions(store.versions, { agentId, count: 1 });
    const set = await store.versions.setLabel({ agentId, label, versionId: made?.id ?? '' });
    expect(await store.versions.listLabels(agentId)).toEqual([set]);
    expect(await store.versions.getVersionByLabel(agentId, label)).toEqual(made);
    await store.versions.removeLabel({ agentId, label });
    expect(await store.versions.listLabels(agentId)).toEqual([]);
  });

  it.each(REFUSED_LABELS)('$name is none', async ({ label }) => {
    for (const { call, path } of labelCalls(store, freshId())) await expectRefusedAt(call(label as string), path);
  });
}

function texts(store: StoreUnderTest): void {
  const longest = { name: '65,536 bytes', text: `€${'x'.repeat(65_533)}` };

  it.each([...HOSTILE_TEXTS, longest])('$name is kept', async ({ text }) => {
    const agentId = freshId();
    const fields = { name: text, changeMessage: text, createdBy: text, changedFields: [text, 'x', text] };
    const { id } = await store.versions.createVersion({ agentId, snapshot: {}, ...fields });
    expect(await store.versions.getVersion(id)).toMatchObject(fields);
    await store.versions.setLabel({ agentId, label: 'a', versionId: id, movedBy: text, reason: text });
    expect(await store.versions.listLabels(agentId)).toMatchObject([{ updatedBy: text }]);
    const { moves } = await store.versions.listLabelMoves({ agentId });
    expect(moves).toMatchObject([{ movedBy: text, reason: text }]);
    await keptWhenGone(store, { agentId, id, text });
  });

  const refused = ['a\0b', '\ud83d', 'x'.repeat(65_537), '€'.repeat(21_846), null, 5, ['a'], Object('a')];
  it('with U+0000 or lone surrogates, longer ones, and what is none, are refused', async () => {
    for (const text of refused) {
      for (const { call, path } of textCalls(store, freshId())) await expectRefusedAt(call(text as string), path);
    }
  });
}

/** What redaction and deletion say of themselves, and what events tell of it, is kept exactly too. */
async function keptWhenGone(store: StoreUnderTest, version: { agentId: string; id: string; text: string }) {
  const { agentId, id, text } = version;
  const note = { deletedBy: text, reason: text };
  await store.versions.removeLabel({ agentId, label: 'a' });
  const redacted = await store.versions.redactVersion({ agentId, versionId: id, redactedBy: text, reason: text });
  expect(redacted).toMatchObject({ redactedBy: text, redactionReason: text });
  await store.versions.deleteVersion(id, note);
  const [left] = await store.versions.listHistory({ agentId });
  expect(left).toMatchObject({ deletion: { createdBy: text, changeMessage: text, ...note } });
  const events = await settledEvents(store.versions, agentId);
  const moved = { movedBy: text, reason: text };
  expect(events).toMatchObject([{ createdBy: text }, moved, {}, { redactedBy: text, reason: text }, note]);
}

function times(store: StoreUnderTest): void {
  it.each(STORABLE_TIMES)('%s is kept', async (time) => {
    const made = await store.versions.createVersion({ agentId: freshId(), snapshot: {}, createdAt: new Date(time) });
    expect(made.createdAt.toISOString()).toBe(time);
    expect((await store.versions.getVersion(made.id))?.createdAt.toISOString()).toBe(time);
  });

  it('order as they happened', async () => {
    const agentId = freshId();
    for (const time of STORABLE_TIMES.toReversed()) {
      await store.versions.createVersion({ agentId, snapshot: {}, createdAt: new Date(time) });
    }
    const orderBy = { field: 'createdAt', direction: 'ASC' } as const;
    const { versions } = await store.versions.listVersions({ agentId, orderBy });
    expect(versions.map(({ createdAt }) => createdAt.toISOString())).toEqual(STORABLE_TIMES);
  });

  it.each(REFUSED_TIMES)('$name is none', async ({ time }) => {
    const call = store.versions.createVersion({ agentId: freshId(), snapshot: {}, createdAt: time as Date });
    await expectRefusedAt(call, 'createdAt');
  });
}

function numbers(store: StoreUnderTest): void {
  it('are refused where they are not from 1 to 2^31-1', async () => {
    for (const number of REFUSED_NUMBERS) {
      for (const { call, path } of numberCalls(store, freshId())) await expectRefusedAt(call(number as number), path);
    }
  });

  it('are refused as the size of a page where they are not from 1 to 1000', async () => {
    for (const number of [...REFUSED_NUMBERS, 1001, 2_147_483_647]) {
      for (const call of perPageCalls(store, freshId())) await expectRefusedAt(call(number as number), 'perPage');
    }
  });

  it.each(['', 'NONE', 'latest', '3'])('expected refuses the text %j', async (expected) => {
    const agentId = freshId();
    const creating = store.versions.createVersion({ agentId, snapshot: {}, expected: expected as 'none' });
    await expectRefusedAt(creating, 'expected');
  });

  it("expected 'none' is not for updates", async () => {
    const { id } = await store.agents.createAgent({});
    await expectRefusedAt(store.agents.updateAgent({ id, expected: 'none' as never }), 'expected');
  });
}

function inputs(store: StoreUnderTest): void {
  it('refuse fields they do not know', async () => {
    const agentId = freshId();
    const extra = { extra: 1 } as object;
    await expectRefusedAt(store.versions.createVersion({ agentId, snapshot: {}, ...extra }), 'extra');
    await expectRefusedAt(store.versions.listVersions({ agentId, ...extra }), 'extra');
    await expectRefusedAt(store.versions.setLabel({ agentId, label: 'a', versionId: 'x', ...extra }), 'extra');
    await expectRefusedAt(store.versions.removeLabel({ agentId, label: 'a', ...extra }), 'extra');
    await expectRefusedAt(store.versions.listLabelMoves({ agentId, ...extra }), 'extra');
    await expectRefusedAt(store.versions.pruneVersions({ agentId, through: 1, ...extra }), 'extra');
    await expectRefusedAt(store.versions.deleteVersion('v', extra), 'extra');
    await expectRefusedAt(store.versions.deleteHistory({ agentId, ...extra }), 'extra');
    await expectRefusedAt(store.versions.redactVersion({ agentId, versionId: 'v', ...extra }), 'extra');
    await expectRefusedAt(store.agents.setActiveVersion({ id: agentId, revision: 1, ...extra }), 'extra');
    await expectRefusedAt(store.agents.updateAgent({ id: agentId, ...extra }), 'extra');
    await expectRefusedAt(store.agents.deleteAgent(agentId, extra), 'extra');
    await expectRefusedAt(store.agents.listAgents(extra), 'extra');
    expect(await store.versions.countVersions(agentId)).toBe(0);
  });

  it.each([null, [], 'text', 1, true, () => ({})])('are objects, not %j', async (value) => {
    const wrong = value as never;
    const { versions, agents } = store;
    for (const call of [
      versions.createVersion(wrong),
      versions.listVersions(wrong),
      versions.setLabel(wrong),
      versions.removeLabel(wrong),
      versions.listLabelMoves(wrong),
      versions.findVersions(wrong),
      versions.pruneVersions(wrong),
      versions.deleteVersion('v', wrong),
      versions.deleteHistory(wrong),
      versions.redactVersion(wrong),
      versions.listHistory(wrong),
      versions.listHeads(wrong),
      versions.importHistory(wrong),
      versions.importLabelMoves(wrong),
      versions.listEvents(wrong),
      versions.deleteEvents(wrong),
      agents.replaceAgent(wrong),
      agents.setActiveVersion(wrong),
      agents.createAgent(wrong),
      agents.updateAgent(wrong),
      agents.deleteAgent(freshId(), wrong),
      agents.listAgents(wrong),
    ]) {
      await expectRefusedAt(call, '');
    }
  });

  it('order by what is listed only', async () => {
    const agentId = freshId();
    const field = (name: string) => ({ orderBy: { field: name as 'createdAt', direction: 'ASC' as const } });
    const direction = (name: string) => ({ orderBy: { field: 'createdAt' as const, direction: name as 'ASC' } });
    for (const name of ['name', 'id', '"createdAt"', 'createdAt desc; --', '', 'constructor']) {
      await expectRefusedAt(store.versions.listVersions({ agentId, ...field(name) }), 'orderBy.field');
      await expectRefusedAt(store.agents.listAgents(field(name)), 'orderBy.field');
    }
    for (const name of ['asc', 'DESC; --', '', 'toString']) {
      await expectRefusedAt(store.versions.listVersions({ agentId, ...direction(name) }), 'orderBy.direction');
      await expectRefusedAt(store.agents.listAgents(direction(name)), 'orderBy.direction');
    }
  });

  it('take includeSnapshot as a boolean, and ids as a list of at most a thousand', async () => {
    const agentId = freshId();
    for (const value of [null, 0, 'false']) {
      await expectRefusedAt(
        store.versions.listVersions({ agentId, includeSnapshot: value as never }),
        'includeSnapshot',
      );
    }
    for (const value of [Array(1001).fill('a'), 'a', null, { length: 1 }, new Set(['a'])]) {
      await expectRefusedAt(store.versions.getVersions(value as string[]), 'ids');
    }
  });
}
