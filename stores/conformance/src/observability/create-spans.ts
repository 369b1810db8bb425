/** The contract of `createSpans`. */
import { describe, expect, it } from 'vitest';
import { refusal } from '../refusal';
import { countTo, freshId } from '../samples';
import type { StoreUnderTest } from '../store-under-test';
import { foundBy, fullSpan, keyOf, sampleSpan, takenSpan } from './samples';

/** Proves that all of them are stored, or none. */
export function createSpansContract(store: StoreUnderTest): void {
  describe('createSpans', () => {
    it('stores spans of several traces, and returns them in the order given', async () => {
      const given = [fullSpan(), sampleSpan({ spanId: 'z' }), sampleSpan({ spanId: 'a' }), fullSpan()];
      const { spans } = await store.observability.createSpans({ spans: given });
      expect(spans).toMatchObject(given);
      for (const span of spans) expect(await store.observability.getSpan(keyOf(span))).toStrictEqual(span);
    });

    it('stores nothing where it is given none', async () => {
      expect(await store.observability.createSpans({ spans: [] })).toEqual({ spans: [] });
    });

    it('stores a thousand at once, each with attributes that it is found by', async () => {
      const traceId = freshId('trace');
      const run = freshId('run');
      const given = countTo(1000).map((n) => sampleSpan({ traceId, spanId: `${n}`, attributes: { run, n } }));
      const { spans } = await store.observability.createSpans({ spans: given });
      expect(spans.map(({ spanId }) => spanId)).toEqual(given.map(({ spanId }) => spanId));
      expect(await foundBy(store, { run })).toHaveLength(1000);
      expect(await foundBy(store, { run, n: 500 })).toEqual(['500']);
    });

    it('stores documents that are too large for one array or answer together, also again', {
      timeout: 60_000,
    }, async () => {
      const traceId = freshId('trace');
      const given = countTo(12).map((n) =>
        sampleSpan({ traceId, spanId: `${n}`, input: `${n}${'x'.repeat(1_000_000)}` }),
      );
      const { spans } = await store.observability.createSpans({ spans: given });
      expect(spans.map(({ input }) => input)).toEqual(given.map(({ input }) => input));
      for (const { spanId, input } of given) {
        expect((await store.observability.getSpan({ traceId, spanId }))?.input).toBe(input);
      }
      expect(await store.observability.createSpans({ spans: given })).toStrictEqual({ spans });
    });

    it('stores those that are missing when it is repeated in part', async () => {
      const [first, second, third] = [fullSpan(), sampleSpan(), sampleSpan()];
      const made = await store.observability.createSpan(second);
      const { spans } = await store.observability.createSpans({ spans: [first, second, third] });
      expect(spans[1]).toStrictEqual(made);
      expect(await store.observability.createSpans({ spans: [third, first, second] })).toStrictEqual({
        spans: [spans[2], spans[0], spans[1]],
      });
    });

    refuses(store);
  });
}

function refuses(store: StoreUnderTest): void {
  it('stores none where one of them is there, created otherwise', async () => {
    const run = freshId('run');
    const [first, taken, last] = [fullSpan(), fullSpan(), sampleSpan({ attributes: { run } })];
    const made = await store.observability.createSpan(taken);
    const call = store.observability.createSpans({ spans: [first, { ...taken, name: 'other' }, last] });
    expect(await refusal(call)).toEqual(takenSpan(taken));
    expect(await store.observability.getTrace({ traceId: first.traceId })).toBeNull();
    expect(await store.observability.getTrace({ traceId: last.traceId })).toBeNull();
    expect(await store.observability.getSpan(keyOf(taken))).toStrictEqual(made);
    expect(await foundBy(store, { run })).toEqual([]);
  });

  it('stores none where one of them is no span', async () => {
    const good = sampleSpan();
    const bad = { ...sampleSpan(), attributes: { a: { b: 1n } } };
    expect(await refusal(store.observability.createSpans({ spans: [good, bad as never] }))).toEqual({
      code: 'invalid_input',
      paths: ['spans[1].attributes.a.b'],
    });
    expect(await store.observability.getTrace({ traceId: good.traceId })).toBeNull();
  });

  it('refuses a span that is given twice, even the same', async () => {
    const [one, two] = [sampleSpan(), sampleSpan()];
    const call = store.observability.createSpans({ spans: [one, two, { ...one }, { ...two, name: 'other' }] });
    expect(await refusal(call)).toEqual({ code: 'invalid_input', paths: ['spans[2].spanId', 'spans[3].spanId'] });
    expect(await store.observability.getTrace({ traceId: one.traceId })).toBeNull();
  });

  it('refuses several that are too large together', async () => {
    const traceId = freshId('trace');
    const input = 'x'.repeat(1_000_000);
    const spans = countTo(68).map((n) => sampleSpan({ traceId, spanId: `${n}`, input }));
    const call = store.observability.createSpans({ spans });
    expect(await refusal(call)).toEqual({ code: 'invalid_input', paths: ['spans'] });
    expect(await store.observability.getTrace({ traceId })).toBeNull();
  });

  it('refuses more than 1,000, what is no list, and what is not known', async () => {
    const { observability } = store;
    const many = observability.createSpans({ spans: countTo(1001).map(() => sampleSpan()) });
    expect(await refusal(many)).toEqual({ code: 'invalid_input', paths: ['spans'] });
    for (const spans of [null, undefined, {}, 'x']) {
      const call = observability.createSpans({ spans } as never);
      expect(await refusal(call)).toEqual({ code: 'invalid_input', paths: ['spans'] });
    }
    const unknown = observability.createSpans({ spans: [], flush: true } as never);
    expect(await refusal(unknown)).toEqual({ code: 'invalid_input', paths: ['flush'] });
  });
}
