/** The contract of scores: every finite double comes back bit for bit. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { printFigure } from '../figure';
import { refusal } from '../refusal';
import { freshId } from '../samples';
import { runSettings } from '../settings';
import type { StoreUnderTest } from '../store-under-test';

/** Doubles that decimal texts, integer columns and binary protocols stumble over. */
const SCORES: readonly number[] = [
  ...[0, 1, -1, 0.5, 0.1, 0.1 + 0.2, 1 / 3, 2 / 3, 1e-7, 5764607523034.235, 1e21, 1e22, 1e23],
  ...[5e-324, -5e-324, 1.5e-310, 2.225073858507201e-308, 2.2250738585072014e-308, 4.9406564584124654e-322],
  ...[1.7976931348623157e308, -1.7976931348623157e308, 1.797693134862315e308],
  ...[2 ** 31, 2 ** 32 + 1, 2 ** 53 - 1, 2 ** 53, 2 ** 53 + 2, -(2 ** 53) - 2, 2 ** 63, -(2 ** 63), 2 ** 64, 1e300],
  ...[Number.EPSILON, 1 + Number.EPSILON, 1 - Number.EPSILON / 2, 7.912036690178964e186, -3.092983097473884e-156],
];

/** Saves scores together and reads them back by each way there is; those that came back otherwise. */
async function changed({ evals }: StoreUnderTest, scores: readonly number[]): Promise<number[]> {
  const runId = freshId('run');
  // in the order of their ids, which is the order of the list
  const given = scores.map((score, index) => ({ id: `${runId}-${String(index).padStart(4, '0')}`, score }));
  const at = { runId, scorerId: 'exact', createdAt: new Date(0) };
  const saved = await evals.saveEvals({ evals: given.map((one) => ({ ...one, ...at })) });
  const orderBy = { field: 'createdAt', direction: 'ASC' } as const;
  const listed = await evals.listEvals({ runId, perPage: 1000, orderBy });
  const got = await evals.getEval({ id: given.at(-1)?.id ?? '' });
  return scores.filter((score, index) => {
    const read = [saved.evals[index]?.score, listed.evals[index]?.score];
    if (index === scores.length - 1) read.push(got?.score);
    return read.some((back) => !Object.is(back, score));
  });
}

/** Proves it. */
export function evalScores(name: string, store: StoreUnderTest): void {
  it('come back bit for bit', async () => {
    expect(await changed(store, SCORES)).toEqual([]);
    for (const score of SCORES) {
      const { id } = await store.evals.saveEval({ scorerId: 'exact', score });
      expect((await store.evals.getEval({ id }))?.score).toBe(score);
    }
  });

  it('come back bit for bit, whatever double they are', { timeout: 120_000 }, async () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
    const wide = fc.tuple(fc.double({ min: 1, max: 10, noNaN: true }), fc.integer({ min: -300, max: 300 }));
    const score = fc.oneof(
      finite,
      fc.double({ min: 0, max: 1, noNaN: true }),
      wide.map(([digits, exponent]) => digits * 10 ** exponent),
      fc.integer({ min: 53, max: 1023 }).chain((power) => fc.constantFrom(2 ** power, -(2 ** power))),
    );
    const figures = { scores: 0, changed: 0 };
    const many = fc.array(
      score.map((one) => (one === 0 ? 0 : one)),
      { minLength: 1, maxLength: 300, size: 'max' },
    );
    await fc.assert(
      fc.asyncProperty(many, async (scores) => {
        const wrong = await changed(store, scores);
        figures.scores += scores.length;
        figures.changed += wrong.length;
        expect(wrong).toEqual([]);
      }),
      runSettings(15),
    );
    printFigure(name, 'evals.scores', figures);
  });

  it('are 0 where −0 was given, and the same as 0', async () => {
    const given = { id: freshId('eval'), scorerId: 'exact', score: -0 };
    expect((await store.evals.saveEval(given)).score).toBe(0);
    expect((await store.evals.getEval({ id: given.id }))?.score).toBe(0);
    expect((await store.evals.saveEval({ ...given, score: 0 })).score).toBe(0);
  });

  it('are the same only if every bit is', async () => {
    const given = { id: freshId('eval'), scorerId: 'exact', score: 0.1 + 0.2 };
    await store.evals.saveEval(given);
    expect(await refusal(store.evals.saveEval({ ...given, score: 0.3 }))).toMatchObject({ code: 'conflict' });
    const large = { id: freshId('eval'), scorerId: 'exact', score: 2 ** 53 + 2 };
    const stored = await store.evals.saveEval(large);
    expect(await store.evals.saveEval(large)).toStrictEqual(stored);
    expect(await refusal(store.evals.saveEval({ ...large, score: 2 ** 53 }))).toMatchObject({ code: 'conflict' });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, '1', 1n, null, true, Object(1)])(
    'are never %s',
    async (score) => {
      const call = store.evals.saveEval({ scorerId: 'exact', score });
      expect(await refusal(call)).toEqual({ code: 'invalid_input', paths: ['score'] });
    },
  );
}
