/** The contract of `listTraces`: every filter and page over all roots of a store, compared with a plain list. */
import { deepStrictEqual } from 'node:assert/strict';
import type { CreateSpanInput, JsonValue, ListTracesInput, ListTracesOutput, SpanRecord } from '@agent-versions/core';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { printFigure } from '../figure';
import { REFUSED_NUMBERS, REFUSED_TIMES } from '../hazards/ids';
import { refusal } from '../refusal';
import { compareBytes, countTo } from '../samples';
import { runSettings } from '../settings';
import type { StoreUnderTest } from '../store-under-test';
import { STARTED, sampleSpan } from './samples';

/** Roots in the store; as many spans again are children. */
const ROOTS = 60;

/** Random lists compared with the plain one. */
const LISTS = 300;

const NAMES = ['agent run', 'Agent run', 'workflow', ''];
const KINDS = ['agent', 'workflow', undefined];
const STATUSES = ['ok', 'error', undefined];
const USERS: (JsonValue | undefined)[] = ['ada', 'bob', null, { id: 1, team: ['x'] }, undefined];

const minute = (minutes: number): Date => new Date(STARTED.getTime() + minutes * 60_000);

/** Makes a list from the records by hand. */
type PlainList = (input: ListTracesInput) => ListTracesOutput;

/** Proves the filters alone and together, the order, the pages and the totals. */
export function listTracesContract(name: string, store: StoreUnderTest): void {
  const stored: SpanRecord[] = [];
  const plain: PlainList = (input) => plainList(stored, input);

  beforeAll(async () => {
    const spans = countTo(ROOTS).flatMap((n) => [root(n), child(n)]);
    stored.push(...(await store.observability.createSpans({ spans })).spans);
  });

  it('shows all roots, newest first, whole', async () => {
    const { spans, ...rest } = await store.observability.listTraces({ perPage: 1000 });
    expect(rest).toEqual({ total: ROOTS, page: 0, perPage: 1000, hasMore: false });
    expect(spans).toStrictEqual(plain({ perPage: 1000 }).spans);
    for (const { traceId, spanId, ...rest } of spans.slice(0, 5)) {
      expect(await store.observability.getSpan({ traceId, spanId })).toStrictEqual({ traceId, spanId, ...rest });
    }
    expect(await store.observability.listTraces()).toStrictEqual(plain({}));
  });

  singleFilters(store, plain);
  pages(store, plain);
  refusals(store);
  randomLists({ name, store, plain });
}

/** Times with ties, and in another order than the ids. */
function root(n: number): CreateSpanInput {
  const user = USERS[n % 5];
  const endedAt = n % 3 === 0 ? undefined : minute((n * 5) % 13);
  const attributes = { even: n % 2 === 0, ...(user === undefined ? {} : { user }) };
  return {
    ...sampleSpan({
      traceId: `trace-${n % 20}`,
      spanId: `root-${n}`,
      name: NAMES[n % 4],
      startedAt: minute((n * 7) % 11),
    }),
    ...{ kind: KINDS[n % 3], status: STATUSES[(n * 2) % 3], endedAt, attributes: n % 7 === 0 ? undefined : attributes },
  } as CreateSpanInput;
}

/** Like its root in everything that is filtered by. */
function child(n: number): CreateSpanInput {
  return { ...root(n), spanId: `child-${n}`, parentSpanId: `root-${n}` };
}

/** The same list, made from the records by hand. */
function plainList(stored: readonly SpanRecord[], input: ListTracesInput): ListTracesOutput {
  const { filters = {}, page = 0, perPage = 20, orderBy } = input;
  const sign = orderBy?.direction === 'ASC' ? 1 : -1;
  const within = (time: Date | undefined, range: { from?: Date; to?: Date } | undefined): boolean =>
    range === undefined ||
    (time !== undefined && !(range.from && time < range.from) && !(range.to && time >= range.to));
  const found = stored
    .filter(({ parentSpanId }) => parentSpanId === undefined)
    .filter((span) =>
      (['name', 'kind', 'status'] as const).every((key) => [undefined, span[key]].includes(filters[key])),
    )
    .filter((span) => within(span.startedAt, filters.startedAt) && within(span.endedAt, filters.endedAt))
    .filter(({ attributes = {} }) =>
      Object.entries(filters.attributes ?? {}).every(
        ([key, value]) => Object.hasOwn(attributes, key) && JSON.stringify(attributes[key]) === JSON.stringify(value),
      ),
    )
    .sort((a, b) => sign * (a.startedAt.getTime() - b.startedAt.getTime() || compareBytes(label(a), label(b))));
  const spans = found.slice(page * perPage, (page + 1) * perPage);
  return { spans, total: found.length, page, perPage, hasMore: (page + 1) * perPage < found.length };
}

/** A space comes before every character of these ids. */
function label({ traceId, spanId }: SpanRecord): string {
  return `${traceId} ${spanId}`;
}

function singleFilters(store: StoreUnderTest, plain: PlainList): void {
  it.each<[string, ListTracesInput['filters']]>([
    ['an empty filter', {}],
    ['a name', { name: 'agent run' }],
    ['the empty name', { name: '' }],
    ['a kind', { kind: 'agent' }],
    ['a status', { status: 'error' }],
    ['a start', { startedAt: { from: minute(3), to: minute(6) } }],
    ['a first start', { startedAt: { from: minute(9) } }],
    ['a last start', { startedAt: { to: minute(1) } }],
    ['no stretch of starts', { startedAt: { from: minute(5), to: minute(5) } }],
    ['a start that is open', { startedAt: {} }],
    ['an end', { endedAt: { from: minute(3), to: minute(6) } }],
    ['any end', { endedAt: {} }],
    ['any end, said otherwise', { endedAt: { from: undefined, to: undefined }, startedAt: { from: undefined } }],
    ['an attribute', { attributes: { even: true } }],
    ['an attribute that is null', { attributes: { user: null } }],
    ['two attributes', { attributes: { user: { id: 1, team: ['x'] }, even: false } }],
    ['no attribute', { attributes: {} }],
    ['what there is none of', { name: 'nobody', attributes: { even: true } }],
    [
      'all at once',
      {
        ...{ name: 'Agent run', kind: 'workflow', status: 'error', attributes: { even: false } },
        ...{ startedAt: { from: minute(0), to: minute(11) }, endedAt: { from: minute(0), to: minute(13) } },
      },
    ],
  ])('filters by %s', async (_, filters) => {
    for (const direction of ['ASC', 'DESC'] as const) {
      const list: ListTracesInput = { filters, orderBy: { field: 'startedAt', direction }, perPage: 1000 };
      expect(await store.observability.listTraces(list)).toStrictEqual(plain(list));
    }
  });
}

function pages(store: StoreUnderTest, plain: PlainList): void {
  it.each([1, 7, ROOTS - 1, ROOTS, ROOTS + 1])('covers every root once in pages of %i', async (perPage) => {
    const found: SpanRecord[] = [];
    for (let page = 0; page * perPage < ROOTS; page += 1) {
      const list = await store.observability.listTraces({ page, perPage });
      expect(list).toStrictEqual(plain({ page, perPage }));
      found.push(...list.spans);
    }
    expect(found).toStrictEqual(plain({ perPage: 1000 }).spans);
  });

  it('is empty past the end, with the right total', async () => {
    for (const page of [ROOTS, 1_000_000, 2_147_483_647]) {
      const list = await store.observability.listTraces({ page, perPage: 1000, filters: { kind: 'agent' } });
      expect(list).toEqual({ spans: [], total: ROOTS / 3, page, perPage: 1000, hasMore: false });
    }
  });
}

function refusals(store: StoreUnderTest): void {
  const refused = async (input: unknown, path: string): Promise<void> => {
    const call = store.observability.listTraces(input as ListTracesInput);
    expect(await refusal(call)).toEqual({ code: 'invalid_input', paths: [path] });
  };

  it('refuses what is no page', async () => {
    for (const page of REFUSED_NUMBERS.filter((number) => number !== 0)) await refused({ page }, 'page');
    for (const perPage of [...REFUSED_NUMBERS, 1001]) await refused({ perPage }, 'perPage');
  });

  it('refuses what is no time', async () => {
    for (const { time } of REFUSED_TIMES) {
      await refused({ filters: { startedAt: { from: time } } }, 'filters.startedAt.from');
      await refused({ filters: { endedAt: { to: time } } }, 'filters.endedAt.to');
    }
  });

  it.each<[string, unknown, string]>([
    ['another order', { orderBy: { field: 'name', direction: 'ASC' } }, 'orderBy.field'],
    ['another direction', { orderBy: { field: 'startedAt', direction: 'asc' } }, 'orderBy.direction'],
    ['a filter that is not known', { filters: { traceId: 'x' } }, 'filters.traceId'],
    ['a stretch that is a time', { filters: { startedAt: new Date(0) } }, 'filters.startedAt'],
    ['a null name', { filters: { name: null } }, 'filters.name'],
    ['a name that no span can have', { filters: { name: 'x'.repeat(1025) } }, 'filters.name'],
    ['attributes that are a list', { filters: { attributes: ['x'] } }, 'filters.attributes'],
    ['an attribute that no JSON can carry', { filters: { attributes: { a: 1n } } }, 'filters.attributes.a'],
  ])('refuses %s', (_, input, path) => refused(input, path));
}

function randomLists({ name, store, plain }: { name: string; store: StoreUnderTest; plain: PlainList }): void {
  it('equal those made from a plain list, whatever is asked for', { timeout: 120_000 }, async () => {
    const settings = runSettings(LISTS);
    const time = fc.integer({ min: -1, max: 14 }).map(minute);
    const range = fc.record({ from: time, to: time }, { requiredKeys: [] });
    const attributes = fc.record(
      { even: fc.boolean(), user: fc.constantFrom(...USERS.filter((user) => user !== undefined)) },
      { requiredKeys: [] },
    );
    const filters = fc.record(
      {
        ...{ name: fc.constantFrom(...NAMES), kind: fc.constantFrom('agent', 'workflow') },
        ...{ status: fc.constantFrom('ok', 'error'), startedAt: range, endedAt: range, attributes },
      },
      { requiredKeys: [] },
    );
    const orderBy = fc.record({ field: fc.constant('startedAt' as const), direction: fc.constantFrom('ASC', 'DESC') });
    const lists = fc.record(
      { filters, orderBy, page: fc.nat({ max: 6 }), perPage: fc.integer({ min: 1, max: 70 }) },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(lists, async (list) => {
        deepStrictEqual(await store.observability.listTraces(list as ListTracesInput), plain(list as ListTracesInput));
      }),
      settings,
    );
    printFigure(name, 'observability.lists', { lists: settings.numRuns, divergences: 0, seed: settings.seed });
  });
}
