/** The contract of `updateSpan`. */
import { describe, expect, it } from 'vitest';
import { refusal } from '../refusal';
import { freshId } from '../samples';
import type { StoreUnderTest } from '../store-under-test';
import { foundBy, fullSpan, keyOf, sampleSpan } from './samples';

/** Proves what is set, what is merged, and what stays. */
export function updateSpanContract(store: StoreUnderTest): void {
  describe('updateSpan', () => {
    changes(store);
    merges(store);
    refuses(store);
  });
}

function changes(store: StoreUnderTest): void {
  it('ends a span that was running, and returns the whole of it', async () => {
    const given = sampleSpan({ kind: 'agent_run', status: 'running', input: 'Hello' });
    const made = await store.observability.createSpan(given);
    const updates = { status: 'ok', endedAt: new Date('2026-03-01T12:00:09.001Z'), output: { text: 'Good day' } };
    const updated = await store.observability.updateSpan({ ...keyOf(given), updates });
    expect(updated).toStrictEqual({ ...made, ...updates, updatedAt: expect.any(Date) });
    expect(updated.updatedAt.getTime()).toBeGreaterThanOrEqual(made.updatedAt.getTime());
    expect(await store.observability.getSpan(keyOf(given))).toStrictEqual(updated);
  });

  it.each([
    ['name', { name: '' }],
    ['kind', { kind: '' }],
    ['status', { status: 'error' }],
    ['end', { endedAt: new Date('1999-12-31T23:59:59.999Z') }],
    ['input', { input: null }],
    ['output', { output: { b: [], a: 0 } }],
    ['error', { error: 'Time is up' }],
    ['nothing', {}],
    ['undefined', { status: undefined, input: undefined, attributes: undefined }],
  ])('sets %s, whole, and leaves the others alone', async (_, updates) => {
    const given = fullSpan();
    const made = await store.observability.createSpan(given);
    const updated = await store.observability.updateSpan({ ...keyOf(given), updates });
    const set = Object.fromEntries(Object.entries(updates).filter(([, value]) => value !== undefined));
    expect(updated).toStrictEqual({ ...made, ...set, updatedAt: expect.any(Date) });
    expect(await store.observability.getSpan(keyOf(given))).toStrictEqual(updated);
  });

  it('changes no other span of the trace', async () => {
    const [one, two] = [sampleSpan({ spanId: 'a' }), sampleSpan({ spanId: 'A' })];
    two.traceId = one.traceId;
    await store.observability.createSpan(one);
    const other = await store.observability.createSpan(two);
    await store.observability.updateSpan({ ...keyOf(one), updates: { name: 'changed' } });
    expect(await store.observability.getSpan(keyOf(two))).toStrictEqual(other);
  });
}

function merges(store: StoreUnderTest): void {
  it.each(['attributes', 'metadata'] as const)('merges %s at the top level, null as a value', async (field) => {
    const given = sampleSpan({ [field]: { kept: 1, whole: { a: 1, b: 2 }, cleared: 'x', '': 0 } });
    await store.observability.createSpan(given);
    const updates = { [field]: { whole: { a: 3 }, cleared: null, added: [], toString: 'own' } };
    const updated = await store.observability.updateSpan({ ...keyOf(given), updates });
    expect(Object.entries(updated[field] ?? {}).sort()).toEqual(
      Object.entries({ kept: 1, whole: { a: 3 }, cleared: null, '': 0, added: [], toString: 'own' }).sort(),
    );
    expect(await store.observability.getSpan(keyOf(given))).toStrictEqual(updated);
  });

  it('begins attributes and metadata where there are none', async () => {
    const given = sampleSpan();
    await store.observability.createSpan(given);
    const updates = { attributes: {}, metadata: { a: 1 } };
    expect(await store.observability.updateSpan({ ...keyOf(given), updates })).toMatchObject(updates);
  });

  it('brings along what a root is found by', async () => {
    const run = freshId('run');
    const given = sampleSpan({ spanId: run, attributes: { run, phase: 'begun', gone: true } });
    await store.observability.createSpan(given);
    await store.observability.updateSpan({ ...keyOf(given), updates: { attributes: { phase: 'done', more: 1 } } });
    expect(await foundBy(store, { run, phase: 'begun' })).toEqual([]);
    expect(await foundBy(store, { run, phase: 'done', gone: true, more: 1 })).toEqual([run]);
    await store.observability.updateSpan({ ...keyOf(given), updates: { attributes: { phase: 'begun', more: null } } });
    expect(await foundBy(store, { run, phase: 'begun', more: null })).toEqual([run]);
    expect(await foundBy(store, { run, more: 1 })).toEqual([]);
  });

  it('leaves a span that is no root out of the lists', async () => {
    const run = freshId('run');
    const given = sampleSpan({ parentSpanId: 'root', attributes: { run } });
    await store.observability.createSpan(given);
    await store.observability.updateSpan({ ...keyOf(given), updates: { attributes: { run, other: 1 } } });
    expect(await foundBy(store, { run })).toEqual([]);
  });
}

function refuses(store: StoreUnderTest): void {
  it('refuses a span that is not there', async () => {
    const { traceId } = await store.observability.createSpan(sampleSpan({ spanId: 'there' }));
    for (const key of [
      { traceId, spanId: 'There' },
      { traceId: `${traceId} `, spanId: 'there' },
    ]) {
      const call = store.observability.updateSpan({ ...key, updates: { attributes: { a: 1 } } });
      expect(await refusal(call)).toEqual({ code: 'not_found', entity: 'span', id: `${key.traceId}/${key.spanId}` });
    }
  });

  it.each(['attributes', 'metadata'] as const)('refuses to take %s over their limit', async (field) => {
    const given = sampleSpan({ [field]: { left: 'x'.repeat(700_000) } });
    const made = await store.observability.createSpan(given);
    const updates = { [field]: { right: 'x'.repeat(700_000) } };
    expect(await refusal(store.observability.updateSpan({ ...keyOf(given), updates }))).toEqual({
      code: 'invalid_input',
      paths: [`updates.${field}`],
    });
    expect(await store.observability.getSpan(keyOf(given))).toStrictEqual(made);
  });

  it.each([
    ['a parent', { parentSpanId: 'x' }, 'updates.parentSpanId'],
    ['a start', { startedAt: new Date() }, 'updates.startedAt'],
    ['a null status', { status: null }, 'updates.status'],
    ['a null end', { endedAt: null }, 'updates.endedAt'],
    ['null attributes', { attributes: null }, 'updates.attributes'],
    ['an own __proto__', { attributes: JSON.parse('{"__proto__":1}') }, 'updates.attributes.__proto__'],
    ['a long name', { name: 'x'.repeat(1025) }, 'updates.name'],
    ['what no JSON can carry', { error: new Error('x') }, 'updates.error'],
  ])('refuses %s', async (_, updates, path) => {
    const given = fullSpan();
    const made = await store.observability.createSpan(given);
    const call = store.observability.updateSpan({ ...keyOf(given), updates } as never);
    expect(await refusal(call)).toEqual({ code: 'invalid_input', paths: [path] });
    expect(await store.observability.getSpan(keyOf(given))).toStrictEqual(made);
  });
}
