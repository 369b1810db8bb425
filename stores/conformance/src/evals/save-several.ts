/** The contract of `saveEvals`. */
import { expect, it } from 'vitest';
import { refusal } from '../refusal';
import { countTo, freshId } from '../samples';
import { PATIENCE } from '../settings';
import type { StoreUnderTest } from '../store-under-test';
import { sampleEval, takenBy } from './samples';

/** Several at once: all or none, each of them once. */
export function saveEvals(store: StoreUnderTest): void {
  const totalOf = async (runId: string) => (await store.evals.listEvals({ runId, perPage: 1 })).total;

  it.each([1, 2, 127, 130, 1000])('stores %i together, and returns them in the order given', async (count) => {
    const runId = freshId('run');
    const given = countTo(count).map((number) => sampleEval({ runId, score: number / 7 }));
    expect((await store.evals.saveEvals({ evals: given })).evals).toStrictEqual(given);
    expect(await totalOf(runId)).toBe(count);
    expect(await store.evals.getEval({ id: given.at(-1)?.id ?? '' })).toStrictEqual(given.at(-1));
  });

  it('of none is no error', async () => {
    expect(await store.evals.saveEvals({ evals: [] })).toStrictEqual({ evals: [] });
  });

  it('gives ids that sort in the order of the call, where it makes them', async () => {
    const { evals } = await store.evals.saveEvals({ evals: countTo(20).map((score) => ({ scorerId: 's', score })) });
    const ids = evals.map(({ id }) => id);
    expect(evals.map(({ score }) => score)).toEqual(countTo(20));
    expect([...ids].sort()).toEqual(ids);
    const times = evals.map(({ createdAt }) => createdAt.getTime());
    expect([...times].sort((a, b) => a - b)).toEqual(times);
  });

  it('is safe to repeat, in whole or in part and in any order', async () => {
    const runId = freshId('run');
    const given = countTo(10).map((score) => sampleEval({ runId, score, createdAt: undefined }));
    const { evals: first } = await store.evals.saveEvals({ evals: given });
    expect((await store.evals.saveEvals({ evals: given })).evals).toStrictEqual(first);
    expect((await store.evals.saveEvals({ evals: [...given].reverse() })).evals).toStrictEqual([...first].reverse());
    const more = sampleEval({ runId });
    const mixed = await store.evals.saveEvals({ evals: [...given.slice(5), more, ...given.slice(0, 5)] });
    expect(mixed.evals).toStrictEqual([...first.slice(5), more, ...first.slice(0, 5)]);
    expect(await totalOf(runId)).toBe(11);
  });

  it('stores nothing where one id is taken by another score', async () => {
    const taken = sampleEval();
    await store.evals.saveEval(taken);
    const runId = freshId('run');
    const others = countTo(300).map((score) => sampleEval({ runId, score }));
    for (const place of [0, 150, 300]) {
      const evals = [...others.slice(0, place), { ...taken, score: 2 }, ...others.slice(place)];
      expect(await refusal(store.evals.saveEvals({ evals }))).toEqual(takenBy(taken.id));
    }
    expect(await totalOf(runId)).toBe(0);
    expect(await store.evals.getEval({ id: taken.id })).toStrictEqual(taken);
  });

  it('names the first of several ids that are taken, in the order given', async () => {
    const taken = countTo(4).map(() => sampleEval());
    await store.evals.saveEvals({ evals: taken });
    const others = taken.map((record) => ({ ...record, score: 2 }));
    const runId = freshId('run');
    for (const evals of [others, [...others].reverse(), [...others.slice(2), ...others.slice(0, 2)]]) {
      const among = [sampleEval({ runId }), ...evals, sampleEval({ runId })];
      expect(await refusal(store.evals.saveEvals({ evals: among }))).toEqual(takenBy(evals[0]?.id ?? ''));
    }
    expect(await totalOf(runId)).toBe(0);
  });

  it('is safe to repeat where the scores are large together', PATIENCE, async () => {
    const runId = freshId('run');
    const large = countTo(20).map((score) => sampleEval({ runId, score, input: 'x'.repeat(900_000) }));
    const { evals: first } = await store.evals.saveEvals({ evals: large });
    expect(first).toStrictEqual(large);
    expect((await store.evals.saveEvals({ evals: large })).evals).toStrictEqual(first);
    const [last] = large.slice(-1);
    const evals = [...large.slice(0, -1), { ...last, scorerId: 'other', score: 0 }];
    expect(await refusal(store.evals.saveEvals({ evals }))).toEqual(takenBy(last?.id ?? ''));
    expect(await totalOf(runId)).toBe(20);
  });

  it('stores nothing where one of them is refused, and says which', async () => {
    const runId = freshId('run');
    const good = sampleEval({ runId });
    const cases: [object[], string[]][] = [
      [[good, { ...good, id: freshId(), score: Number.NaN }], ['evals[1].score']],
      [[good, { ...good, id: freshId(), output: [1n] }], ['evals[1].output[0]']],
      [[good, { ...good, id: freshId() }, good], ['evals[2].id']],
      [[good, []], ['evals[1]']],
      [countTo(1001).map(() => sampleEval({ runId })), ['evals']],
    ];
    for (const [evals, paths] of cases) {
      const call = store.evals.saveEvals({ evals: evals as never });
      expect(await refusal(call)).toEqual({ code: 'invalid_input', paths });
    }
    expect(await totalOf(runId)).toBe(0);
  });

  it('refuses several that are too large together', async () => {
    const runId = freshId('run');
    const input = 'x'.repeat(1_000_000);
    const evals = countTo(68).map(() => sampleEval({ runId, input }));
    expect(await refusal(store.evals.saveEvals({ evals }))).toEqual({ code: 'invalid_input', paths: ['evals'] });
    expect(await totalOf(runId)).toBe(0);
  });

  it.each([[{}], [[]], [{ evals: {} }], [{ evals: [], more: 1 }], [null]])('refuses %j', async (input) => {
    expect(await refusal(store.evals.saveEvals(input as never))).toMatchObject({ code: 'invalid_input' });
  });
}
