/** The races of `workflows` are tested: a store built the naive way must lose steps' results in every one of them. */
import { beforeEach, describe, expect, it } from 'vitest';
import { printFigure } from '../src/figure';
import { raceExpectedSnapshots, raceFirstSnapshots, raceRunWrites } from '../src/workflows/races';
import { NaiveWorkflowsStorage } from './naive-workflows';

describe('a naive store of workflows', () => {
  let workflows: NaiveWorkflowsStorage;

  beforeEach(() => {
    workflows = new NaiveWorkflowsStorage();
  });

  it.each(['results', 'snapshots', 'states'] as const)('loses what twenty writers of %s write', async (way) => {
    const figures = await raceRunWrites(workflows, { writers: 20, rounds: 5, ways: [way] });
    printFigure('naive', `canary race.workflows, ${way}`, figures);
    expect(figures).toMatchObject({ writes: 100, errors: 0 });
    expect(figures.lost).toBeGreaterThan(0);
    expect(figures.miscounted).toBeGreaterThan(0);
  });

  it('begins a run twenty times over', async () => {
    const figures = await raceFirstSnapshots(workflows, { writers: 20, rounds: 10 });
    printFigure('naive', 'canary race.workflows, first snapshots', figures);
    expect(figures.lost).toBeGreaterThan(0);
    expect(figures.miscounted).toBeGreaterThan(0);
  });

  it('lets several writers overwrite each other that have seen the same revision', async () => {
    const figures = await raceExpectedSnapshots(workflows, { writers: 10, each: 5 });
    printFigure('naive', 'canary race.workflows, expected', figures);
    expect(figures.lost).toBeGreaterThan(0);
  });
});
