/** Ids of workflows, runs, steps and resources: kept apart byte by byte, or refused. */
import type { WorkflowRunKey } from '@agent-versions/core';
import { describe, expect, it } from 'vitest';
import { REFUSED_IDS, STORABLE_IDS } from '../hazards/ids';
import { refusal } from '../refusal';
import { freshId } from '../samples';
import type { StoreUnderTest } from '../store-under-test';
import { freshRun } from './samples';

/** A call that takes an id, and where it finds a wrong one. */
interface IdCall {
  /** Makes it. */
  call(id: string): Promise<unknown>;
  /** Where its ValidationError finds the fault. */
  path: string;
}

/** Proves both. */
export function workflowIdsContract(store: StoreUnderTest): void {
  describe('ids', () => {
    keptApart(store);

    it.each(REFUSED_IDS)('$name is none', async ({ id }) => {
      for (const { call, path } of idCalls(store)) {
        expect(await refusal(call(id as string))).toEqual({ code: 'invalid_input', paths: [path] });
      }
    });

    it('__proto__ is no id of a step', async () => {
      const run = freshRun();
      const made = await store.workflows.persistWorkflowSnapshot({ ...run, snapshot: {} });
      const call = store.workflows.updateWorkflowResults({ ...run, stepId: '__proto__', result: { a: 1 } });
      expect(await refusal(call)).toEqual({ code: 'invalid_input', paths: ['stepId'] });
      expect(await store.workflows.getWorkflowRun(run)).toStrictEqual(made);
    });
  });
}

function keptApart(store: StoreUnderTest): void {
  const ways: { name: string; keyOf(id: string): WorkflowRunKey }[] = [
    { name: 'workflows', keyOf: (id) => ({ workflowId: id, runId: 'the run' }) },
    { name: 'runs', keyOf: (id) => ({ workflowId: 'the workflow', runId: id }) },
  ];
  it.each(ways)('keep $name apart, byte by byte', async ({ keyOf }) => {
    for (const { id } of STORABLE_IDS) {
      await store.workflows.persistWorkflowSnapshot({ ...keyOf(id), snapshot: { id }, status: id, resourceId: id });
    }
    for (const { id } of STORABLE_IDS) {
      const stored = await store.workflows.getWorkflowRun(keyOf(id));
      expect(stored).toMatchObject({ ...keyOf(id), revision: 1, snapshot: { id }, status: id, resourceId: id });
      const { workflowId } = keyOf(id);
      const listed = await store.workflows.listWorkflowRuns({ workflowId, status: id, resourceId: id });
      expect(listed.runs).toStrictEqual([stored]);
    }
  });

  it('keep pairs apart that read the same when put together', async () => {
    const pairs = [
      { workflowId: 'pair a/b', runId: 'c' },
      { workflowId: 'pair a', runId: 'b/c' },
      { workflowId: 'pair a/b/', runId: 'c' },
      { workflowId: 'pair ab', runId: 'c' },
      { workflowId: 'pair a', runId: 'bc' },
    ];
    for (const pair of pairs) await store.workflows.persistWorkflowSnapshot({ ...pair, snapshot: { ...pair } });
    for (const pair of pairs) expect(await store.workflows.getWorkflowSnapshot(pair)).toStrictEqual(pair);
  });
}

function idCalls({ workflows }: StoreUnderTest): IdCall[] {
  const run = freshRun();
  const snapshot = {};
  const keyed: ((key: WorkflowRunKey) => Promise<unknown>)[] = [
    (key) => workflows.createWorkflowSnapshot({ ...key, snapshot }),
    (key) => workflows.persistWorkflowSnapshot({ ...key, snapshot }),
    (key) => workflows.updateWorkflowResults({ ...key, stepId: 'a', result: 1 }),
    (key) => workflows.updateWorkflowState({ ...key, state: {} }),
    (key) => workflows.getWorkflowSnapshot(key),
    (key) => workflows.getWorkflowRun(key),
    (key) => workflows.deleteWorkflowRun(key),
  ];
  const runId = freshId('run');
  return [
    ...keyed.map((call) => ({ call: (workflowId: string) => call({ workflowId, runId }), path: 'workflowId' })),
    ...keyed.map((call) => ({ call: (id: string) => call({ ...run, runId: id }), path: 'runId' })),
    { call: (stepId) => workflows.updateWorkflowResults({ ...run, stepId, result: 1 }), path: 'stepId' },
    { call: (resourceId) => workflows.persistWorkflowSnapshot({ ...run, snapshot, resourceId }), path: 'resourceId' },
    { call: (status) => workflows.persistWorkflowSnapshot({ ...run, snapshot, status }), path: 'status' },
    { call: (workflowId) => workflows.listWorkflowRuns({ workflowId }), path: 'workflowId' },
    { call: (resourceId) => workflows.listWorkflowRuns({ resourceId }), path: 'resourceId' },
    { call: (status) => workflows.listWorkflowRuns({ status }), path: 'status' },
  ];
}
