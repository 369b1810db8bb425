/** The contract of `workflows.persistWorkflowSnapshot` and its other name. */
import type { WorkflowRunState } from '@agent-versions/core';
import { describe, expect, it } from 'vitest';
import type { StoreUnderTest } from '../store-under-test';
import { freshRun, sampleState } from './samples';

/** Proves what a run is after its snapshot was stored, without any expectation. */
export function persistSnapshotContract(store: StoreUnderTest): void {
  describe('persistWorkflowSnapshot', () => {
    beginsAndReplaces(store);
    keepsResults(store);
    tellsStatus(store);
  });

  describe('createWorkflowSnapshot', () => {
    it('does the same under the name of the specification', async () => {
      const run = freshRun();
      const made = await store.workflows.createWorkflowSnapshot({ ...run, snapshot: sampleState({ a: 1 }) });
      expect(made).toMatchObject({ ...run, revision: 1, status: 'running', snapshot: sampleState({ a: 1 }) });
      const again = await store.workflows.createWorkflowSnapshot({ ...run, snapshot: sampleState({ b: 2 }) });
      expect(again).toMatchObject({ revision: 2, snapshot: sampleState({ a: 1, b: 2 }) });
      expect(await store.workflows.getWorkflowRun(run)).toStrictEqual(again);
    });
  });
}

function beginsAndReplaces(store: StoreUnderTest): void {
  it('begins a run at revision 1, and returns it', async () => {
    const run = freshRun();
    const made = await store.workflows.persistWorkflowSnapshot({
      ...run,
      snapshot: sampleState(),
      resourceId: 'user-1',
    });
    expect(made).toStrictEqual({
      ...run,
      resourceId: 'user-1',
      status: 'running',
      snapshot: sampleState(),
      revision: 1,
      createdAt: expect.any(Date),
      updatedAt: made.createdAt,
    });
    expect(Math.abs(Date.now() - made.createdAt.getTime())).toBeLessThan(60_000);
    expect(await store.workflows.getWorkflowRun(run)).toStrictEqual(made);
  });

  it('replaces the snapshot whole, and nothing of the record but revision and time', async () => {
    const run = freshRun();
    const first = await store.workflows.persistWorkflowSnapshot({ ...run, snapshot: { a: 1, b: null }, status: 's' });
    const second = await store.workflows.persistWorkflowSnapshot({ ...run, snapshot: { c: [''] } });
    expect(second).toStrictEqual({ ...first, snapshot: { c: [''] }, revision: 2, updatedAt: expect.any(Date) });
    expect(second.updatedAt.getTime()).toBeGreaterThanOrEqual(first.updatedAt.getTime());
    expect(await store.workflows.getWorkflowRun(run)).toStrictEqual(second);
  });

  it('has no key for a status and a resource that nobody named', async () => {
    const made = await store.workflows.persistWorkflowSnapshot({ ...freshRun(), snapshot: {} });
    expect(Object.keys(made).toSorted()).toEqual([
      'createdAt',
      'revision',
      'runId',
      'snapshot',
      'updatedAt',
      'workflowId',
    ]);
  });

  it('keeps the resource until another is named', async () => {
    const run = freshRun();
    const snapshot = {};
    const said = ['user-1', undefined, 'user-2', undefined];
    const stored: unknown[] = [];
    for (const resourceId of said) {
      const given = resourceId === undefined ? {} : { resourceId };
      stored.push((await store.workflows.persistWorkflowSnapshot({ ...run, snapshot, ...given })).resourceId);
    }
    expect(stored).toEqual(['user-1', 'user-1', 'user-2', 'user-2']);
  });

  it('begins anew at revision 1 after a delete, with nothing of the run before', async () => {
    const run = freshRun();
    await store.workflows.persistWorkflowSnapshot({ ...run, snapshot: sampleState({ a: 1 }), resourceId: 'user-1' });
    await store.workflows.deleteWorkflowRun(run);
    const made = await store.workflows.persistWorkflowSnapshot({ ...run, snapshot: {} });
    expect(made).toStrictEqual({
      ...run,
      snapshot: {},
      revision: 1,
      createdAt: made.createdAt,
      updatedAt: made.createdAt,
    });
  });
}

function keepsResults(store: StoreUnderTest): void {
  const snapshots: { it: string; before: WorkflowRunState; next: WorkflowRunState; after: WorkflowRunState }[] = [
    {
      it: 'keeps stored results of steps that the new snapshot does not know, and no others',
      before: sampleState({ a: 1, b: { deep: [1] } }),
      next: sampleState({ b: null, c: 3 }),
      after: sampleState({ a: 1, b: null, c: 3 }),
    },
    {
      it: 'keeps them where the new snapshot has no results',
      before: sampleState({ a: null }),
      next: { context: { attempts: 2 } },
      after: { context: { attempts: 2, stepResults: { a: null } } },
    },
    {
      it: 'keeps them where the new snapshot has no context',
      before: sampleState({ a: '' }),
      next: { done: true },
      after: { done: true, context: { stepResults: { a: '' } } },
    },
    {
      it: 'adds nothing where there is no result to keep',
      before: sampleState({}),
      next: { context: {} },
      after: { context: {} },
    },
    {
      it: 'keeps nothing else of the context',
      before: { context: { stepResults: { a: 1 }, attempts: { a: 1 } } },
      next: { context: { stepResults: { a: 2 } } },
      after: { context: { stepResults: { a: 2 } } },
    },
  ];
  it.each(snapshots)('$it', async ({ before, next, after }) => {
    const run = freshRun();
    await store.workflows.persistWorkflowSnapshot({ ...run, snapshot: before });
    const stored = await store.workflows.persistWorkflowSnapshot({ ...run, snapshot: next });
    expect(stored.snapshot).toStrictEqual(after);
    expect(await store.workflows.getWorkflowRun(run)).toStrictEqual(stored);
  });
}

function tellsStatus(store: StoreUnderTest): void {
  const statuses: { given: { status?: string; snapshot: Record<string, unknown> }; status: string }[] = [
    { given: { snapshot: { status: 'success', value: { currentState: 'running' } } }, status: 'success' },
    { given: { snapshot: { value: { currentState: 'suspended' } } }, status: 'suspended' },
    { given: { snapshot: { status: 'success' }, status: 'failed' }, status: 'failed' },
    { given: { snapshot: { status: null, value: { currentState: 'waiting' } } }, status: 'waiting' },
    { given: { snapshot: {} }, status: 'before' },
    { given: { snapshot: { status: 7, value: 'running' } }, status: 'before' },
    { given: { snapshot: { value: { currentState: { a: 1 } } } }, status: 'before' },
    { given: { snapshot: { value: ['running'] } }, status: 'before' },
  ];
  it.each(statuses)('takes $given for a run that is "$status"', async ({ given, status }) => {
    const run = freshRun();
    await store.workflows.persistWorkflowSnapshot({ ...run, snapshot: {}, status: 'before' });
    const stored = await store.workflows.persistWorkflowSnapshot({ ...run, ...given });
    expect(stored).toMatchObject({ status, snapshot: given.snapshot });
    expect((await store.workflows.getWorkflowRun(run))?.status).toBe(status);
  });
}
