/** The contract of `agentVersions.createVersion`. */
import type { CreateVersionInput } from '@agent-versions/core';
import { describe, expect, it } from 'vitest';
import type { StoreConformanceInput } from '../input';
import { refusal } from '../refusal';
import { appendVersions, countTo, freshId, SHA_256, sampleConfig, ULID } from '../samples';
import { openForTests, type StoreUnderTest } from '../store-under-test';

/** Proves what is stored, which number it gets, and what is refused. */
export function createVersionContract(input: StoreConformanceInput): void {
  describe('agentVersions.createVersion', () => {
    const store = openForTests(input);
    stores(store);
    describe('the number', () => numbers(store));
    describe('the id', () => ids(store));
    describe('expected', () => expectations(store));
    describe('idempotencyKey', () => idempotencyKeys(store));
  });
}

function stores(store: StoreUnderTest): void {
  it('makes an id, the number 1, a hash and a time', async () => {
    const agentId = freshId();
    const made = await store.versions.createVersion({ agentId, snapshot: sampleConfig() });
    expect(made).toStrictEqual({
      id: expect.stringMatching(ULID),
      agentId,
      versionNumber: 1,
      snapshot: sampleConfig(),
      contentHash: expect.stringMatching(SHA_256),
      chainHash: expect.stringMatching(SHA_256),
      createdAt: expect.any(Date),
    });
    expect(Math.abs(Date.now() - made.createdAt.getTime())).toBeLessThan(60_000);
    expect(await store.versions.getVersion(made.id)).toStrictEqual(made);
  });

  it('keeps every field it is given', async () => {
    const input: CreateVersionInput = {
      id: freshId('version'),
      agentId: freshId(),
      versionNumber: 1,
      name: 'Spring release',
      snapshot: sampleConfig(),
      changedFields: ['model', 'tools', 'model'],
      changeMessage: 'Two\nlines, “quoted”',
      createdBy: 'ada@example.com',
      restoredFrom: 'a version that is long gone',
      idempotencyKey: freshId('key'),
      createdAt: new Date('2019-03-31T02:30:00.123Z'),
    };
    const made = await store.versions.createVersion(input);
    const hash = expect.stringMatching(SHA_256);
    expect(made).toEqual({ ...input, contentHash: hash, chainHash: hash });
    expect(await store.versions.getVersion(made.id)).toEqual(made);
  });

  it('keeps empty texts and lists empty', async () => {
    const empty = { name: '', changeMessage: '', createdBy: '', changedFields: [], snapshot: {} };
    const { id } = await store.versions.createVersion({ agentId: freshId(), ...empty });
    expect(await store.versions.getVersion(id)).toMatchObject(empty);
  });

  it('needs no agent record', async () => {
    const agentId = freshId();
    await store.versions.createVersion({ agentId, snapshot: {} });
    expect(await store.agents.getAgent(agentId)).toBeNull();
  });

  it('creates a version even where nothing changed', async () => {
    const agentId = freshId();
    const [first, second] = await appendVersions(store.versions, { agentId, count: 2, each: () => ({ snapshot: {} }) });
    expect(second?.versionNumber).toBe(2);
    expect(second?.contentHash).toBe(first?.contentHash);
    expect(second?.id).not.toBe(first?.id);
  });
}

function numbers(store: StoreUnderTest): void {
  it('counts 1, 2, 3 … for each agent', async () => {
    for (const agentId of [freshId(), freshId()]) {
      const made = await appendVersions(store.versions, { agentId, count: 5 });
      expect(made.map(({ versionNumber }) => versionNumber)).toEqual(countTo(5));
    }
  });

  it('may be given when it is the next one', async () => {
    const agentId = freshId();
    const made = await appendVersions(store.versions, {
      agentId,
      count: 3,
      each: (versionNumber) => ({ versionNumber }),
    });
    expect(made.map(({ versionNumber }) => versionNumber)).toEqual([1, 2, 3]);
  });

  it('is refused when it is another, and nothing is written', async () => {
    const agentId = freshId();
    await appendVersions(store.versions, { agentId, count: 2 });
    for (const versionNumber of [1, 2, 4, 2_147_483_647]) {
      const call = store.versions.createVersion({ agentId, versionNumber, snapshot: {} });
      const conflict = { code: 'conflict', entity: 'version', id: agentId, expected: versionNumber, actual: 3 };
      expect(await refusal(call)).toEqual(conflict);
    }
    expect(await store.versions.countVersions(agentId)).toBe(2);
    expect(await store.versions.createVersion({ agentId, snapshot: {} })).toMatchObject({ versionNumber: 3 });
  });

  it('begins at 1, not where the caller likes', async () => {
    const agentId = freshId();
    const call = store.versions.createVersion({ agentId, versionNumber: 7, snapshot: {} });
    expect(await refusal(call)).toEqual({ code: 'conflict', entity: 'version', id: agentId, expected: 7, actual: 1 });
  });

  it('is never used again after a delete', async () => {
    const agentId = freshId();
    const [, , third] = await appendVersions(store.versions, { agentId, count: 3 });
    await store.versions.deleteVersion(third?.id ?? '');
    expect(await store.versions.createVersion({ agentId, snapshot: {} })).toMatchObject({ versionNumber: 4 });
    await store.versions.deleteVersionsByAgentId(agentId);
    const again = store.versions.createVersion({ agentId, versionNumber: 1, snapshot: {} });
    expect(await refusal(again)).toMatchObject({ code: 'conflict', expected: 1, actual: 5 });
    expect(await store.versions.createVersion({ agentId, snapshot: {} })).toMatchObject({ versionNumber: 5 });
  });
}

function ids(store: StoreUnderTest): void {
  it('is refused when a version has it, of this agent or another', async () => {
    const id = freshId('version');
    const agentId = freshId();
    await appendVersions(store.versions, { agentId, count: 1 });
    await store.versions.createVersion({ id, agentId, snapshot: { first: true } });
    for (const other of [agentId, freshId()]) {
      const call = store.versions.createVersion({ id, agentId: other, snapshot: { first: true } });
      expect(await refusal(call)).toEqual({ code: 'conflict', entity: 'version', id, expected: 'none', actual: 2 });
    }
    expect(await store.versions.getVersion(id)).toMatchObject({ agentId, snapshot: { first: true } });
    expect(await store.versions.createVersion({ agentId, snapshot: {} })).toMatchObject({ versionNumber: 3 });
  });

  it('may differ in nothing but case, accents or a space at the end', async () => {
    const id = `Éclair-${freshId('version')}`;
    const twins = [id, id.toLowerCase(), id.toUpperCase(), id.normalize('NFD'), `${id} `];
    const agentId = freshId();
    for (const twin of twins) await store.versions.createVersion({ id: twin, agentId, snapshot: { twin } });
    for (const twin of twins) expect((await store.versions.getVersion(twin))?.snapshot).toEqual({ twin });
  });
}

function expectations(store: StoreUnderTest): void {
  it("'none' holds for an agent without a version, and no longer", async () => {
    const agentId = freshId();
    await store.versions.createVersion({ agentId, snapshot: {}, expected: 'none' });
    const late = store.versions.createVersion({ agentId, snapshot: {}, expected: 'none' });
    expect(await refusal(late)).toEqual({
      code: 'conflict',
      entity: 'version',
      id: agentId,
      expected: 'none',
      actual: 1,
    });
    expect(await store.versions.countVersions(agentId)).toBe(1);
  });

  it("a number holds while it is the head's", async () => {
    const agentId = freshId();
    await appendVersions(store.versions, { agentId, count: 3 });
    for (const expected of [1, 2, 4]) {
      const late = store.versions.createVersion({ agentId, snapshot: {}, expected });
      expect(await refusal(late)).toEqual({ code: 'conflict', entity: 'version', id: agentId, expected, actual: 3 });
    }
    expect(await store.versions.createVersion({ agentId, snapshot: {}, expected: 3 })).toMatchObject({
      versionNumber: 4,
    });
  });

  it('a number never holds for an agent without a version', async () => {
    const agentId = freshId();
    const call = store.versions.createVersion({ agentId, snapshot: {}, expected: 1 });
    expect(await refusal(call)).toEqual({
      code: 'conflict',
      entity: 'version',
      id: agentId,
      expected: 1,
      actual: 'none',
    });
  });

  it('means the head that is there after a delete, not the last number given', async () => {
    const agentId = freshId();
    const [, , third] = await appendVersions(store.versions, { agentId, count: 3 });
    await store.versions.deleteVersion(third?.id ?? '');
    const late = store.versions.createVersion({ agentId, snapshot: {}, expected: 3 });
    expect(await refusal(late)).toMatchObject({ code: 'conflict', expected: 3, actual: 2 });
    expect(await store.versions.createVersion({ agentId, snapshot: {}, expected: 2 })).toMatchObject({
      versionNumber: 4,
    });
    await store.versions.deleteVersionsByAgentId(agentId);
    const none = store.versions.createVersion({ agentId, snapshot: {}, expected: 'none' });
    expect(await none).toMatchObject({ versionNumber: 5 });
  });
}

function idempotencyKeys(store: StoreUnderTest): void {
  it('returns what the first call made, also to the letter-for-letter same call', async () => {
    const input = { id: freshId('version'), agentId: freshId(), snapshot: sampleConfig(), expected: 'none' as const };
    const idempotencyKey = freshId('key');
    const first = await store.versions.createVersion({ ...input, idempotencyKey });
    expect(await store.versions.createVersion({ ...input, idempotencyKey })).toEqual(first);
    const renamed = { agentId: input.agentId, snapshot: sampleConfig(), idempotencyKey, name: 'other', expected: 9 };
    expect(await store.versions.createVersion(renamed)).toEqual(first);
    expect(await store.versions.countVersions(input.agentId)).toBe(1);
  });

  it('still does so when later versions are there', async () => {
    const input = { agentId: freshId(), snapshot: sampleConfig(), idempotencyKey: freshId('key') };
    const first = await store.versions.createVersion(input);
    await appendVersions(store.versions, { agentId: input.agentId, count: 2 });
    expect(await store.versions.createVersion({ ...input, versionNumber: 1 })).toEqual(first);
  });

  it('is refused for another snapshot, naming both hashes', async () => {
    const agentId = freshId();
    const idempotencyKey = freshId('key');
    const first = await store.versions.createVersion({ agentId, snapshot: { a: 1 }, idempotencyKey });
    const other = await store.versions.createVersion({ agentId, snapshot: { a: 2 } });
    const call = store.versions.createVersion({ agentId, snapshot: { a: 2 }, idempotencyKey });
    expect(await refusal(call)).toEqual({
      code: 'conflict',
      entity: 'idempotencyKey',
      id: idempotencyKey,
      expected: other.contentHash,
      actual: first.contentHash,
    });
    expect(await store.versions.countVersions(agentId)).toBe(2);
  });

  it("is the agent's own: another agent may use the same one", async () => {
    const idempotencyKey = freshId('key');
    const left = await store.versions.createVersion({ agentId: freshId(), snapshot: { a: 1 }, idempotencyKey });
    const right = await store.versions.createVersion({ agentId: freshId(), snapshot: { a: 2 }, idempotencyKey });
    expect(right.id).not.toBe(left.id);
    expect(right).toMatchObject({ versionNumber: 1, snapshot: { a: 2 }, idempotencyKey });
  });
}
