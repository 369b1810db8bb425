/** The contract of `createSpan`. */
import { describe, expect, it } from 'vitest';
import { refusal } from '../refusal';
import type { StoreUnderTest } from '../store-under-test';
import { fullSpan, keyOf, sampleSpan, takenSpan } from './samples';

/** Proves what is stored, and that it is stored once. */
export function createSpanContract(store: StoreUnderTest): void {
  describe('createSpan', () => {
    stores(store);
    storesOnce(store);
    refuses(store);
  });
}

function stores(store: StoreUnderTest): void {
  it('stores what it is given, and says when', async () => {
    const given = fullSpan();
    const made = await store.observability.createSpan(given);
    expect(made).toStrictEqual({ ...given, createdAt: expect.any(Date), updatedAt: made.createdAt });
    expect(Math.abs(Date.now() - made.createdAt.getTime())).toBeLessThan(60_000);
    expect(await store.observability.getSpan(keyOf(given))).toStrictEqual(made);
  });

  it('takes a span that has nothing but its name and its start', async () => {
    const given = sampleSpan({ name: '' });
    const made = await store.observability.createSpan(given);
    expect(made).toStrictEqual({ ...given, createdAt: made.createdAt, updatedAt: made.createdAt });
    expect(await store.observability.getSpan(keyOf(given))).toStrictEqual(made);
  });

  it('keeps empty, null and absent apart', async () => {
    const given = sampleSpan({
      kind: '',
      status: '',
      attributes: {},
      input: null,
      output: '',
      error: [],
      metadata: {},
    });
    await store.observability.createSpan(given);
    const times = { createdAt: expect.any(Date), updatedAt: expect.any(Date) };
    expect(await store.observability.getSpan(keyOf(given))).toStrictEqual({ ...given, ...times });
  });

  it('takes a field that is undefined as absent', async () => {
    const given = sampleSpan({ parentSpanId: undefined, endedAt: undefined, attributes: undefined, input: undefined });
    await store.observability.createSpan(given);
    const stored = await store.observability.getSpan(keyOf(given));
    expect(Object.keys(stored ?? {}).sort()).toEqual(
      ['createdAt', 'name', 'spanId', 'startedAt', 'traceId', 'updatedAt'].sort(),
    );
  });

  it('takes an end before the start, as clocks are set back', async () => {
    const given = sampleSpan({ endedAt: new Date('2020-01-01T00:00:00.000Z') });
    expect(await store.observability.createSpan(given)).toMatchObject(given);
  });

  it('takes the same span id in two traces', async () => {
    const [left, right] = [sampleSpan({ spanId: 'a', name: 'left' }), sampleSpan({ spanId: 'a', name: 'right' })];
    await store.observability.createSpan(left);
    await store.observability.createSpan(right);
    expect(await store.observability.getSpan(keyOf(left))).toMatchObject({ name: 'left' });
    expect(await store.observability.getSpan(keyOf(right))).toMatchObject({ name: 'right' });
  });

  it('shares no reference with a caller', async () => {
    const given = fullSpan();
    const call = store.observability.createSpan(given);
    given.startedAt.setTime(0);
    if (given.attributes) given.attributes.model = 'scrambled';
    given.endedAt?.setTime(0);
    const made = await call;
    const { traceId, spanId, ...expected } = fullSpan();
    expect(made).toMatchObject(expected);
    if (made.attributes) made.attributes.model = 'scrambled';
    made.createdAt.setTime(0);
    const read = await store.observability.getSpan(keyOf(given));
    expect(read).toMatchObject(expected);
    expect(read?.createdAt.getTime()).toBeGreaterThan(0);
  });
}

function storesOnce(store: StoreUnderTest): void {
  it('changes nothing when it is repeated, and returns what is stored', async () => {
    const given = fullSpan();
    const made = await store.observability.createSpan(given);
    expect(await store.observability.createSpan(structuredClone(given))).toStrictEqual(made);
    const { tags, ...attributes } = given.attributes ?? {};
    const turned = { ...given, attributes: { tags: tags ?? null, ...attributes } };
    expect(await store.observability.createSpan(turned), 'the order of keys means nothing').toStrictEqual(made);
    expect(await store.observability.getSpan(keyOf(given))).toStrictEqual(made);
  });

  it('is safe to repeat after an update: it returns the span as it is by then', async () => {
    const given = sampleSpan({ status: 'running', attributes: { a: 1 } });
    await store.observability.createSpan(given);
    const updated = await store.observability.updateSpan({
      ...keyOf(given),
      updates: { status: 'ok', attributes: { a: 2 } },
    });
    expect(await store.observability.createSpan(given)).toStrictEqual(updated);
  });

  it.each([
    ['name', { name: 'other' }],
    ['kind', { kind: 'other' }],
    ['an absent status', { status: undefined }],
    ['an empty status', { status: '' }],
    ['start', { startedAt: new Date('2026-03-01T12:00:00.001Z') }],
    ['end', { endedAt: undefined }],
    ['parent', { parentSpanId: undefined }],
    ['attributes', { attributes: {} }],
    ['input', { input: null }],
    ['output', { output: undefined }],
    ['error', { error: undefined }],
    ['metadata', { metadata: { host: 'desk-1', retries: '0' } }],
    ['input in the place of the output', { input: 'Good day', output: [{ role: 'user', content: 'Hello' }] }],
  ])('refuses another %s under the same id, and overwrites nothing', async (_, change) => {
    const given = fullSpan();
    const made = await store.observability.createSpan(given);
    expect(await refusal(store.observability.createSpan({ ...given, ...change }))).toEqual(takenSpan(given));
    expect(await store.observability.getSpan(keyOf(given))).toStrictEqual(made);
  });
}

function refuses(store: StoreUnderTest): void {
  it.each([
    ['no trace', { traceId: undefined }, 'traceId'],
    ['no span id', { spanId: undefined }, 'spanId'],
    ['no name', { name: undefined }, 'name'],
    ['no start', { startedAt: undefined }, 'startedAt'],
    ['a name of 1,025 bytes', { name: `${'€'.repeat(341)}xx` }, 'name'],
    ['a kind of 256 bytes', { kind: 'x'.repeat(256) }, 'kind'],
    ['a status of 256 bytes', { status: 'x'.repeat(256) }, 'status'],
    ['an empty parent', { parentSpanId: '' }, 'parentSpanId'],
    ['a null kind', { kind: null }, 'kind'],
    ['a start that is text', { startedAt: '2026-03-01' }, 'startedAt'],
    ['an end that is no time', { endedAt: new Date(Number.NaN) }, 'endedAt'],
    ['attributes that are an array', { attributes: [] }, 'attributes'],
    ['attributes that are null', { attributes: null }, 'attributes'],
    ['metadata that are text', { metadata: 'x' }, 'metadata'],
    ['an input that no JSON can carry', { input: { a: [Number.NaN] } }, 'input.a[0]'],
    ['an output over 1 MiB', { output: 'x'.repeat(1_048_576) }, 'output'],
    ['a time of the record', { createdAt: new Date() }, 'createdAt'],
    ['a field that is not known', { duration: 5 }, 'duration'],
  ])('refuses %s', async (_, fields, path) => {
    const given = { ...sampleSpan(), ...fields };
    expect(await refusal(store.observability.createSpan(given as never))).toEqual({
      code: 'invalid_input',
      paths: [path],
    });
    if (typeof given.traceId === 'string') {
      expect(await store.observability.getTrace({ traceId: given.traceId })).toBeNull();
    }
  });

  it('takes the longest name, kind and status', async () => {
    const filters = { name: `${'€'.repeat(341)}x`, kind: 'x'.repeat(255), status: '€'.repeat(85) };
    const given = sampleSpan(filters);
    expect(await store.observability.createSpan(given)).toMatchObject(given);
    expect(await store.observability.listTraces({ filters })).toMatchObject({ spans: [keyOf(given)], total: 1 });
  });
}
