/** The contract of `listEvals`. */
import type { EvalRecord, ListEvalsInput } from '@agent-versions/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { REFUSED_NUMBERS, REFUSED_TIMES } from '../hazards/ids';
import { refusal } from '../refusal';
import { compareBytes, countTo, freshId } from '../samples';
import { runSettings } from '../settings';
import type { StoreUnderTest } from '../store-under-test';

const FIELDS = ['agentId', 'versionId', 'runId', 'scorerId'] as const;
const START = Date.parse('2026-05-01T00:00:00.000Z');

/** Stores scores of two agents, versions, runs and scorers each, some without, at few different times. */
async function saveMixed({ evals }: StoreUnderTest, count: number): Promise<EvalRecord[]> {
  const mark = freshId('mix');
  const pick = (number: number, name: string) => (number % 3 === 2 ? undefined : `${mark}-${name}-${number % 3}`);
  const given = countTo(count).map((number) => ({
    id: `${mark}-${number}`,
    agentId: pick(number, 'agent'),
    versionId: pick(Math.floor(number / 3), 'version'),
    runId: pick(Math.floor(number / 9), 'run'),
    scorerId: `${mark}-scorer-${Math.floor(number / 27) % 2}`,
    score: number,
    createdAt: new Date(START + Math.floor(number / 7) * 1000),
  }));
  return (await evals.saveEvals({ evals: given })).evals;
}

/** What a list must be, worked out from all that there is. */
function expected(all: readonly EvalRecord[], input: ListEvalsInput): object {
  const { fromDate, toDate, page = 0, perPage = 20, orderBy } = input;
  const sign = orderBy?.direction === 'ASC' ? 1 : -1;
  const rows = all
    .filter((row) => FIELDS.every((field) => input[field] === undefined || row[field] === input[field]))
    .filter(({ createdAt }) => (!fromDate || createdAt >= fromDate) && (!toDate || createdAt < toDate))
    .sort((a, b) => sign * (a.createdAt.getTime() - b.createdAt.getTime() || compareBytes(a.id, b.id)));
  const end = (page + 1) * perPage;
  return { evals: rows.slice(page * perPage, end), total: rows.length, page, perPage, hasMore: end < rows.length };
}

/** Filters, which find nothing of anybody else's. */
export function listEvals(store: StoreUnderTest): void {
  it('of an agent, a version, a run and a scorer, in every combination', async () => {
    const all = await saveMixed(store, 60);
    const subject = all.find((row) => FIELDS.every((field) => row[field] !== undefined)) as EvalRecord;
    for (const number of countTo(15)) {
      const asked = FIELDS.filter((_, place) => Math.floor(number / 2 ** place) % 2 === 1);
      const filters = Object.fromEntries(asked.map((field) => [field, subject[field]]));
      const listed = await store.evals.listEvals(filters);
      expect(listed, asked.join()).toStrictEqual(expected(all, filters));
      expect(listed.total, asked.join()).toBeGreaterThan(0);
    }
    expect(await store.evals.listEvals({ agentId: freshId() })).toStrictEqual(expected(all, { agentId: 'nobody' }));
  });

  it('by any filters, times, pages and orders, is what it must be', { timeout: 60_000 }, async () => {
    const all = await saveMixed(store, 100);
    const time = fc.option(
      fc.integer({ min: -1, max: 15_001 }).map((offset) => new Date(START + offset)),
      {
        nil: undefined,
      },
    );
    const value = (field: (typeof FIELDS)[number]) =>
      fc.option(fc.constantFrom(...new Set(all.flatMap((row) => row[field] ?? []))), { nil: undefined });
    const input = fc.record({
      agentId: value('agentId'),
      versionId: value('versionId'),
      runId: value('runId'),
      scorerId: fc.constantFrom(...new Set(all.map(({ scorerId }) => scorerId))),
      fromDate: time,
      toDate: time,
      page: fc.integer({ min: 0, max: 3 }),
      perPage: fc.integer({ min: 1, max: 30 }),
      orderBy: fc.record({ field: fc.constant('createdAt' as const), direction: fc.constantFrom('ASC', 'DESC') }),
    });
    await fc.assert(
      fc.asyncProperty(input, async (asked) => {
        expect(await store.evals.listEvals(asked)).toStrictEqual(expected(all, asked));
      }),
      runSettings(100),
    );
  });

  it('takes the time it starts at, and leaves out the time it ends at', async () => {
    const [first] = await saveMixed(store, 1);
    const { scorerId, createdAt } = first as EvalRecord;
    const later = new Date(createdAt.getTime() + 1);
    const totals = [
      { fromDate: createdAt, toDate: later },
      { fromDate: later },
      { toDate: createdAt },
      { fromDate: later, toDate: createdAt },
    ].map(async (times) => (await store.evals.listEvals({ scorerId, ...times })).total);
    expect(await Promise.all(totals)).toEqual([1, 0, 0, 0]);
  });

  it('shares nothing with the caller', async () => {
    const scorerId = freshId('scorer');
    await store.evals.saveEval({ scorerId, score: 1, input: { deep: [1] } });
    const listed = await store.evals.listEvals({ scorerId });
    const kept = structuredClone(listed);
    for (const record of listed.evals) {
      (record.input as { deep: number[] }).deep.push(2);
      record.createdAt.setTime(0);
    }
    expect(await store.evals.listEvals({ scorerId })).toStrictEqual(kept);
  });

  it('leaves the scores of an agent that is deleted', async () => {
    const { id: agentId } = await store.agents.createAgent({});
    await store.evals.saveEval({ agentId, scorerId: 's', score: 1 });
    await store.agents.deleteAgent(agentId);
    expect((await store.evals.listEvals({ agentId })).total).toBe(1);
  });
}

/** All there are, of everybody: in a store of its own. */
export function listedEvals(store: StoreUnderTest): void {
  it('is empty where nothing is stored', async () => {
    expect(await store.evals.listEvals()).toStrictEqual({ evals: [], total: 0, page: 0, perPage: 20, hasMore: false });
  });

  it('without a filter lists all, newest first; pages of any size put together are the whole', async () => {
    const all = [...(await saveMixed(store, 45)), ...(await saveMixed(store, 5))];
    expect(await store.evals.listEvals()).toStrictEqual(expected(all, {}));
    for (const direction of ['ASC', 'DESC'] as const) {
      const orderBy = { field: 'createdAt', direction } as const;
      for (const perPage of [1, 7, 50, 1000]) {
        for (let page = 0; page <= Math.ceil(50 / perPage); page += 1) {
          const asked = { page, perPage, orderBy };
          expect(await store.evals.listEvals(asked)).toStrictEqual(expected(all, asked));
        }
      }
    }
    const far = { page: 2_147_483_647, perPage: 1000 };
    expect(await store.evals.listEvals(far)).toStrictEqual(expected(all, far));
  });

  it('refuses what is no page, time, order or filter', async () => {
    const cases: [object, string][] = [
      ...REFUSED_NUMBERS.filter((value) => value !== 0).map((page): [object, string] => [{ page }, 'page']),
      ...[...REFUSED_NUMBERS, 1001].map((perPage): [object, string] => [{ perPage }, 'perPage']),
      ...REFUSED_TIMES.map(({ time }): [object, string] => [{ fromDate: time }, 'fromDate']),
      ...REFUSED_TIMES.map(({ time }): [object, string] => [{ toDate: time }, 'toDate']),
      [{ orderBy: { field: 'score', direction: 'ASC' } }, 'orderBy.field'],
      [{ orderBy: { field: 'createdAt', direction: 'asc' } }, 'orderBy.direction'],
      [{ agentId: '' }, 'agentId'],
      [{ runId: null }, 'runId'],
      [{ score: 1 }, 'score'],
    ];
    for (const [asked, path] of cases) {
      const refused = await refusal(store.evals.listEvals(asked as never));
      expect(refused, path).toEqual({ code: 'invalid_input', paths: [path] });
    }
  });
}
