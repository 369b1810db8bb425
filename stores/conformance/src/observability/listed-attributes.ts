/** The contract of finding traces by the attributes of their roots. */
import type { JsonObject } from '@agent-versions/core';
import { describe, expect, it } from 'vitest';
import { refusal } from '../refusal';
import { countTo, freshId } from '../samples';
import type { StoreUnderTest } from '../store-under-test';
import { foundBy, sampleSpan } from './samples';

/** Proves which values are equal, and that names and values may be as long as they like. */
export function listedAttributesContract(store: StoreUnderTest): void {
  describe('attributes of traces', () => {
    equality(store);
    lengths(store);

    it('finds a root by its first words, not by those of another span of the trace', async () => {
      const run = freshId('run');
      const root = sampleSpan({ attributes: { run, of: 'root' } });
      const child = sampleSpan({ traceId: root.traceId, parentSpanId: root.spanId, attributes: { run, of: 'child' } });
      await store.observability.createSpans({ spans: [root, child] });
      expect(await foundBy(store, { run })).toEqual([root.spanId]);
      expect(await foundBy(store, { run, of: 'child' })).toEqual([]);
    });

    it('takes ten attributes at once, and refuses eleven', async () => {
      const run = freshId('run');
      const ten = Object.fromEntries(countTo(10).map((n) => [`${run} ${n}`, n]));
      await store.observability.createSpan(sampleSpan({ spanId: run, attributes: { ...ten, more: 1 } }));
      expect(await foundBy(store, ten)).toEqual([run]);
      expect(await foundBy(store, { ...ten, [`${run} 10`]: 11 })).toEqual([]);
      const eleven = store.observability.listTraces({ filters: { attributes: { ...ten, more: 1 } } });
      expect(await refusal(eleven)).toEqual({ code: 'invalid_input', paths: ['filters.attributes'] });
    });
  });
}

function equality(store: StoreUnderTest): void {
  const equal: [string, unknown, unknown][] = [
    ['keys in another order', { a: 1, b: { c: 2, d: [3] } }, { b: { d: [3], c: 2 }, a: 1 }],
    ['a number written otherwise', 100, 1e2],
    ['minus zero and zero', -0, 0],
    ['a Date and its text', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['null', null, null],
    ['false', false, false],
    ['the empty text', '', ''],
    ['an absent key and one that is undefined', { a: 1 }, { a: 1, b: undefined }],
  ];
  it.each(equal)('finds %s', async (_, stored, asked) => {
    const run = freshId('run');
    await store.observability.createSpan(sampleSpan({ spanId: run, attributes: { [run]: stored } as JsonObject }));
    expect(await foundBy(store, { [run]: asked } as JsonObject)).toEqual([run]);
  });

  const different: [string, unknown, unknown][] = [
    ['a number for its text', 1, '1'],
    ['a text for its number', '1', 1],
    ['true for 1', true, 1],
    ['null for 0', null, 0],
    ['null for the empty text', null, ''],
    ['an array in another order', [1, 2], [2, 1]],
    ['a part of an object', { a: 1, b: 2 }, { a: 1 }],
    ['an element of an array', [1], 1],
    ['another case', 'Ada', 'ada'],
    ['another form of the same letters', 'é', 'e\u0301'],
    ['a space more', 'a', 'a '],
    ['a pattern', 'abc', '%'],
  ];
  it.each(different)('does not take %s', async (_, stored, asked) => {
    const run = freshId('run');
    await store.observability.createSpan(sampleSpan({ spanId: run, attributes: { [run]: stored } as JsonObject }));
    expect(await foundBy(store, { [run]: asked } as JsonObject)).toEqual([]);
    expect(await foundBy(store, { [run]: stored } as JsonObject)).toEqual([run]);
  });

  it('tells null from an attribute that is not there, and names of one case from another', async () => {
    const run = freshId('run');
    await store.observability.createSpan(sampleSpan({ spanId: 'null', attributes: { run, user: null } }));
    await store.observability.createSpan(sampleSpan({ spanId: 'absent', attributes: { run } }));
    await store.observability.createSpan(sampleSpan({ spanId: 'case', attributes: { run, User: null } }));
    expect(await foundBy(store, { run, user: null })).toEqual(['null']);
    expect(await foundBy(store, { run })).toEqual(['absent', 'case', 'null']);
  });

  it('looks at the top level only, and at names as they are', async () => {
    const run = freshId('run');
    await store.observability.createSpan(sampleSpan({ spanId: 'nested', attributes: { run, a: { b: 1 } } }));
    await store.observability.createSpan(sampleSpan({ spanId: 'dotted', attributes: { run, 'a.b': 1 } }));
    expect(await foundBy(store, { run, 'a.b': 1 })).toEqual(['dotted']);
    expect(await foundBy(store, { run, b: 1 })).toEqual([]);
  });
}

function lengths(store: StoreUnderTest): void {
  it('finds attributes by long names and long values', async () => {
    const run = freshId('run');
    const name = `${run}${'€'.repeat(5000)}`;
    const value = 'x'.repeat(500_000);
    await store.observability.createSpan(sampleSpan({ spanId: run, attributes: { [name]: value } }));
    expect(await foundBy(store, { [name]: value })).toEqual([run]);
    expect(await foundBy(store, { [name]: value.slice(1) })).toEqual([]);
    expect(await foundBy(store, { [`${name}€`]: value })).toEqual([]);
  });

  it('finds a root by any of ten thousand attributes', async () => {
    const run = freshId('run');
    const attributes = Object.fromEntries(countTo(10_000).map((n) => [`${run} ${n}`, n]));
    await store.observability.createSpan(sampleSpan({ spanId: run, attributes }));
    for (const n of [1, 5000, 10_000]) expect(await foundBy(store, { [`${run} ${n}`]: n })).toEqual([run]);
  });
}
