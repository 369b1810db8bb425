/** The checks themselves are tested: a store built the naive way must fail every one of them. */
import { beforeEach, describe, expect, it } from 'vitest';
import { printFigure } from '../src/figure';
import { sharedByAgents, sharedByVersions } from '../src/immutability';
import { runScripts } from '../src/model/contract';
import { countWhileWriting, pageWhileInserting } from '../src/paging';
import { raceCreationAgainstActivation, raceEdits, raceEditsAgainstActivation, raceSameId } from '../src/races/agents';
import { raceCreators, raceExpected, raceIdempotencyKey } from '../src/races/creators';
import { raceDeletionsAgainstAppends } from '../src/races/deletions';
import { raceDeleteAgainstLabel, raceLabelMoves, raceLabelSwap } from '../src/races/labels';
import { raceListener, writersOf } from '../src/races/listeners';
import { raceRecordedSaves, saversOf } from '../src/races/recorded-saves';
import { NaiveAgentsStorage } from './naive-agents';
import { NaiveAgentVersionsStorage } from './naive-store';

describe('a naive store', () => {
  let agents: NaiveAgentsStorage;
  let versions: NaiveAgentVersionsStorage;

  beforeEach(() => {
    agents = new NaiveAgentsStorage();
    versions = new NaiveAgentVersionsStorage(agents);
  });

  it('gives numbers twice', async () => {
    const figures = await raceCreators(versions, { creators: 20, rounds: 10 });
    printFigure('naive', 'canary race.creators', figures);
    expect(figures.duplicates).toBeGreaterThan(0);
    expect(figures.lost).toBeGreaterThan(0);
    expect(figures.miscounted).toBeGreaterThan(0);
  });

  it('lets several writers win that expect the same', async () => {
    const figures = await raceExpected(versions, { writers: 10, rounds: 30 });
    printFigure('naive', 'canary race.expected', figures);
    expect(figures.wrongRounds).toBeGreaterThan(0);
  });

  it('makes several versions under one key', async () => {
    const figures = await raceIdempotencyKey(versions, { callers: 10, rounds: 30 });
    printFigure('naive', 'canary race.idempotencyKey', figures);
    expect(figures.versions).toBeGreaterThan(30);
    expect(figures.otherAnswers).toBeGreaterThan(0);
    expect(figures.wrongRefusals).toBeGreaterThan(0);
  });

  it('uses numbers again after deletes', async () => {
    const figures = await raceDeletionsAgainstAppends(versions, { appends: 6, rounds: 20 });
    printFigure('naive', 'canary race.deletions', figures);
    expect(figures.reused).toBeGreaterThan(0);
    expect(figures.miscounted).toBeGreaterThan(0);
  });

  it('lets several movers win that have seen the same', async () => {
    const figures = await raceLabelSwap(versions, { movers: 8, rounds: 30 });
    printFigure('naive', 'canary race.labelSwap', figures);
    expect(figures.wrongRounds).toBeGreaterThan(0);
  });

  it('loses track of moves', async () => {
    const figures = await raceLabelMoves(versions, { movers: 10, rounds: 10 });
    printFigure('naive', 'canary race.labelMoves', figures);
    expect(figures.broken).toBeGreaterThan(0);
  });

  it('leaves labels without their versions', async () => {
    const figures = await raceDeleteAgainstLabel({ agents, versions }, { rounds: 1000, lanes: 10 });
    printFigure('naive', 'canary race.activeDelete', figures);
    expect(figures.dangling).toBeGreaterThan(0);
    expect(figures.wrongAnswers).toBeGreaterThan(0);
    expect(figures.misprojected).toBeGreaterThan(0);
  });

  it('loses saves that bring the record along, and parts it from the head', async () => {
    const savers = saversOf({ agents, versions }, 20);
    const figures = await raceRecordedSaves({ agents, versions }, { savers, rounds: 3 });
    printFigure('naive', 'canary race.recordedSaves', figures);
    expect(figures.lost).toBeGreaterThan(0);
    expect(figures.duplicates).toBeGreaterThan(0);
    expect(figures.apart).toBeGreaterThan(0);
  });

  it('lets a listener miss what slow writers tell', async () => {
    const writers = writersOf(versions, 20);
    const figures = await raceListener(versions, { writers, each: 15, agents: 5 });
    printFigure('naive', 'canary race.listener', figures);
    expect(figures.missed).toBeGreaterThan(0);
  });

  it('loses edits', async () => {
    const figures = await raceEdits(agents, { editors: 10, rounds: 10 });
    printFigure('naive', 'canary race.edits', figures);
    expect(figures.lost).toBeGreaterThan(0);
    expect(figures.miscounted).toBeGreaterThan(0);
  });

  it('loses edits to activations', async () => {
    const figures = await raceEditsAgainstActivation({ agents, versions }, { rounds: 50 });
    printFigure('naive', 'canary race.activation', figures);
    expect(figures.lost).toBeGreaterThan(0);
  });

  it('forgets to show what was activated before there was a record', async () => {
    const figures = await raceCreationAgainstActivation({ agents, versions }, { rounds: 1000, lanes: 10 });
    printFigure('naive', 'canary race.activation of a new record', figures);
    expect(figures.misprojected).toBeGreaterThan(0);
  });

  it('gives one id to several agents', async () => {
    const figures = await raceSameId(agents, { creators: 8, rounds: 10 });
    printFigure('naive', 'canary race.sameId', figures);
    expect(figures.winners).toBeGreaterThan(10);
  });

  it('shares its objects', async () => {
    const changed = [...(await sharedByVersions(versions)), ...(await sharedByAgents(agents))];
    printFigure('naive', 'canary conformance.immutability', { changesThatStuck: changed.length });
    expect(changed).toEqual(expect.arrayContaining(['input of createVersion', 'getVersion', 'listLabels', 'getAgent']));
  });

  it('shows versions twice, or not at all, while others write', async () => {
    const figures = await pageWhileInserting(versions, { versions: 60, rounds: 5 });
    printFigure('naive', 'canary conformance.paging', figures);
    expect(figures.duplicates + figures.omissions).toBeGreaterThan(0);
  });

  it('tells totals of another moment', async () => {
    const figures = await countWhileWriting(versions, { writes: 60 });
    printFigure('naive', 'canary conformance.total', figures);
    expect(figures.wrongTotals).toBeGreaterThan(0);
  });

  it('does not answer as the model does', async () => {
    await expect(runScripts({ agents, versions }, { numRuns: 100, seed: 1 })).rejects.toThrow('Counterexample');
  });
});
