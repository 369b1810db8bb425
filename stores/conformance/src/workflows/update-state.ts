/** The contract of `workflows.updateWorkflowState`. */
import type { WorkflowRunState } from '@agent-versions/core';
import { describe, expect, it } from 'vitest';
import { refusal } from '../refusal';
import type { StoreUnderTest } from '../store-under-test';
import { freshRun, nameOf, sampleState } from './samples';

/** Proves the merge, and what the run's status is after it. */
export function updateStateContract(store: StoreUnderTest): void {
  describe('updateWorkflowState', () => {
    merges(store);
    tellsStatus(store);

    it('refuses a run that is not there, and begins none', async () => {
      const run = freshRun();
      const call = store.workflows.updateWorkflowState({ ...run, state: { a: 1 } });
      expect(await refusal(call)).toEqual({ code: 'not_found', entity: 'workflowRun', id: nameOf(run) });
      expect(await store.workflows.getWorkflowRun(run)).toBeNull();
    });

    it('refuses fields with which the snapshot would be too large; nothing changes', async () => {
      const run = freshRun();
      const half = 'x'.repeat(600_000);
      const made = await store.workflows.persistWorkflowSnapshot({ ...run, snapshot: { a: half } });
      const call = store.workflows.updateWorkflowState({ ...run, state: { b: half } });
      expect(await refusal(call)).toEqual({ code: 'invalid_input', paths: ['snapshot'] });
      expect(await store.workflows.getWorkflowRun(run)).toStrictEqual(made);
    });
  });
}

function merges(store: StoreUnderTest): void {
  it('sets fields at the top level, each whole, and returns the run', async () => {
    const run = freshRun();
    const snapshot = { ...sampleState({ a: 1 }), kept: null, replaced: { x: 1 } };
    const made = await store.workflows.persistWorkflowSnapshot({ ...run, snapshot });
    const state = { replaced: { y: null }, added: [], activePaths: [['b']] };
    const updated = await store.workflows.updateWorkflowState({ ...run, state });
    const expected = { ...made, snapshot: { ...snapshot, ...state }, revision: 2, updatedAt: expect.any(Date) };
    expect(updated).toStrictEqual(expected);
    expect(await store.workflows.getWorkflowRun(run)).toStrictEqual(updated);
  });

  it('takes null for a value, and undefined for nothing', async () => {
    const run = freshRun();
    await store.workflows.persistWorkflowSnapshot({ ...run, snapshot: { a: 1, b: 2 } });
    const updated = await store.workflows.updateWorkflowState({ ...run, state: { a: null, b: undefined } });
    expect(updated.snapshot).toStrictEqual({ a: null, b: 2 });
  });

  it('replaces the context, but keeps results of steps that it does not know', async () => {
    const run = freshRun();
    await store.workflows.persistWorkflowSnapshot({ ...run, snapshot: sampleState({ a: 1, b: 2 }) });
    const context = { stepResults: { b: 3, c: 4 }, attempts: {} };
    const updated = await store.workflows.updateWorkflowState({ ...run, state: { context } });
    const merged = { stepResults: { a: 1, b: 3, c: 4 }, attempts: {} };
    expect(updated.snapshot).toStrictEqual({ ...sampleState(), context: merged });
    const emptied = await store.workflows.updateWorkflowState({ ...run, state: { context: {} } });
    expect(emptied.snapshot.context).toStrictEqual({ stepResults: { a: 1, b: 3, c: 4 } });
  });

  it('changes nothing but revision and time where there is nothing to set', async () => {
    const run = freshRun();
    const made = await store.workflows.persistWorkflowSnapshot({ ...run, snapshot: sampleState({ a: 1 }) });
    const updated = await store.workflows.updateWorkflowState({ ...run, state: {} });
    expect(updated).toStrictEqual({ ...made, revision: 2, updatedAt: expect.any(Date) });
  });
}

function tellsStatus(store: StoreUnderTest): void {
  it("lets the run's status follow the state, where it says one", async () => {
    const run = freshRun();
    await store.workflows.persistWorkflowSnapshot({ ...run, snapshot: sampleState(), status: 'first' });
    const states = [
      { other: 1 },
      { value: { currentState: 'suspended' } },
      { status: 7 as never },
      { status: 'success', value: { currentState: 'running' } },
      { other: 2 },
    ];
    const statuses: unknown[] = [];
    for (const state of states) {
      await store.workflows.updateWorkflowState({ ...run, state });
      statuses.push((await store.workflows.getWorkflowRun(run))?.status);
    }
    expect(statuses).toEqual(['first', 'suspended', 'suspended', 'success', 'success']);
  });

  const changes: { snapshot: WorkflowRunState; state: Record<string, unknown>; status: string }[] = [
    { snapshot: { status: 'running' }, state: { value: { currentState: 'suspended' } }, status: 'running' },
    { snapshot: { value: { currentState: 'waiting' } }, state: { status: null }, status: 'waiting' },
    {
      snapshot: { status: 'running', value: { currentState: 'waiting' } },
      state: { status: null },
      status: 'waiting',
    },
    { snapshot: { status: 'running' }, state: { status: null }, status: 'before' },
    { snapshot: { status: 'running' }, state: { status: undefined, other: 1 }, status: 'before' },
    { snapshot: { status: 'running' }, state: { value: null }, status: 'running' },
  ];
  it.each(changes)('a snapshot $snapshot with $state is of a run that is "$status"', async (change) => {
    const run = freshRun();
    await store.workflows.persistWorkflowSnapshot({ ...run, snapshot: change.snapshot, status: 'before' });
    const { snapshot, status } = await store.workflows.updateWorkflowState({ ...run, state: change.state });
    expect(status).toBe(change.status);
    if (!('other' in snapshot)) {
      expect((await store.workflows.persistWorkflowSnapshot({ ...run, snapshot })).status).toBe(status);
    }
  });

  it('refuses to let it follow a snapshot that says what is no status; nothing changes', async () => {
    const run = freshRun();
    const made = await store.workflows.persistWorkflowSnapshot({ ...run, snapshot: { status: '' }, status: 'said' });
    const call = store.workflows.updateWorkflowState({ ...run, state: { value: { currentState: 'running' } } });
    expect(await refusal(call)).toEqual({ code: 'invalid_input', paths: ['snapshot.status'] });
    expect(await store.workflows.getWorkflowRun(run)).toStrictEqual(made);
  });
}
