/** The contract of `workflows.updateWorkflowResults`. */
import type { JsonValue } from '@agent-versions/core';
import { describe, expect, it } from 'vitest';
import { refusal } from '../refusal';
import type { StoreUnderTest } from '../store-under-test';
import { freshRun, nameOf, sampleState } from './samples';

/** Results that a careless merge loses or changes. */
const RESULTS: readonly { name: string; result: JsonValue }[] = [
  { name: 'null', result: null },
  { name: 'false', result: false },
  { name: 'zero', result: 0 },
  { name: 'an empty text', result: '' },
  { name: 'an empty array', result: [] },
  { name: 'an empty object', result: {} },
  { name: 'a text that looks like JSON', result: '{"a":1}' },
  { name: 'a nested value', result: { status: 'success', output: [{ a: null }, [[]]] } },
];

/** Ids of steps that a path into JSON might take for something else. */
const STEP_IDS = [
  'a.b',
  'a[0]',
  '$',
  '0',
  '"',
  "'",
  '\\',
  'a"b',
  ' ',
  '%',
  'constructor',
  'toString',
  '\u{1f600}',
  '{}',
];

/** Proves that one result is set, and nothing else. */
export function updateResultsContract(store: StoreUnderTest): void {
  describe('updateWorkflowResults', () => {
    setsOne(store);

    it.each(RESULTS)('keeps $name as it is', async ({ result }) => {
      const run = freshRun();
      await store.workflows.persistWorkflowSnapshot({ ...run, snapshot: sampleState({ before: 1 }) });
      await store.workflows.updateWorkflowResults({ ...run, stepId: 'a', result });
      const snapshot = await store.workflows.getWorkflowSnapshot(run);
      expect(snapshot).toStrictEqual(sampleState({ before: 1, a: result }));
    });

    it('takes ids of steps literally', async () => {
      const run = freshRun();
      await store.workflows.persistWorkflowSnapshot({ ...run, snapshot: {} });
      for (const stepId of STEP_IDS) await store.workflows.updateWorkflowResults({ ...run, stepId, result: stepId });
      const { stepResults = {} } = (await store.workflows.getWorkflowSnapshot(run))?.context ?? {};
      expect(Object.entries(stepResults).toSorted()).toEqual(STEP_IDS.map((stepId) => [stepId, stepId]).toSorted());
    });

    refusals(store);
  });
}

function setsOne(store: StoreUnderTest): void {
  it('sets the result of one step, leaves the rest as it is, and returns the run', async () => {
    const run = freshRun();
    const made = await store.workflows.persistWorkflowSnapshot({
      ...run,
      snapshot: sampleState({ a: 1, b: { kept: true, list: [1] } }),
      resourceId: 'user-1',
    });
    const updated = await store.workflows.updateWorkflowResults({ ...run, stepId: 'a', result: { n: 2 } });
    const snapshot = sampleState({ a: { n: 2 }, b: { kept: true, list: [1] } });
    expect(updated).toStrictEqual({ ...made, snapshot, revision: 2, updatedAt: expect.any(Date) });
    expect(updated.updatedAt.getTime()).toBeGreaterThanOrEqual(made.updatedAt.getTime());
    expect(await store.workflows.getWorkflowRun(run)).toStrictEqual(updated);
  });

  it('replaces a result whole', async () => {
    const run = freshRun();
    await store.workflows.persistWorkflowSnapshot({ ...run, snapshot: sampleState({ a: { x: 1 } }) });
    const { snapshot } = await store.workflows.updateWorkflowResults({ ...run, stepId: 'a', result: { y: 2 } });
    expect(snapshot).toStrictEqual(sampleState({ a: { y: 2 } }));
  });

  it.each([{}, { context: {} }, { context: { stepResults: {} } }])('makes room for results in %j', async (snapshot) => {
    const run = freshRun();
    await store.workflows.persistWorkflowSnapshot({ ...run, snapshot });
    const updated = await store.workflows.updateWorkflowResults({ ...run, stepId: 'a', result: 1 });
    expect(updated.snapshot).toStrictEqual({ context: { stepResults: { a: 1 } } });
  });
}

function refusals(store: StoreUnderTest): void {
  it('refuses a run that is not there, and begins none', async () => {
    const run = freshRun();
    const call = store.workflows.updateWorkflowResults({ ...run, stepId: 'a', result: 1 });
    expect(await refusal(call)).toEqual({ code: 'not_found', entity: 'workflowRun', id: nameOf(run) });
    expect(await store.workflows.getWorkflowRun(run)).toBeNull();
  });

  it('refuses a result with which the snapshot would be too large; nothing changes', async () => {
    const run = freshRun();
    const half = 'x'.repeat(600_000);
    const made = await store.workflows.persistWorkflowSnapshot({ ...run, snapshot: sampleState({ a: half }) });
    const call = store.workflows.updateWorkflowResults({ ...run, stepId: 'b', result: half });
    expect(await refusal(call)).toEqual({ code: 'invalid_input', paths: ['snapshot'] });
    expect(await store.workflows.getWorkflowRun(run)).toStrictEqual(made);
    await store.workflows.updateWorkflowResults({ ...run, stepId: 'a', result: null });
    const updated = await store.workflows.updateWorkflowResults({ ...run, stepId: 'b', result: half });
    expect(updated.snapshot).toStrictEqual(sampleState({ a: null, b: half }));
  });
}
