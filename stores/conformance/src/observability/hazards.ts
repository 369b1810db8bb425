/** Hostile values in the documents and times of spans. */
import { deepStrictEqual } from 'node:assert/strict';
import { describe, expect, it } from 'vitest';
import { STORABLE_TIMES } from '../hazards/ids';
import { REFUSED_VALUES } from '../hazards/refused-values';
import { HOSTILE_TEXTS, SMALL_VALUES, STORABLE_VALUES } from '../hazards/values';
import { refusal } from '../refusal';
import { freshId } from '../samples';
import type { StoreUnderTest } from '../store-under-test';
import { foundBy, keyOf, sampleSpan } from './samples';

/** Proves that what is stored comes back equal, and that the rest is refused before anything is written. */
export function spanHazardsContract(store: StoreUnderTest): void {
  describe('hostile values of spans', () => {
    describe('come back equal', () => equalValues(store));
    describe('are refused', () => refusedValues(store));
    hostileTexts(store);
    times(store);
  });
}

function equalValues(store: StoreUnderTest): void {
  it.each(STORABLE_VALUES)('$name', async ({ value, ...row }) => {
    const expected = 'stored' in row ? row.stored : value;
    const given = sampleSpan({
      attributes: { value },
      metadata: { value },
      input: { value },
      output: [value],
    } as never);
    const updated = sampleSpan();
    await store.observability.createSpan(given);
    await store.observability.createSpan(updated);
    const { attributes, metadata, input, output } = given;
    const updates = { attributes, metadata, input, output } as never;
    await store.observability.updateSpan({ ...keyOf(updated), updates });
    for (const key of [given, updated]) {
      const stored = await store.observability.getSpan(keyOf(key));
      const documents = [stored?.attributes, stored?.metadata, stored?.input, stored?.output];
      // not expect(): it takes an own key `constructor` for the object's class
      const wrapped = { value: expected };
      deepStrictEqual(documents, [wrapped, wrapped, wrapped, [expected]]);
    }
  });

  it.each(SMALL_VALUES)('and are found: $name', async ({ value }) => {
    const run = freshId('run');
    await store.observability.createSpan(sampleSpan({ spanId: run, attributes: { [run]: value } as never }));
    expect(await foundBy(store, { [run]: value } as never)).toEqual([run]);
  });
}

function refusedValues(store: StoreUnderTest): void {
  it.each(REFUSED_VALUES)('$name', async ({ value, at }) => {
    const made = await store.observability.createSpan(sampleSpan());
    for (const field of ['attributes', 'input', 'metadata']) {
      const path = at === undefined ? field : `${field}.value${at}`;
      const given = sampleSpan({ [field]: { value } });
      expect(await firstPath(store.observability.createSpan(given))).toBe(path);
      expect(await store.observability.getTrace({ traceId: given.traceId })).toBeNull();
      const update = store.observability.updateSpan({ ...keyOf(made), updates: { [field]: { value } } as never });
      expect(await firstPath(update)).toBe(`updates.${path}`);
    }
    expect(await store.observability.getSpan(keyOf(made))).toStrictEqual(made);
  });
}

async function firstPath(call: Promise<unknown>): Promise<unknown> {
  const { code, paths } = await refusal(call);
  expect(code).toBe('invalid_input');
  return (paths as string[])[0];
}

function hostileTexts(store: StoreUnderTest): void {
  it('keeps hostile names, kinds and statuses, and finds them', async () => {
    const traceId = freshId('trace');
    for (const { name, text } of HOSTILE_TEXTS) {
      const filters = { name: text, kind: text, status: text };
      const given = sampleSpan({ traceId, spanId: name, ...filters });
      await store.observability.createSpan(given);
      expect(await store.observability.getSpan(keyOf(given))).toMatchObject(filters);
      const { spans } = await store.observability.listTraces({ filters, perPage: 1000 });
      expect(spans.filter((span) => span.traceId === traceId).map(({ spanId }) => spanId)).toEqual([name]);
    }
  });
}

function times(store: StoreUnderTest): void {
  it.each(STORABLE_TIMES)('keeps the time %s', async (text) => {
    const time = new Date(text);
    const given = sampleSpan({ startedAt: time, endedAt: time });
    expect(await store.observability.createSpan(given)).toMatchObject({ startedAt: time, endedAt: time });
    expect(await store.observability.getSpan(keyOf(given))).toMatchObject({ startedAt: time, endedAt: time });
    const filters = { startedAt: { from: time }, endedAt: { from: time } };
    const { spans } = await store.observability.listTraces({
      filters,
      orderBy: { field: 'startedAt', direction: 'ASC' },
    });
    expect(spans.map(({ traceId }) => traceId)).toContain(given.traceId);
  });
}
