/** The contract of single runs: reading, deleting, and what callers share with the store. */
import { describe, expect, it } from 'vitest';
import type { StoreUnderTest } from '../store-under-test';
import { freshRun, sampleState } from './samples';

/** Proves `getWorkflowSnapshot`, `getWorkflowRun` and `deleteWorkflowRun`, and that no object is shared. */
export function singleRunContract(store: StoreUnderTest): void {
  reading(store);
  deleting(store);
  sharing(store);
}

function reading(store: StoreUnderTest): void {
  describe('getWorkflowSnapshot', () => {
    it('returns the snapshot alone', async () => {
      const run = freshRun();
      await store.workflows.persistWorkflowSnapshot({ ...run, snapshot: sampleState({ a: null, b: '' }) });
      expect(await store.workflows.getWorkflowSnapshot(run)).toStrictEqual(sampleState({ a: null, b: '' }));
    });

    it('returns null for a run that is not there', async () => {
      expect(await store.workflows.getWorkflowSnapshot(freshRun())).toBeNull();
    });
  });

  describe('getWorkflowRun', () => {
    it('returns null for a run that is not there, also of a workflow that has others', async () => {
      const run = freshRun();
      await store.workflows.persistWorkflowSnapshot({ ...run, snapshot: {} });
      expect(await store.workflows.getWorkflowRun({ ...run, runId: freshRun().runId })).toBeNull();
      expect(await store.workflows.getWorkflowRun({ ...run, workflowId: freshRun().workflowId })).toBeNull();
    });
  });
}

function deleting(store: StoreUnderTest): void {
  describe('deleteWorkflowRun', () => {
    it('deletes that run and no other', async () => {
      const run = freshRun();
      const others = [
        { ...run, runId: freshRun().runId },
        { ...run, workflowId: freshRun().workflowId },
      ];
      for (const each of [run, ...others]) await store.workflows.persistWorkflowSnapshot({ ...each, snapshot: {} });
      expect(await store.workflows.deleteWorkflowRun(run)).toBeUndefined();
      expect(await store.workflows.getWorkflowRun(run)).toBeNull();
      expect(await store.workflows.getWorkflowSnapshot(run)).toBeNull();
      for (const each of others) expect(await store.workflows.getWorkflowRun(each)).toMatchObject(each);
    });

    it('is content where there is nothing to delete', async () => {
      const run = freshRun();
      await store.workflows.deleteWorkflowRun(run);
      await store.workflows.deleteWorkflowRun(run);
      expect(await store.workflows.getWorkflowRun(run)).toBeNull();
    });
  });
}

function sharing(store: StoreUnderTest): void {
  describe('a run', () => {
    it('shares no object with any caller', async () => {
      const { workflows } = store;
      const run = freshRun();
      const snapshot = sampleState({ list: [1] });
      const result = { list: [1] };
      const made = await workflows.persistWorkflowSnapshot({ ...run, snapshot });
      const results = await workflows.updateWorkflowResults({ ...run, stepId: 'result', result });
      const state = { activePaths: [['a']] };
      const updated = await workflows.updateWorkflowState({ ...run, state });
      const pristine = structuredClone(await workflows.getWorkflowRun(run));
      const listed = await workflows.listWorkflowRuns({ workflowId: run.workflowId });
      for (const each of [made, results, updated, await workflows.getWorkflowRun(run), listed.runs[0]]) {
        each?.createdAt.setTime(0);
        for (const part of [each, each?.snapshot, each?.snapshot.context, each?.snapshot.context?.stepResults]) {
          Object.assign(part ?? {}, { scrambled: true });
        }
      }
      for (const part of [await workflows.getWorkflowSnapshot(run), snapshot, snapshot.context, result, state]) {
        Object.assign(part ?? {}, { scrambled: true });
      }
      state.activePaths[0]?.push('scrambled');
      expect(await workflows.getWorkflowRun(run)).toStrictEqual(pristine);
      expect((await workflows.listWorkflowRuns({ workflowId: run.workflowId })).runs).toStrictEqual([pristine]);
    });

    it('is stored as its input is when the call is made', async () => {
      const run = freshRun();
      const snapshot = sampleState({ list: [1] });
      const call = store.workflows.persistWorkflowSnapshot({ ...run, snapshot });
      Object.assign(snapshot, { late: true });
      Object.assign(snapshot.context ?? {}, { stepResults: {} });
      await call;
      expect(await store.workflows.getWorkflowSnapshot(run)).toStrictEqual(sampleState({ list: [1] }));
    });
  });
}
