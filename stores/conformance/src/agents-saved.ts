/** The contract of what a save in another database does to an agent's record: `replaceAgent`, `setActiveVersion`. */
import { describe, expect, it } from 'vitest';
import type { StoreConformanceInput } from './input';
import { outcomes, refusal } from './refusal';
import { appendVersions, countTo, freshId, sampleConfig } from './samples';
import { openForTests, type StoreUnderTest } from './store-under-test';

/** Proves both. */
export function savedAgentsContract(input: StoreConformanceInput): void {
  describe('agents, saved elsewhere', () => {
    const store = openForTests(input);
    describe('replaceAgent', () => {
      replaceAgent(store);
      replaceRefused(store);
    });
    describe('setActiveVersion', () => setActiveVersion(store));
  });
}

function replaceAgent(store: StoreUnderTest): void {
  it("'none' makes the record, and notes which version it is", async () => {
    const id = freshId();
    const made = await store.agents.replaceAgent({ id, config: sampleConfig(), expected: 'none', versionNumber: 1 });
    expect(made).toStrictEqual({
      ...sampleConfig(),
      id,
      versionNumber: 1,
      revision: 1,
      createdAt: expect.any(Date),
      updatedAt: made.createdAt,
    });
    expect(await store.agents.getAgent(id)).toStrictEqual(made);
  });

  it('replaces the whole configuration, and nothing of the record but revision, version and time', async () => {
    const { id, createdAt } = await store.agents.createAgent(sampleConfig());
    const [first] = await appendVersions(store.versions, {
      agentId: id,
      count: 1,
      each: () => ({ labels: ['active'] }),
    });
    const config = { name: '', tools: [] };
    const replaced = await store.agents.replaceAgent({ id, config, expected: 1, versionNumber: 7 });
    const record = { id, createdAt, updatedAt: expect.any(Date), activeVersionId: first?.id };
    expect(replaced).toStrictEqual({ ...config, ...record, versionNumber: 7, revision: 2 });
    expect(replaced.updatedAt.getTime()).toBeGreaterThanOrEqual(createdAt.getTime());
    expect(await store.agents.getAgent(id)).toStrictEqual(replaced);
    const earlier = await store.agents.replaceAgent({ id, config: {}, expected: 2, versionNumber: 3 });
    expect(earlier).toMatchObject({ versionNumber: 3, revision: 3 });
    const updated = await store.agents.updateAgent({ id, changes: { name: 'edited' } });
    expect(updated).toMatchObject({ versionNumber: 3, revision: 4 });
  });

  it('makes a record that shows the active version from the start', async () => {
    const id = freshId();
    const [first] = await appendVersions(store.versions, {
      agentId: id,
      count: 1,
      each: () => ({ labels: ['active'] }),
    });
    const made = await store.agents.replaceAgent({ id, config: {}, expected: 'none', versionNumber: 1 });
    expect(made.activeVersionId).toBe(first?.id);
  });

  it('lets one of several win that have seen the same revision', async () => {
    const id = freshId();
    for (const expected of ['none', 1, 2] as const) {
      const calls = countTo(8).map((caller) =>
        store.agents.replaceAgent({ id, config: { caller }, expected, versionNumber: 1 }),
      );
      const settled = await outcomes(calls);
      expect(settled.filter(({ ok }) => ok)).toHaveLength(1);
      const actual = expected === 'none' ? 1 : expected + 1;
      const conflict = { code: 'conflict', entity: 'agent', id, expected, actual };
      for (const outcome of settled) if (!outcome.ok) expect(outcome.refusal).toEqual(conflict);
    }
  });
}

function replaceRefused(store: StoreUnderTest): void {
  it('is refused at another revision, or where the id is taken; the record stays', async () => {
    const made = await store.agents.createAgent({ name: 'first' });
    const { id } = made;
    for (const expected of ['none', 2] as const) {
      const call = store.agents.replaceAgent({ id, config: {}, expected, versionNumber: 1 });
      expect(await refusal(call)).toEqual({ code: 'conflict', entity: 'agent', id, expected, actual: 1 });
    }
    expect(await store.agents.getAgent(id)).toEqual(made);
  });

  it('is refused where there is no such agent', async () => {
    const id = freshId();
    const call = store.agents.replaceAgent({ id, config: {}, expected: 1, versionNumber: 1 });
    expect(await refusal(call)).toEqual({ code: 'not_found', entity: 'agent', id });
  });

  it.each([
    [{ config: { revision: 1, id: 'x' } }, ['config.id', 'config.revision']],
    [{ config: [] }, ['config']],
    [{ config: { a: [undefined] } }, ['config.a[0]']],
    [{ expected: undefined }, ['expected']],
    [{ versionNumber: 0 }, ['versionNumber']],
    [{ changes: {} }, ['changes']],
  ])('refuses %j', async (fields, paths) => {
    const input = { id: freshId(), config: {}, expected: 'none' as const, versionNumber: 1, ...fields };
    const refused = await refusal(store.agents.replaceAgent(input as never));
    expect(refused).toEqual({ code: 'invalid_input', paths });
  });
}

function setActiveVersion(store: StoreUnderTest): void {
  const served = async (id: string) => (await store.agents.getAgent(id))?.activeVersionId;

  it('shows the version, without an edit of the record', async () => {
    const made = await store.agents.createAgent({ name: 'Ada' });
    const { id } = made;
    await store.agents.setActiveVersion({ id, versionId: 'v1', revision: 1 });
    expect(await store.agents.getAgent(id)).toStrictEqual({ ...made, activeVersionId: 'v1' });
    await store.agents.setActiveVersion({ id, revision: 2 });
    expect(await store.agents.getAgent(id)).toStrictEqual(made);
  });

  it('ignores what an older revision says, and takes the same one again', async () => {
    const { id } = await store.agents.createAgent({});
    await store.agents.setActiveVersion({ id, versionId: 'v3', revision: 3 });
    await store.agents.setActiveVersion({ id, versionId: 'v2', revision: 2 });
    expect(await served(id)).toBe('v3');
    await store.agents.setActiveVersion({ id, versionId: 'v3', revision: 3 });
    expect(await served(id)).toBe('v3');
    await store.agents.setActiveVersion({ id, revision: 4 });
    await store.agents.setActiveVersion({ id, versionId: 'v3', revision: 3 });
    expect(await served(id)).toBeUndefined();
  });

  it('ends at the last revision, however its calls overtake each other', async () => {
    const { id } = await store.agents.createAgent({});
    const revisions = [5, 9, 1, 7, 3, 10, 2, 8, 4, 6];
    await Promise.all(
      revisions.map((revision) => store.agents.setActiveVersion({ id, versionId: `v${revision}`, revision })),
    );
    expect(await served(id)).toBe('v10');
  });

  it('stays through edits and replacements', async () => {
    const { id } = await store.agents.createAgent({});
    await store.agents.setActiveVersion({ id, versionId: 'v1', revision: 1 });
    await store.agents.updateAgent({ id, changes: { name: 'n' } });
    expect(await store.agents.replaceAgent({ id, config: {}, expected: 2, versionNumber: 1 })).toMatchObject({
      activeVersionId: 'v1',
    });
  });

  it('is no error for an agent without a record', async () => {
    const id = freshId();
    expect(await store.agents.setActiveVersion({ id, versionId: 'v', revision: 1 })).toBeUndefined();
    expect(await store.agents.getAgent(id)).toBeNull();
  });
}
