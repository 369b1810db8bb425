/** The contract of the hash chain: every version is linked to all before it, by whatever way others come and go. */
import { describe, expect, it } from 'vitest';
import { auditChain } from '../chain-audit';
import type { StoreConformanceInput } from '../input';
import { outcomes } from '../refusal';
import { appendVersions, countTo, freshId, SHA_256 } from '../samples';
import { openForTests, type StoreUnderTest } from '../store-under-test';

/** Proves that the links are those that core computes. */
export function chainContract(input: StoreConformanceInput): void {
  describe('agentVersions, the hash chain', () => {
    const store = openForTests(input);
    linked(store);
    afterDeletions(store);
  });
}

/** A chain in which nothing is wrong. */
const whole = (links: number) => ({ links, broken: 0, holes: 0, wrongHead: 0 });

function linked(store: StoreUnderTest): void {
  it('covers what was stored, by whom, why and when', async () => {
    const agentId = freshId();
    const said = [
      {},
      { createdBy: 'ada', changeMessage: 'Two\nlines, “quoted” \u{1f600}' },
      { createdBy: '', changeMessage: '' },
      { createdAt: new Date('0001-01-01T00:00:00.000Z'), createdBy: 'a:b' },
      { createdAt: new Date('9999-12-31T23:59:59.999Z'), changeMessage: '\u0001\\"' },
      { createdAt: new Date(-1) },
    ];
    for (const fields of said) await store.versions.createVersion({ agentId, snapshot: { said }, ...fields });
    expect(await auditChain(store.versions, agentId)).toEqual(whole(said.length));
  });

  it('is of each agent by itself, and told alike by every read', async () => {
    const left = freshId();
    const right = freshId();
    for (const edit of countTo(3)) {
      for (const agentId of [left, right]) await store.versions.createVersion({ agentId, snapshot: { edit } });
    }
    for (const agentId of [left, right]) {
      expect(await auditChain(store.versions, agentId)).toEqual(whole(3));
      const { versions } = await store.versions.listVersions({ agentId, includeSnapshot: false });
      const links = versions.map(({ chainHash }) => chainHash);
      expect(links).toEqual(links.map(() => expect.stringMatching(SHA_256)));
      expect((await store.versions.getHead(agentId))?.chainHash).toBe(links[0]);
      expect((await store.versions.getLatestVersion(agentId))?.chainHash).toBe(links[0]);
    }
  });

  it('holds through appends that run at once', async () => {
    const agentId = freshId();
    for (const round of countTo(5)) {
      const calls = countTo(12).map((caller) =>
        store.versions.createVersion({ agentId, snapshot: { round, caller }, createdBy: `caller ${caller}` }),
      );
      expect((await outcomes(calls)).every(({ ok }) => ok)).toBe(true);
    }
    expect(await auditChain(store.versions, agentId)).toEqual(whole(60));
  });

  it('is not moved by an append that is refused or repeated', async () => {
    const agentId = freshId();
    const call = { agentId, snapshot: {}, idempotencyKey: 'k', id: freshId('version') };
    const first = await store.versions.createVersion(call);
    expect(await store.versions.createVersion(call)).toEqual(first);
    await outcomes([
      store.versions.createVersion({ agentId, snapshot: {}, expected: 7 }),
      store.versions.createVersion({ agentId, snapshot: {}, id: first.id }),
    ]);
    await store.versions.createVersion({ agentId, snapshot: {} });
    expect(await auditChain(store.versions, agentId)).toEqual(whole(2));
  });
}

function afterDeletions(store: StoreUnderTest): void {
  it('goes on over deleted versions, the head among them, and over a history that is empty', async () => {
    const agentId = freshId();
    const made = await appendVersions(store.versions, { agentId, count: 5, each: () => ({ createdBy: 'ada' }) });
    for (const index of [1, 4]) await store.versions.deleteVersion(made[index]?.id ?? '');
    expect(await auditChain(store.versions, agentId)).toEqual(whole(5));
    await appendVersions(store.versions, { agentId, count: 2 });
    await store.versions.pruneVersions({ agentId, through: 3 });
    expect(await auditChain(store.versions, agentId)).toEqual(whole(7));
    await store.versions.deleteVersionsByAgentId(agentId);
    await appendVersions(store.versions, { agentId, count: 1 });
    expect(await auditChain(store.versions, agentId)).toEqual(whole(8));
  });

  it('goes on above the floor of a history that was deleted', async () => {
    const agentId = freshId();
    await appendVersions(store.versions, { agentId, count: 3 });
    await store.versions.deleteHistory({ agentId });
    expect(await auditChain(store.versions, agentId)).toEqual(whole(0));
    await appendVersions(store.versions, { agentId, count: 2 });
    expect(await auditChain(store.versions, agentId)).toEqual(whole(2));
  });

  it('holds over a version that is redacted', async () => {
    const agentId = freshId();
    const [first] = await appendVersions(store.versions, { agentId, count: 2 });
    await store.versions.redactVersion({ agentId, versionId: first?.id ?? '', reason: 'secret' });
    expect(await auditChain(store.versions, agentId)).toEqual(whole(2));
  });

  it('holds while versions come and go at once', async () => {
    const agentId = freshId();
    for (const round of countTo(4)) {
      const made = await appendVersions(store.versions, { agentId, count: 3 });
      const settled = await outcomes<unknown>([
        ...countTo(5).map((caller) => store.versions.createVersion({ agentId, snapshot: { round, caller } })),
        ...made.slice(1).map(({ id }) => store.versions.deleteVersion(id)),
        store.versions.pruneVersions({ agentId, through: made[0]?.versionNumber ?? 1 }),
      ]);
      expect(settled.filter(({ ok }) => !ok)).toEqual([]);
    }
    expect(await auditChain(store.versions, agentId)).toEqual(whole(32));
  });
}
