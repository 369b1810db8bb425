/** Hostile values in snapshots, results and states, and inputs of the wrong shape. */
import { deepStrictEqual } from 'node:assert/strict';
import type { WorkflowRunKey } from '@agent-versions/core';
import { describe, expect, it } from 'vitest';
import { REFUSED_NUMBERS } from '../hazards/ids';
import { REFUSED_DOCUMENTS, REFUSED_VALUES } from '../hazards/refused-values';
import { STORABLE_VALUES } from '../hazards/values';
import { refusal } from '../refusal';
import type { StoreUnderTest } from '../store-under-test';
import { freshRun } from './samples';

/** Proves that what is stored comes back equal, and that the rest is refused before anything is written. */
export function workflowHazardsContract(store: StoreUnderTest): void {
  describe('hostile values', () => {
    describe('come back equal', () => equalValues(store));
    describe('are refused', () => refusedValues(store));
    describe('instead of a document', () => refusedDocuments(store));
  });
  describe('inputs', () => {
    oddShapes(store);
    oddStatuses(store);
    unknownFields(store);
  });
}

function equalValues(store: StoreUnderTest): void {
  it.each(STORABLE_VALUES)('$name', async ({ value, ...row }) => {
    const expected = { value: 'stored' in row ? row.stored : value };
    const whole = freshRun();
    const merged = freshRun();
    const made = await store.workflows.persistWorkflowSnapshot({ ...whole, snapshot: { value } as never });
    await store.workflows.persistWorkflowSnapshot({ ...merged, snapshot: {} });
    const updated = await store.workflows.updateWorkflowState({ ...merged, state: { value } as never });
    const snapshots = [
      made.snapshot,
      updated.snapshot,
      await store.workflows.getWorkflowSnapshot(whole),
      await store.workflows.getWorkflowSnapshot(merged),
    ];
    // not expect(): it takes an own key `constructor` for the object's class
    for (const snapshot of snapshots) deepStrictEqual(snapshot, expected);
  });
}

function refusedValues(store: StoreUnderTest): void {
  it.each(REFUSED_VALUES)('$name', async ({ value, at }) => {
    const run = freshRun();
    const hostile = { value } as never;
    const begun = store.workflows.persistWorkflowSnapshot({ ...run, snapshot: hostile });
    expect(await firstPath(begun)).toBe(at === undefined ? 'snapshot' : `snapshot.value${at}`);
    expect(await store.workflows.getWorkflowRun(run)).toBeNull();
    const made = await store.workflows.persistWorkflowSnapshot({ ...run, snapshot: {} });
    const state = store.workflows.updateWorkflowState({ ...run, state: hostile });
    expect(await firstPath(state)).toBe(at === undefined ? 'state' : `state.value${at}`);
    const result = store.workflows.updateWorkflowResults({ ...run, stepId: 'a', result: hostile });
    expect(await firstPath(result)).toBe(at === undefined ? 'result' : `result.value${at}`);
    expect(await store.workflows.getWorkflowRun(run)).toStrictEqual(made);
  });
}

function refusedDocuments(store: StoreUnderTest): void {
  it.each([...REFUSED_DOCUMENTS, { name: 'undefined', value: undefined }])('$name is refused', async ({ value }) => {
    const run = freshRun();
    const made = await store.workflows.persistWorkflowSnapshot({ ...run, snapshot: {} });
    const snapshot = store.workflows.persistWorkflowSnapshot({ ...run, snapshot: value as never });
    expect(await refusal(snapshot)).toEqual({ code: 'invalid_input', paths: ['snapshot'] });
    const state = store.workflows.updateWorkflowState({ ...run, state: value as never });
    expect(await refusal(state)).toEqual({ code: 'invalid_input', paths: ['state'] });
    expect(await store.workflows.getWorkflowRun(run)).toStrictEqual(made);
  });

  it('undefined is no result', async () => {
    const call = store.workflows.updateWorkflowResults({ ...freshRun(), stepId: 'a', result: undefined as never });
    expect(await refusal(call)).toEqual({ code: 'invalid_input', paths: ['result'] });
  });
}

function oddShapes(store: StoreUnderTest): void {
  const contexts: { context: unknown; at: string }[] = [
    { context: null, at: 'context' },
    { context: [], at: 'context' },
    { context: 'text', at: 'context' },
    { context: { stepResults: null }, at: 'context.stepResults' },
    { context: { stepResults: [] }, at: 'context.stepResults' },
    { context: { stepResults: 1 }, at: 'context.stepResults' },
  ];
  it.each(contexts)('with $context for a context are refused: it could keep no results', async ({ context, at }) => {
    const run = freshRun();
    const hostile = { context } as never;
    const snapshot = store.workflows.persistWorkflowSnapshot({ ...run, snapshot: hostile });
    expect(await refusal(snapshot)).toEqual({ code: 'invalid_input', paths: [`snapshot.${at}`] });
    const state = store.workflows.updateWorkflowState({ ...run, state: hostile });
    expect(await refusal(state)).toEqual({ code: 'invalid_input', paths: [`state.${at}`] });
    expect(await store.workflows.getWorkflowRun(run)).toBeNull();
  });

  it('expect a revision or none', async () => {
    const run = freshRun();
    for (const expected of [0, ...REFUSED_NUMBERS, null, 'None', new Date(1)]) {
      const call = store.workflows.persistWorkflowSnapshot({ ...run, snapshot: {}, expected: expected as never });
      expect(await refusal(call)).toEqual({ code: 'invalid_input', paths: ['expected'] });
    }
    expect(await store.workflows.getWorkflowRun(run)).toBeNull();
  });
}

function oddStatuses(store: StoreUnderTest): void {
  it.each(['', 'x'.repeat(256), 'a\n'])('whose snapshot says the status %j are refused', async (status) => {
    const run = freshRun();
    const snapshot = store.workflows.persistWorkflowSnapshot({ ...run, snapshot: { status } });
    expect(await refusal(snapshot)).toEqual({ code: 'invalid_input', paths: ['snapshot.status'] });
    const state = store.workflows.updateWorkflowState({ ...run, state: { value: { currentState: status } } });
    expect(await refusal(state)).toEqual({ code: 'invalid_input', paths: ['state.value.currentState'] });
    const said = await store.workflows.persistWorkflowSnapshot({ ...run, snapshot: { status }, status: 'said' });
    expect(said).toMatchObject({ status: 'said', snapshot: { status } });
  });
}

function unknownFields(store: StoreUnderTest): void {
  const calls: { name: string; call(input: WorkflowRunKey): Promise<unknown> }[] = [
    { name: 'createWorkflowSnapshot', call: (i) => store.workflows.createWorkflowSnapshot({ ...i, snapshot: {} }) },
    { name: 'persistWorkflowSnapshot', call: (i) => store.workflows.persistWorkflowSnapshot({ ...i, snapshot: {} }) },
    {
      name: 'updateWorkflowResults',
      call: (i) => store.workflows.updateWorkflowResults({ ...i, stepId: 'a', result: 1 }),
    },
    { name: 'updateWorkflowState', call: (i) => store.workflows.updateWorkflowState({ ...i, state: {} }) },
    { name: 'getWorkflowSnapshot', call: (i) => store.workflows.getWorkflowSnapshot(i) },
    { name: 'getWorkflowRun', call: (i) => store.workflows.getWorkflowRun(i) },
    { name: 'deleteWorkflowRun', call: (i) => store.workflows.deleteWorkflowRun(i) },
    {
      name: 'listWorkflowRuns',
      call: ({ workflowId, runId: _, ...unknown }) => store.workflows.listWorkflowRuns({ workflowId, ...unknown }),
    },
  ];
  it.each(calls)('of $name have no other fields than those it names', async ({ call }) => {
    const input = { ...freshRun(), revision: 1 };
    expect(await refusal(call(input))).toEqual({ code: 'invalid_input', paths: ['revision'] });
  });
}

/** Where a ValidationError finds the first fault; fails for any other answer. */
async function firstPath(call: Promise<unknown>): Promise<unknown> {
  const { code, paths } = await refusal(call);
  expect(code).toBe('invalid_input');
  return (paths as unknown[])[0];
}
