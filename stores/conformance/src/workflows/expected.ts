/** The contract of `workflows.persistWorkflowSnapshot` under an expectation. */
import { describe, expect, it } from 'vitest';
import { outcomes, refusal } from '../refusal';
import { countTo } from '../samples';
import type { StoreUnderTest } from '../store-under-test';
import { freshRun, nameOf, sampleState } from './samples';

/** Proves that a snapshot is stored exactly, or not at all. */
export function expectedRevisionContract(store: StoreUnderTest): void {
  describe('persistWorkflowSnapshot, expecting a revision', () => {
    exactSnapshots(store);
    refusals(store);

    it('lets one of several win that have seen the same revision, or none', async () => {
      const run = freshRun();
      for (const expected of ['none', 1, 2] as const) {
        const calls = countTo(8).map((writer) =>
          store.workflows.persistWorkflowSnapshot({ ...run, snapshot: { writer }, expected }),
        );
        const settled = await outcomes(calls);
        const winners = settled.flatMap((outcome) => (outcome.ok ? [outcome.value] : []));
        expect(winners).toEqual([await store.workflows.getWorkflowRun(run)]);
        const actual = expected === 'none' ? 1 : expected + 1;
        const conflict = { code: 'conflict', entity: 'workflowRun', id: nameOf(run), expected, actual };
        for (const outcome of settled) if (!outcome.ok) expect(outcome.refusal).toEqual(conflict);
      }
    });
  });
}

function exactSnapshots(store: StoreUnderTest): void {
  it('stores the snapshot exactly: results that it leaves out are gone', async () => {
    const run = freshRun();
    await store.workflows.persistWorkflowSnapshot({ ...run, snapshot: sampleState({ a: 1, b: 2 }), expected: 'none' });
    const stored = await store.workflows.persistWorkflowSnapshot({
      ...run,
      snapshot: sampleState({ b: 3 }),
      expected: 1,
    });
    expect(stored).toMatchObject({ snapshot: sampleState({ b: 3 }), revision: 2 });
    expect(await store.workflows.getWorkflowSnapshot(run)).toStrictEqual(sampleState({ b: 3 }));
  });

  it('takes the revision that any other write returned', async () => {
    const run = freshRun();
    const made = await store.workflows.persistWorkflowSnapshot({ ...run, snapshot: {} });
    const results = await store.workflows.updateWorkflowResults({ ...run, stepId: 'a', result: 1 });
    const state = await store.workflows.updateWorkflowState({ ...run, state: { b: 2 } });
    expect([made, results, state].map(({ revision }) => revision)).toEqual([1, 2, 3]);
    const exact = await store.workflows.persistWorkflowSnapshot({ ...run, snapshot: {}, expected: 3 });
    expect(exact).toMatchObject({ snapshot: {}, revision: 4 });
  });

  it('keeps resource and status as a write without an expectation does', async () => {
    const run = freshRun();
    await store.workflows.persistWorkflowSnapshot({ ...run, snapshot: {}, resourceId: 'user-1', status: 'waiting' });
    const stored = await store.workflows.persistWorkflowSnapshot({ ...run, snapshot: { a: 1 }, expected: 1 });
    expect(stored).toMatchObject({ resourceId: 'user-1', status: 'waiting' });
  });
}

function refusals(store: StoreUnderTest): void {
  it("refuses 'none' where there is a run, and a revision that is not the run's; nothing changes", async () => {
    const run = freshRun();
    const made = await store.workflows.persistWorkflowSnapshot({ ...run, snapshot: sampleState() });
    for (const expected of ['none', 2, 2_147_483_647] as const) {
      const call = store.workflows.persistWorkflowSnapshot({ ...run, snapshot: {}, expected });
      const conflict = { code: 'conflict', entity: 'workflowRun', id: nameOf(run), expected, actual: 1 };
      expect(await refusal(call)).toEqual(conflict);
    }
    expect(await store.workflows.getWorkflowRun(run)).toStrictEqual(made);
  });

  it('refuses a revision where there is no run, and begins none', async () => {
    const run = freshRun();
    const call = store.workflows.persistWorkflowSnapshot({ ...run, snapshot: {}, expected: 1 });
    const conflict = { code: 'conflict', entity: 'workflowRun', id: nameOf(run), expected: 1, actual: 'none' };
    expect(await refusal(call)).toEqual(conflict);
    expect(await store.workflows.getWorkflowRun(run)).toBeNull();
  });
}
