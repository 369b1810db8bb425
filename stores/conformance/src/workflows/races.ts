/** Races between writers of one run: no step's result is ever lost. */
import type { WorkflowRunKey, WorkflowsStorage } from '@agent-versions/core';
import { describe, expect, it } from 'vitest';
import { printFigure } from '../figure';
import { outcomes } from '../refusal';
import { countTo } from '../samples';
import { PATIENCE } from '../settings';
import type { StoreUnderTest } from '../store-under-test';
import { freshRun } from './samples';

/** What became of writes that ran at once; right: all zero but `writes`. */
export interface RunFigures {
  /** Writes sent. */
  writes: number;
  /** Refused, though nothing stood in the way. */
  errors: number;
  /** Acknowledged, but not in the snapshot. */
  lost: number;
  /** By how much revisions differ from the number of writes. */
  miscounted: number;
}

/** One writer's part of a round. */
type Write = (workflows: WorkflowsStorage, run: WorkflowRunKey, name: string) => Promise<unknown>;

/** The ways to write a result, or a field, of one's own. */
const RUN_WRITES = {
  results: (workflows, run, name) => workflows.updateWorkflowResults({ ...run, stepId: name, result: { name } }),
  snapshots: (workflows, run, name) =>
    workflows.persistWorkflowSnapshot({ ...run, snapshot: { context: { stepResults: { [name]: { name } } } } }),
  states: (workflows, run, name) => workflows.updateWorkflowState({ ...run, state: { [name]: { name } } }),
} satisfies Record<string, Write>;

/** A way to write. */
type RunWrite = keyof typeof RUN_WRITES;

/** Proves every race; each prints its figures. */
export function workflowRacesContract(name: string, store: StoreUnderTest): void {
  describe('races', () => {
    it.each([
      { title: 'results of different steps', ways: ['results'] },
      { title: 'whole snapshots, each with a step of its own', ways: ['snapshots'] },
      { title: 'different fields of the state', ways: ['states'] },
      { title: 'results and fields of the state', ways: ['results', 'states'] },
      { title: 'results and whole snapshots', ways: ['results', 'snapshots'] },
    ] as const)('twenty writers of $title lose nothing', PATIENCE, async ({ title, ways }) => {
      const figures = await raceRunWrites(store.workflows, { writers: 20, rounds: 5, ways });
      printFigure(name, `race.workflows, ${title}`, figures);
      expect(figures).toEqual({ writes: 100, errors: 0, lost: 0, miscounted: 0 });
    });

    it('twenty that begin one run at once begin it once', PATIENCE, async () => {
      const figures = await raceFirstSnapshots(store.workflows, { writers: 20, rounds: 10 });
      printFigure(name, 'race.workflows, first snapshots', figures);
      expect(figures).toEqual({ writes: 200, errors: 0, lost: 0, miscounted: 0 });
    });

    it('whoever expects what it has seen overwrites nobody', PATIENCE, async () => {
      const figures = await raceExpectedSnapshots(store.workflows, { writers: 10, each: 5 });
      printFigure(name, 'race.workflows, expected', figures);
      expect(figures).toEqual({ writes: 50, errors: 0, lost: 0, miscounted: 0 });
    });
  });
}

/** Lets writers write to one run at once, each in one of the ways and under a name of its own. */
export async function raceRunWrites(
  workflows: WorkflowsStorage,
  input: { writers: number; rounds: number; ways: readonly RunWrite[] },
): Promise<RunFigures> {
  const { writers, rounds, ways } = input;
  const run = freshRun();
  const { revision } = await workflows.persistWorkflowSnapshot({ ...run, snapshot: {} });
  const names: string[] = [];
  const figures = { writes: 0, errors: 0, lost: 0, miscounted: 0 };
  for (const round of countTo(rounds)) {
    const calls = countTo(writers).map((writer) => {
      const name = `${round}.${writer}`;
      names.push(name);
      return RUN_WRITES[ways[writer % ways.length] ?? 'results'](workflows, run, name);
    });
    figures.writes += calls.length;
    figures.errors += (await outcomes<unknown>(calls)).filter(({ ok }) => !ok).length;
  }
  await judge(workflows, { run, figures, names, before: revision });
  return figures;
}

/** Lets writers begin one run at once, each with the result of a step of its own. */
export async function raceFirstSnapshots(
  workflows: WorkflowsStorage,
  input: { writers: number; rounds: number },
): Promise<RunFigures> {
  const figures = { writes: 0, errors: 0, lost: 0, miscounted: 0 };
  for (const _ of countTo(input.rounds)) {
    const run = freshRun();
    const names = countTo(input.writers).map((writer) => `step ${writer}`);
    const calls = names.map((name) => RUN_WRITES.snapshots(workflows, run, name));
    figures.errors += (await outcomes<unknown>(calls)).filter(({ ok }) => !ok).length;
    const round = { writes: calls.length, errors: 0, lost: 0, miscounted: 0 };
    await judge(workflows, { run, figures: round, names, before: 0 });
    figures.writes += round.writes;
    figures.lost += round.lost;
    figures.miscounted += round.miscounted;
  }
  return figures;
}

/** Lets writers read, add a result and write under what they have read, again where somebody was quicker. */
export async function raceExpectedSnapshots(
  workflows: WorkflowsStorage,
  input: { writers: number; each: number },
): Promise<RunFigures> {
  const run = freshRun();
  const { revision } = await workflows.persistWorkflowSnapshot({ ...run, snapshot: {} });
  const names: string[] = [];
  const write = async (name: string): Promise<void> => {
    for (;;) {
      const seen = await workflows.getWorkflowRun(run);
      const stepResults = { ...seen?.snapshot.context?.stepResults, [name]: { name } };
      const call = workflows.persistWorkflowSnapshot({
        ...run,
        snapshot: { context: { stepResults } },
        expected: seen?.revision ?? 'none',
      });
      const [outcome] = await outcomes([call]);
      if (outcome?.ok) return;
      if (outcome?.refusal.code !== 'conflict') throw new Error(`Refused: ${JSON.stringify(outcome?.refusal)}`);
    }
  };
  const writer = async (number: number): Promise<void> => {
    for (const turn of countTo(input.each)) {
      names.push(`${number}.${turn}`);
      await write(`${number}.${turn}`);
    }
  };
  const settled = await Promise.allSettled(countTo(input.writers).map(writer));
  const errors = settled.filter(({ status }) => status === 'rejected').length;
  const figures = { writes: names.length, errors, lost: 0, miscounted: 0 };
  await judge(workflows, { run, figures, names, before: revision });
  return figures;
}

/** Counts what is not where its writer put it. */
async function judge(
  workflows: WorkflowsStorage,
  input: { run: WorkflowRunKey; figures: RunFigures; names: readonly string[]; before: number },
): Promise<void> {
  const { run, figures, names, before } = input;
  const stored = await workflows.getWorkflowRun(run);
  const results: Record<string, unknown> = stored?.snapshot.context?.stepResults ?? {};
  const isThere = (name: string): boolean => {
    const written = results[name] ?? stored?.snapshot[name];
    return JSON.stringify(written) === JSON.stringify({ name });
  };
  figures.lost = names.filter((name) => !isThere(name)).length;
  figures.miscounted = Math.abs((stored?.revision ?? 0) - before - figures.writes);
}
