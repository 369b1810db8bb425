/** The contract of `agentVersions.pruneVersions`. */
import { describe, expect, it } from 'vitest';
import type { StoreConformanceInput } from '../input';
import { outcomes } from '../refusal';
import { appendVersions, countTo, freshId } from '../samples';
import { settledEvents } from '../settled-events';
import { openForTests, type StoreUnderTest } from '../store-under-test';

/** Proves which versions go, and that all others stay. */
export function pruneVersionsContract(input: StoreConformanceInput): void {
  describe('agentVersions.pruneVersions', () => {
    const store = openForTests(input);
    selection(store);
    dryRun(store);
    records(store);
    concurrent(store);
  });
}

/** The numbers that an agent has left. */
async function left(store: StoreUnderTest, agentId: string): Promise<number[]> {
  const { versions } = await store.versions.listVersions({ agentId, perPage: 1000, includeSnapshot: false });
  return versions.map(({ versionNumber }) => versionNumber).reverse();
}

/** An agent with versions made one day after another, every third with a name. */
async function history(store: StoreUnderTest, count = 9) {
  const agentId = freshId();
  const made = await appendVersions(store.versions, {
    agentId,
    count,
    each: (number) => ({
      createdAt: new Date(Date.UTC(2024, 0, number)),
      ...(number % 3 === 0 ? { name: number === 3 ? '' : `release ${number}` } : {}),
    }),
  });
  return { agentId, ids: made.map(({ id }) => id) };
}

function selection(store: StoreUnderTest): void {
  it('deletes up to a number, and returns what went, by number', async () => {
    const { agentId, ids } = await history(store);
    const other = await history(store, 3);
    const gone = await store.versions.pruneVersions({ agentId, through: 4 });
    expect(gone).toStrictEqual(
      countTo(4).map((number) => ({
        id: ids[number - 1],
        versionNumber: number,
        ...(number === 3 ? { name: '' } : {}),
        createdAt: new Date(Date.UTC(2024, 0, number)),
      })),
    );
    expect(await left(store, agentId)).toEqual([5, 6, 7, 8, 9]);
    expect(await store.versions.countVersions(agentId)).toBe(5);
    expect(await left(store, other.agentId)).toEqual([1, 2, 3]);
    expect(await store.versions.pruneVersions({ agentId, through: 4 })).toEqual([]);
  });

  it('may take all, the head too: numbers go on', async () => {
    const { agentId } = await history(store, 3);
    expect(await store.versions.pruneVersions({ agentId, through: 2_147_483_647 })).toHaveLength(3);
    expect(await store.versions.getLatestVersion(agentId)).toBeNull();
    expect(await store.versions.getHead(agentId)).toMatchObject({ lastNumber: 3, headNumber: 0, versionCount: 0 });
    expect(await store.versions.createVersion({ agentId, snapshot: {} })).toMatchObject({ versionNumber: 4 });
  });

  it('leaves what was made later, at that very time among it', async () => {
    const { agentId } = await history(store);
    await store.versions.pruneVersions({ agentId, through: 9, before: new Date(Date.UTC(2024, 0, 4)) });
    expect(await left(store, agentId)).toEqual([4, 5, 6, 7, 8, 9]);
  });

  it('leaves what has a name, an empty one too, where that is asked for', async () => {
    const { agentId } = await history(store);
    await store.versions.pruneVersions({ agentId, through: 8, keepNamed: true });
    expect(await left(store, agentId)).toEqual([3, 6, 9]);
  });

  it('never takes what a label points at, a split one too', async () => {
    const { agentId, ids } = await history(store);
    await store.versions.setLabel({ agentId, label: 'active', versionId: ids[1] ?? '' });
    const targets = [ids[4], ids[6]].map((versionId) => ({ versionId: versionId ?? '', weight: 5000 }));
    await store.versions.setLabel({ agentId, label: 'canary', targets });
    const gone = await store.versions.pruneVersions({ agentId, through: 9 });
    expect(gone.map(({ versionNumber }) => versionNumber)).toEqual([1, 3, 4, 6, 8, 9]);
    expect(await left(store, agentId)).toEqual([2, 5, 7]);
    expect(await store.versions.getHead(agentId)).toMatchObject({ lastNumber: 9, headNumber: 7, versionCount: 3 });
  });

  it('takes the oldest first where there is a limit, and counts only what goes', async () => {
    const { agentId, ids } = await history(store);
    await store.versions.setLabel({ agentId, label: 'a', versionId: ids[0] ?? '' });
    const gone = await store.versions.pruneVersions({ agentId, through: 9, keepNamed: true, limit: 3 });
    expect(gone.map(({ versionNumber }) => versionNumber)).toEqual([2, 4, 5]);
    expect(await left(store, agentId)).toEqual([1, 3, 6, 7, 8, 9]);
  });

  it('is empty for an agent without versions', async () => {
    expect(await store.versions.pruneVersions({ agentId: freshId(), through: 1 })).toEqual([]);
  });
}

function dryRun(store: StoreUnderTest): void {
  it('says exactly what would go, page by page, and changes nothing', async () => {
    const { agentId, ids } = await history(store);
    await store.versions.setLabel({ agentId, label: 'a', versionId: ids[3] ?? '' });
    const which = { agentId, through: 8, before: new Date(Date.UTC(2024, 0, 8)), keepNamed: true };
    const would: unknown[] = [];
    for (let after = 0; ; ) {
      const page = await store.versions.pruneVersions({ ...which, dryRun: true, limit: 2, after });
      would.push(...page);
      if (page.length === 0) break;
      after = page.at(-1)?.versionNumber ?? 0;
    }
    expect(await left(store, agentId)).toEqual(countTo(9));
    expect(await store.versions.pruneVersions(which)).toStrictEqual(would);
    expect(would).toHaveLength(4);
    expect(await left(store, agentId)).toEqual([3, 4, 6, 8, 9]);
  });

  it('tells nobody', async () => {
    const { agentId } = await history(store, 2);
    await store.versions.pruneVersions({ agentId, through: 2, dryRun: true });
    const types = (await settledEvents(store.versions, agentId)).map(({ type }) => type);
    expect(types).toEqual(['version.created', 'version.created']);
  });
}

function records(store: StoreUnderTest): void {
  it('keeps what is left of each, with who and why', async () => {
    const { agentId } = await history(store, 3);
    await store.versions.pruneVersions({ agentId, through: 2, deletedBy: 'cron', reason: 'older than a year' });
    const entries = await store.versions.listHistory({ agentId });
    expect(entries.map(({ kind }) => kind)).toEqual(['deletion', 'deletion', 'version']);
    for (const entry of entries.slice(0, 2)) {
      expect(entry).toMatchObject({ deletion: { deletedBy: 'cron', reason: 'older than a year' } });
    }
  });
}

function concurrent(store: StoreUnderTest): void {
  it('never deletes more than it says while others save and label', { timeout: 120_000 }, async () => {
    const agentId = freshId();
    for (const round of countTo(15)) {
      const made = await appendVersions(store.versions, { agentId, count: 4 });
      const before = await left(store, agentId);
      const wanted = made[round % 4]?.id ?? '';
      const [pruned, labelled, ...saved] = await outcomes<unknown>([
        store.versions.pruneVersions({ agentId, through: before.at(-1) ?? 1 }),
        store.versions.setLabel({ agentId, label: 'production', versionId: wanted }),
        ...countTo(3).map((caller) => store.versions.createVersion({ agentId, snapshot: { round, caller } })),
      ]);
      expect(saved.filter(({ ok }) => !ok)).toEqual([]);
      const gone = pruned?.ok ? (pruned.value as { id: string; versionNumber: number }[]) : [];
      const fresh = saved.map((each) => (each.ok ? (each.value as { versionNumber: number }).versionNumber : 0));
      const stay = [...before, ...fresh].filter((number) => !gone.some((each) => each.versionNumber === number));
      expect(await left(store, agentId)).toEqual(stay.sort((a, b) => a - b));
      // either the label came first and held its version, or it was told that the version is gone
      expect(gone.some(({ id }) => id === wanted)).toBe(labelled?.ok === false);
    }
  });
}
