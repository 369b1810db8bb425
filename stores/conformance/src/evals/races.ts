/** What must hold while many save the same scores at once. */
import type { EvalRecord, SaveEvalInput } from '@agent-versions/core';
import { expect, it } from 'vitest';
import { printFigure } from '../figure';
import { outcomes } from '../refusal';
import { countTo, freshId } from '../samples';
import { PATIENCE } from '../settings';
import type { StoreUnderTest } from '../store-under-test';
import { sampleEval, takenBy } from './samples';

/** The items in another order, the same for the same `step`. */
function rotated<T>(items: readonly T[], step: number): T[] {
  const start = (step * 37) % items.length;
  const turned = [...items.slice(start), ...items.slice(0, start)];
  return step % 2 === 0 ? turned : turned.reverse();
}

/** Proves both races; each prints its figures. */
export function evalRaces(name: string, store: StoreUnderTest): void {
  it('the same scores in different orders, all and in part, are stored once for everybody', PATIENCE, async () => {
    const figures = { rounds: 5, calls: 0, errors: 0, otherAnswers: 0, lost: 0 };
    for (const round of countTo(figures.rounds)) {
      const runId = freshId('run');
      const given = countTo(150).map((score) => sampleEval({ runId, score, createdAt: undefined }));
      const calls = countTo(8).map((caller) => rotated(given, round + caller).slice(0, caller % 3 === 0 ? 60 : 150));
      const settled = await outcomes(calls.map((evals) => store.evals.saveEvals({ evals })));
      const { evals: stored } = await store.evals.listEvals({ runId, perPage: 1000 });
      const byId = new Map(stored.map((record) => [record.id, record]));
      for (const [place, outcome] of settled.entries()) {
        figures.calls += 1;
        if (!outcome.ok) figures.errors += 1;
        else if (!isAnswer(outcome.value.evals, calls[place] ?? [], byId)) figures.otherAnswers += 1;
      }
      figures.lost += 150 - stored.length;
    }
    printFigure(name, 'evals.race', figures);
    expect(figures).toEqual({ rounds: 5, calls: 40, errors: 0, otherAnswers: 0, lost: 0 });
  });

  it('of different scores under the same ids one call wins whole, and the others store nothing', PATIENCE, async () => {
    for (const round of countTo(10)) {
      const ids = countTo(40).map(() => freshId('eval'));
      const runs = countTo(6).map(() => freshId('run'));
      const calls = runs.map((runId, caller) => {
        const own = countTo(5).map(() => sampleEval({ runId, score: caller }));
        const shared = ids.map((id) => sampleEval({ id, runId, score: caller }));
        return store.evals.saveEvals({ evals: rotated([...own, ...shared], round + caller) });
      });
      const settled = await outcomes(calls);
      const totals = await Promise.all(runs.map(async (runId) => (await store.evals.listEvals({ runId })).total));
      expect(settled.map(({ ok }) => (ok ? 45 : 0))).toEqual(totals);
      expect(totals.filter((total) => total > 0)).toEqual([45]);
      for (const outcome of settled) {
        if (!outcome.ok) expect(outcome.refusal).toEqual(takenBy(String(outcome.refusal.id)));
      }
    }
  });
}

/** Whether a call was told what is stored, in its own order. */
function isAnswer(
  answer: readonly EvalRecord[],
  asked: readonly SaveEvalInput[],
  stored: ReadonlyMap<string, EvalRecord>,
): boolean {
  return (
    answer.length === asked.length &&
    answer.every(({ id, score, createdAt }, place) => {
      const record = stored.get(id);
      const same = record?.score === score && record.createdAt.getTime() === createdAt.getTime();
      return same && asked[place]?.id === id;
    })
  );
}
