/** The contract of `pruneTraces`. */
import type { CreateSpanInput, PruneTracesOutput } from '@agent-versions/core';
import { afterEach, describe, expect, it } from 'vitest';
import { REFUSED_NUMBERS, REFUSED_TIMES } from '../hazards/ids';
import { refusal } from '../refusal';
import { countTo, freshId } from '../samples';
import type { StoreUnderTest } from '../store-under-test';
import { foundBy, STARTED, sampleSpan } from './samples';

const at = (seconds: number): Date => new Date(STARTED.getTime() + seconds * 1000);

/** Long after everything here. */
const LATE = at(1_000_000);

/** Proves what goes and what stays, in batches of any size. */
export function pruneTracesContract(store: StoreUnderTest): void {
  afterEach(async () => {
    await store.observability.pruneTraces({ before: LATE });
  });
  goes(store);
  describe('in batches', () => batches(store));
  refusals(store);
}

/** A trace of spans that begin one second after the other; the first of them is the root. */
function trace(input: { start: number; spans: number; traceId?: string }): CreateSpanInput[] {
  const { start, spans, traceId = freshId('trace') } = input;
  return countTo(spans).map((n) =>
    sampleSpan({ traceId, spanId: `${n}`, startedAt: at(start + n - 1), ...(n > 1 ? { parentSpanId: '1' } : {}) }),
  );
}

function goes(store: StoreUnderTest): void {
  it('deletes the traces whose first span started before the time, whole', async () => {
    const [old, border, young] = [
      trace({ start: 0, spans: 5 }),
      trace({ start: 3, spans: 2 }),
      trace({ start: 4, spans: 1 }),
    ];
    const kept = await store.observability.createSpans({ spans: [...border, ...young] });
    await store.observability.createSpans({ spans: old });
    expect(await store.observability.pruneTraces({ before: at(3) })).toEqual({ traces: 1, spans: 5 });
    expect(await store.observability.getTrace({ traceId: old[0]?.traceId ?? '' })).toBeNull();
    for (const span of kept.spans) expect(await store.observability.getSpan(keyOf(span))).toStrictEqual(span);
    expect(await store.observability.pruneTraces({ before: at(3) })).toEqual({ traces: 0, spans: 0 });
    expect(await store.observability.pruneTraces({ before: new Date(at(3).getTime() + 1) })).toEqual({
      traces: 1,
      spans: 2,
    });
  });

  it('goes by the first span, be it a root or not', async () => {
    const spans = trace({ start: 10, spans: 2 });
    const early = sampleSpan({ traceId: spans[0]?.traceId, parentSpanId: '1', startedAt: at(0) });
    await store.observability.createSpans({ spans: [...spans, early] });
    expect(await store.observability.pruneTraces({ before: at(1) })).toEqual({ traces: 1, spans: 3 });
  });

  it('takes what traces are found by along, and frees their ids', async () => {
    const run = freshId('run');
    const given = sampleSpan({ attributes: { run } });
    await store.observability.createSpan(given);
    await store.observability.pruneTraces({ before: LATE });
    expect(await foundBy(store, { run })).toEqual([]);
    expect(await store.observability.createSpan({ ...given, name: 'anew' })).toMatchObject({ name: 'anew' });
    expect(await foundBy(store, { run })).toEqual([given.spanId]);
  });

  it('deletes nothing from an empty store, and tells nobody', async () => {
    const told: PruneTracesOutput[] = [];
    const pruned = await store.observability.pruneTraces({
      before: LATE,
      onProgress: (progress) => told.push(progress),
    });
    expect(pruned).toEqual({ traces: 0, spans: 0 });
    expect(told).toEqual([]);
  });
}

function keyOf({ traceId, spanId }: CreateSpanInput): { traceId: string; spanId: string } {
  return { traceId, spanId };
}

function batches(store: StoreUnderTest): void {
  it.each([1, 2, 3, 4, 7, 16, 10_000])('of %i spans, everything old goes and no write is larger', async (batchSize) => {
    const old = [1, 4, 3, 1, 7].flatMap((spans, n) => trace({ start: n, spans }));
    const young = trace({ start: 100, spans: 2 });
    await store.observability.createSpans({ spans: [...old, ...young] });
    const told: PruneTracesOutput[] = [{ traces: 0, spans: 0 }];
    const onProgress = (progress: PruneTracesOutput): void => void told.push(progress);
    const pruned = await store.observability.pruneTraces({ before: at(50), batchSize, onProgress });
    expect(pruned).toEqual({ traces: 5, spans: 16 });
    expect(told.at(-1)).toEqual(pruned);
    const steps = told.slice(1).map(({ spans }, index) => spans - (told[index]?.spans ?? 0));
    expect(Math.max(...steps)).toBeLessThanOrEqual(batchSize);
    expect(Math.min(...steps)).toBeGreaterThan(0);
    for (const { traceId } of old) expect(await store.observability.getTrace({ traceId })).toBeNull();
    expect((await store.observability.getTrace({ traceId: young[0]?.traceId ?? '' }))?.spans).toHaveLength(2);
  });

  it('goes by the oldest traces first, each whole where it fits', async () => {
    const traceIds = ['c', 'a', 'b'].map((name) => freshId(name));
    const spans = traceIds.flatMap((traceId, n) => trace({ start: n, spans: 2, traceId }));
    await store.observability.createSpans({ spans: spans.toReversed() });
    const call = store.observability.pruneTraces({
      before: LATE,
      batchSize: 3,
      onProgress: ({ traces }) => {
        if (traces === 2) throw new Error('That will do');
      },
    });
    await expect(call).rejects.toThrow('That will do');
    const left = await Promise.all(traceIds.map((traceId) => store.observability.getTrace({ traceId })));
    expect(left.map((found) => found?.spans.length ?? 0)).toEqual([0, 0, 2]);
  });

  it('cut short within a long trace leaves its first spans, which the next call finishes', async () => {
    const [first] = trace({ start: 0, spans: 1 });
    const rest = trace({ start: 0, spans: 10, traceId: first?.traceId }).slice(1);
    await store.observability.createSpans({ spans: [...rest, first as CreateSpanInput] });
    const stop = (): void => {
      throw new Error('That will do');
    };
    const call = store.observability.pruneTraces({ before: at(1), batchSize: 4, onProgress: stop });
    await expect(call).rejects.toThrow('That will do');
    const left = await store.observability.getTrace({ traceId: first?.traceId ?? '' });
    expect(left?.spans.map(({ spanId }) => spanId)).toEqual(['1', '2', '3', '4', '5', '6']);
    expect(await store.observability.pruneTraces({ before: at(1), batchSize: 4 })).toEqual({ traces: 1, spans: 6 });
  });

  it('by four at once, each trace and span is counted once', async () => {
    const spans = countTo(60).flatMap((n) => trace({ start: n, spans: (n % 9) + 1 }));
    await store.observability.createSpans({ spans });
    const pruners = countTo(4).map((n) => store.observability.pruneTraces({ before: LATE, batchSize: n * 5 }));
    const pruned = await Promise.all(pruners);
    expect(pruned.reduce((sum, gone) => sum + gone.spans, 0)).toBe(spans.length);
    expect(pruned.reduce((sum, gone) => sum + gone.traces, 0)).toBe(60);
    expect((await store.observability.listTraces()).total).toBe(0);
  });
}

function refusals(store: StoreUnderTest): void {
  const refused = async (input: unknown, path: string): Promise<void> => {
    const call = store.observability.pruneTraces(input as never);
    expect(await refusal(call)).toEqual({ code: 'invalid_input', paths: [path] });
  };

  it('refuses what is no time, no size and no function', async () => {
    for (const { time } of REFUSED_TIMES) await refused({ before: time }, 'before');
    await refused({}, 'before');
    for (const batchSize of [...REFUSED_NUMBERS, 10_001]) await refused({ before: at(0), batchSize }, 'batchSize');
    for (const onProgress of [null, {}, 'x']) await refused({ before: at(0), onProgress }, 'onProgress');
    await refused({ before: at(0), dryRun: true }, 'dryRun');
  });
}
