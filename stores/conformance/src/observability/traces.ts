/** The contract of `getSpan` and `getTrace`. */
import { describe, expect, it } from 'vitest';
import { REFUSED_IDS, STORABLE_IDS } from '../hazards/ids';
import { refusal } from '../refusal';
import { compareBytes, freshId } from '../samples';
import type { StoreUnderTest } from '../store-under-test';
import { STARTED, sampleSpan } from './samples';

/** Proves both. */
export function singleTraceContract(store: StoreUnderTest): void {
  describe('getSpan', () => {
    it('is null where there is no such span', async () => {
      const { traceId, spanId } = await store.observability.createSpan(sampleSpan());
      expect(await store.observability.getSpan({ traceId, spanId: freshId() })).toBeNull();
      expect(await store.observability.getSpan({ traceId: freshId(), spanId })).toBeNull();
      expect(await store.observability.getSpan({ traceId: spanId, spanId: traceId })).toBeNull();
    });
  });
  describe('getTrace', () => {
    it('is null where there is no such trace', async () => {
      expect(await store.observability.getTrace({ traceId: freshId() })).toBeNull();
    });
    orders(store);
    ids(store);
  });
}

function orders(store: StoreUnderTest): void {
  it('has all spans, oldest first, however they came', async () => {
    const traceId = freshId('trace');
    const at = (milliseconds: number) => new Date(STARTED.getTime() + milliseconds);
    const late = sampleSpan({ traceId, spanId: 'late', parentSpanId: 'root', startedAt: at(5) });
    const root = sampleSpan({ traceId, spanId: 'root', startedAt: at(1) });
    const early = sampleSpan({ traceId, spanId: 'early', parentSpanId: 'root', startedAt: at(-3) });
    await store.observability.createSpan(late);
    await store.observability.createSpans({ spans: [root, early] });
    await store.observability.createSpan(sampleSpan({ spanId: 'of another trace' }));
    const trace = await store.observability.getTrace({ traceId });
    expect(trace?.traceId).toBe(traceId);
    expect(trace?.spans.map(({ spanId }) => spanId)).toEqual(['early', 'root', 'late']);
    for (const span of trace?.spans ?? []) {
      expect(span).toStrictEqual(await store.observability.getSpan({ traceId, spanId: span.spanId }));
    }
  });

  it('breaks ties by the bytes of the span id', async () => {
    const traceId = freshId('trace');
    const spanIds = ['b', 'B', 'é', '€', '\u{1f600}', '\ufffd', '10', '9', '_', ' '];
    await store.observability.createSpans({ spans: spanIds.map((spanId) => sampleSpan({ traceId, spanId })) });
    const trace = await store.observability.getTrace({ traceId });
    expect(trace?.spans.map(({ spanId }) => spanId)).toEqual([...spanIds].sort(compareBytes));
  });
}

function ids(store: StoreUnderTest): void {
  it('keeps hostile ids apart, byte by byte', async () => {
    const traceId = freshId('trace');
    const spans = STORABLE_IDS.map(({ name, id }) => sampleSpan({ traceId, spanId: id, parentSpanId: id, name }));
    await store.observability.createSpans({ spans });
    for (const { name, id } of STORABLE_IDS) {
      expect(await store.observability.getSpan({ traceId, spanId: id })).toMatchObject({ name, parentSpanId: id });
    }
    const traces = STORABLE_IDS.map(({ name, id }) => sampleSpan({ traceId: id, name }));
    await store.observability.createSpans({ spans: traces });
    for (const { name, id } of STORABLE_IDS) {
      expect(await store.observability.getTrace({ traceId: id })).toMatchObject({ traceId: id, spans: [{ name }] });
    }
  });

  it.each(REFUSED_IDS)('refuses as an id: $name', async ({ id }) => {
    const { observability } = store;
    const hostile = id as string;
    const refused = (path: string) => ({ code: 'invalid_input', paths: [path] });
    expect(await refusal(observability.getTrace({ traceId: hostile }))).toEqual(refused('traceId'));
    expect(await refusal(observability.getSpan({ traceId: 'a', spanId: hostile }))).toEqual(refused('spanId'));
    const update = observability.updateSpan({ traceId: hostile, spanId: 'a', updates: {} });
    expect(await refusal(update)).toEqual(refused('traceId'));
    for (const field of ['traceId', 'spanId', 'parentSpanId']) {
      const call = observability.createSpan(sampleSpan({ [field]: hostile }));
      expect(await refusal(call)).toEqual(refused(field));
    }
  });
}
