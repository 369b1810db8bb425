/** What must hold while many write the same spans at once. */
import { describe, expect, it } from 'vitest';
import { printFigure } from '../figure';
import { outcomes } from '../refusal';
import { countTo, freshId } from '../samples';
import { PATIENCE } from '../settings';
import type { StoreUnderTest } from '../store-under-test';
import { foundBy, keyOf, sampleSpan, takenSpan } from './samples';

/** Proves the races; each prints its figures. */
export function spanRacesContract(name: string, store: StoreUnderTest): void {
  describe('races for spans', () => {
    updates(name, store);
    creations(name, store);
  });
}

function updates(name: string, store: StoreUnderTest): void {
  it('twenty that set different attributes and fields of one root lose none of them', PATIENCE, async () => {
    const figures = { rounds: 5, errors: 0, lost: 0, unfound: 0 };
    for (const _ of countTo(figures.rounds)) {
      const run = freshId('run');
      const root = await store.observability.createSpan(sampleSpan({ spanId: run, attributes: { run } }));
      const calls = countTo(20).map((n) =>
        store.observability.updateSpan({
          ...keyOf(root),
          updates: n % 2 === 0 ? { attributes: { [`a${n}`]: n } } : { metadata: { [`m${n}`]: n }, output: n },
        }),
      );
      figures.errors += (await outcomes(calls)).filter(({ ok }) => !ok).length;
      const stored = await store.observability.getSpan(keyOf(root));
      const kept = { ...stored?.attributes, ...stored?.metadata };
      for (const n of countTo(20)) if (kept[n % 2 === 0 ? `a${n}` : `m${n}`] !== n) figures.lost += 1;
      for (const n of countTo(20).filter((number) => number % 2 === 0)) {
        if ((await foundBy(store, { run, [`a${n}`]: n })).length !== 1) figures.unfound += 1;
      }
    }
    printFigure(name, 'observability.updates', figures);
    expect(figures).toEqual({ rounds: 5, errors: 0, lost: 0, unfound: 0 });
  });

  it('of twenty that set the same attribute one is last, and the root is found by that alone', PATIENCE, async () => {
    const figures = { rounds: 5, errors: 0, wronglyFound: 0 };
    for (const _ of countTo(figures.rounds)) {
      const run = freshId('run');
      const root = await store.observability.createSpan(sampleSpan({ spanId: run, attributes: { [run]: 0 } }));
      const calls = countTo(20).map((n) =>
        store.observability.updateSpan({ ...keyOf(root), updates: { attributes: { [run]: n % 4 } } }),
      );
      figures.errors += (await outcomes(calls)).filter(({ ok }) => !ok).length;
      const last = (await store.observability.getSpan(keyOf(root)))?.attributes?.[run];
      for (const n of [0, 1, 2, 3]) {
        const found = await foundBy(store, { [run]: n });
        if (found.length !== (n === last ? 1 : 0)) figures.wronglyFound += 1;
      }
    }
    printFigure(name, 'observability.attribute', figures);
    expect(figures).toEqual({ rounds: 5, errors: 0, wronglyFound: 0 });
  });
}

function creations(name: string, store: StoreUnderTest): void {
  it('the same spans in different orders, all and in part, are stored once for everybody', PATIENCE, async () => {
    const figures = { rounds: 10, errors: 0, otherAnswers: 0, wrongTotals: 0 };
    for (const _ of countTo(figures.rounds)) {
      const run = freshId('run');
      const given = countTo(30).map(() => sampleSpan({ attributes: { run } }));
      const calls = countTo(8).map((caller) => {
        const turned = [...given.slice(caller * 3), ...given.slice(0, caller * 3)];
        return (caller % 2 === 0 ? turned.reverse() : turned).slice(0, caller % 3 === 0 ? 12 : 30);
      });
      const settled = await outcomes([
        ...calls.map((spans) => store.observability.createSpans({ spans })),
        store.observability.createSpans({ spans: given }),
      ]);
      for (const outcome of settled) {
        if (!outcome.ok) figures.errors += 1;
        else
          for (const span of outcome.value.spans) {
            const stored = await store.observability.getSpan(keyOf(span));
            if (stored?.createdAt.getTime() !== span.createdAt.getTime()) figures.otherAnswers += 1;
          }
      }
      if ((await foundBy(store, { run })).length !== 30) figures.wrongTotals += 1;
    }
    printFigure(name, 'observability.creations', figures);
    expect(figures).toEqual({ rounds: 10, errors: 0, otherAnswers: 0, wrongTotals: 0 });
  });

  it('of different spans under one id one is stored, and the others are told', PATIENCE, async () => {
    for (const _ of countTo(10)) {
      const given = sampleSpan();
      const calls = countTo(10).map((n) => store.observability.createSpan({ ...given, name: `${n}` }));
      const settled = await outcomes(calls);
      const winners = settled.flatMap((outcome) => (outcome.ok ? [outcome.value] : []));
      expect(winners).toHaveLength(1);
      expect(await store.observability.getSpan(keyOf(given))).toStrictEqual(winners[0]);
      for (const outcome of settled) if (!outcome.ok) expect(outcome.refusal).toEqual(takenSpan(given));
    }
  });
}
