/** The contract of `workflows.listWorkflowRuns`: pages over every run of a store. */
import { type ListWorkflowRunsInput, present, type WorkflowRun, type WorkflowRunKey } from '@agent-versions/core';
import { beforeAll, expect, it } from 'vitest';
import { REFUSED_NUMBERS, REFUSED_TIMES } from '../hazards/ids';
import { refusal } from '../refusal';
import { compareBytes, countTo } from '../samples';
import type { StoreUnderTest } from '../store-under-test';

/** Ids whose order differs between languages, code units and bytes. */
const WORKFLOWS = ['a', 'B', 'é', '\u{1f600}', '\ufffd', '10', '9'];
const RUNS = ['b', 'Z', '€', '\u{1f600}', '\ufffd'];
const STATUSES = ['running', 'success', 'Success', undefined];
const RESOURCES = ['user-1', 'user-2', undefined];

const KEYS: readonly WorkflowRunKey[] = WORKFLOWS.flatMap((workflowId) => RUNS.map((runId) => ({ workflowId, runId })));

/** Proves the order, the filters, the pages and the totals. `store` belongs to these tests alone. */
export function listWorkflowRunsContract(store: StoreUnderTest): void {
  let all: WorkflowRun[] = [];

  // at once, so that many were created in the same millisecond
  beforeAll(async () => {
    await Promise.all(
      KEYS.map((key, index) => {
        const status = STATUSES[index % STATUSES.length];
        const resourceId = RESOURCES[index % RESOURCES.length];
        const said = { ...(status ? { status } : {}), ...(resourceId ? { resourceId } : {}) };
        return store.workflows.persistWorkflowSnapshot({ ...key, snapshot: { index }, ...said });
      }),
    );
    const found = await Promise.all(KEYS.map((key) => store.workflows.getWorkflowRun(key)));
    all = found.filter((run) => run !== null).sort(byAge);
  });

  orders(store, () => all);
  filters(store, () => all);
  dates(store, () => all);
  pages(store, () => all);
  refusals(store);
}

function orders(store: StoreUnderTest, all: () => WorkflowRun[]): void {
  it('shows whole runs, those that were created last first, ties by workflow, then by run', async () => {
    const { runs, ...rest } = await store.workflows.listWorkflowRuns({ perPage: 1000 });
    expect(runs).toStrictEqual(all());
    expect(rest).toEqual({ total: KEYS.length, page: 0, perPage: 1000, hasMore: false });
  });

  it('shows the first twenty unless told otherwise', async () => {
    const first = { runs: all().slice(0, 20), total: KEYS.length, page: 0, perPage: 20, hasMore: true };
    expect(await store.workflows.listWorkflowRuns()).toStrictEqual(first);
    expect(await store.workflows.listWorkflowRuns({})).toStrictEqual(first);
  });

  it('keeps a run in its place when it is written again', async () => {
    const last = all().at(-1);
    if (!last) throw new Error('There are runs');
    const { workflowId, runId, snapshot } = last;
    const again = await store.workflows.persistWorkflowSnapshot({ workflowId, runId, snapshot });
    Object.assign(last, again);
    const { runs } = await store.workflows.listWorkflowRuns({ perPage: 1000 });
    expect(runs).toStrictEqual(all());
  });
}

function filters(store: StoreUnderTest, all: () => WorkflowRun[]): void {
  const workflows = [undefined, 'a', 'é', 'A', 'none'];
  const statuses = [undefined, 'running', 'success', 'Success', 'none'];
  const resources = [undefined, 'user-1', 'none'];
  const combined = workflows.flatMap((workflowId) =>
    statuses.flatMap((status) => resources.map((resourceId) => ({ workflowId, status, resourceId }))),
  );
  it('finds those that every filter holds for, in all combinations', async () => {
    for (const filter of combined) {
      const wanted = all().filter((run) =>
        (['workflowId', 'status', 'resourceId'] as const).every(
          (name) => filter[name] === undefined || run[name] === filter[name],
        ),
      );
      const { runs, total } = await store.workflows.listWorkflowRuns({ ...present(filter), perPage: 1000 });
      expect({ filter, runs }).toStrictEqual({ filter, runs: wanted });
      expect(total).toBe(wanted.length);
    }
  });
}

function dates(store: StoreUnderTest, all: () => WorkflowRun[]): void {
  it('includes the first moment and excludes the last', async () => {
    const times = all().map(({ createdAt }) => createdAt.getTime());
    const some = new Set([times[0], times[times.length >> 1], times.at(-1)].map(Number));
    const moments = [...some].flatMap((time) => [time - 1, time, time + 1]).map((time) => new Date(time));
    for (const fromDate of moments) {
      for (const toDate of moments) {
        const { runs, total } = await store.workflows.listWorkflowRuns({ fromDate, toDate, perPage: 1000 });
        const wanted = all().filter(({ createdAt }) => createdAt >= fromDate && createdAt < toDate);
        expect(runs.map(({ snapshot }) => snapshot)).toEqual(wanted.map(({ snapshot }) => snapshot));
        expect(total).toBe(wanted.length);
      }
    }
  });

  it('takes either end alone, and both with the other filters', async () => {
    const times = all().map(({ createdAt }) => createdAt.getTime());
    const early = new Date(Math.min(...times));
    const late = new Date(Math.max(...times) + 1);
    const filter = { workflowId: 'a', status: 'running', resourceId: 'user-1' };
    const totalOf = async (input: ListWorkflowRunsInput) => (await store.workflows.listWorkflowRuns(input)).total;
    expect(await totalOf({ fromDate: early })).toBe(KEYS.length);
    expect(await totalOf({ toDate: late })).toBe(KEYS.length);
    expect(await totalOf({ fromDate: late })).toBe(0);
    expect(await totalOf({ toDate: early })).toBe(0);
    expect(await totalOf({ ...filter, fromDate: early, toDate: late })).toBe(await totalOf(filter));
    expect(await totalOf({ ...filter, fromDate: late })).toBe(0);
  });
}

function pages(store: StoreUnderTest, all: () => WorkflowRun[]): void {
  it.each([1, 2, 6, KEYS.length - 1, KEYS.length, KEYS.length + 1])(
    'covers every run once in pages of %i, counted from 0',
    async (perPage) => {
      const pageCount = Math.ceil(KEYS.length / perPage);
      const found: WorkflowRun[] = [];
      for (const page of countTo(pageCount).map((number) => number - 1)) {
        const { runs, ...rest } = await store.workflows.listWorkflowRuns({ page, perPage });
        expect(rest).toEqual({ total: KEYS.length, page, perPage, hasMore: page < pageCount - 1 });
        found.push(...runs);
      }
      expect(found).toStrictEqual(all());
    },
  );

  it('is empty past the end, with the right total', async () => {
    for (const page of [KEYS.length, 1_000_000, 2_147_483_647]) {
      const answer = await store.workflows.listWorkflowRuns({ page, perPage: 1000 });
      expect(answer).toEqual({ runs: [], total: KEYS.length, page, perPage: 1000, hasMore: false });
      const filtered = await store.workflows.listWorkflowRuns({ page, workflowId: 'a' });
      expect(filtered).toEqual({ runs: [], total: RUNS.length, page, perPage: 20, hasMore: false });
    }
  });
}

function refusals(store: StoreUnderTest): void {
  it('takes what is no number for no page, and for no number of runs on one', async () => {
    for (const number of REFUSED_NUMBERS) {
      // pages count from 0
      for (const name of number === 0 ? ['perPage'] : ['page', 'perPage']) {
        const call = store.workflows.listWorkflowRuns({ [name]: number });
        expect(await refusal(call)).toEqual({ code: 'invalid_input', paths: [name] });
      }
    }
  });

  it('shows at most 1000 runs on a page', async () => {
    const call = store.workflows.listWorkflowRuns({ perPage: 1001 });
    expect(await refusal(call)).toEqual({ code: 'invalid_input', paths: ['perPage'] });
  });

  it.each(REFUSED_TIMES)('takes $name for no date', async ({ time }) => {
    for (const name of ['fromDate', 'toDate']) {
      const call = store.workflows.listWorkflowRuns({ [name]: time });
      expect(await refusal(call)).toEqual({ code: 'invalid_input', paths: [name] });
    }
  });
}

/** Newest first, ties by workflow, then by run, in the same direction. */
function byAge(left: WorkflowRun, right: WorkflowRun): number {
  return (
    right.createdAt.getTime() - left.createdAt.getTime() ||
    compareBytes(right.workflowId, left.workflowId) ||
    compareBytes(right.runId, left.runId)
  );
}
