/** The contract of `getEval`. */
import { expect, it } from 'vitest';
import { REFUSED_IDS } from '../hazards/ids';
import { refusal } from '../refusal';
import { freshId } from '../samples';
import type { StoreUnderTest } from '../store-under-test';
import { sampleEval } from './samples';

/** One score, by its id. */
export function getEval(store: StoreUnderTest): void {
  it('is null where there is none', async () => {
    expect(await store.evals.getEval({ id: freshId('eval') })).toBeNull();
  });

  it('knows ids apart that differ in case, form or a space', async () => {
    const base = freshId('eval');
    const ids = ['é', 'e\u0301', 'É', 'é ', '%'].map((end) => `${base}-${end}`);
    for (const [score, id] of ids.entries()) await store.evals.saveEval(sampleEval({ id, score }));
    for (const [score, id] of ids.entries()) expect((await store.evals.getEval({ id }))?.score).toBe(score);
    expect(await store.evals.getEval({ id: `${base}-_` })).toBeNull();
  });

  it('refuses what is no id', async () => {
    for (const { name, id } of REFUSED_IDS) {
      const refused = await refusal(store.evals.getEval({ id: id as string }));
      expect(refused, name).toMatchObject({ code: 'invalid_input', paths: expect.arrayContaining(['id']) });
    }
    expect(await refusal(store.evals.getEval('id' as never))).toMatchObject({ code: 'invalid_input' });
  });
}
