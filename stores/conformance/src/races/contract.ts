/** What must hold while many callers of one process work on the same agent. */
import { describe, expect, it } from 'vitest';
import { printFigure } from '../figure';
import type { StoreConformanceInput } from '../input';
import { PATIENCE } from '../settings';
import { openForTests, type StoreUnderTest } from '../store-under-test';
import { raceCreationAgainstActivation, raceEdits, raceEditsAgainstActivation, raceSameId } from './agents';
import { raceCreators, raceExpected, raceIdempotencyKey } from './creators';
import { raceDeletionsAgainstAppends } from './deletions';
import { raceDeleteAgainstLabel, raceLabelMoves, raceLabelSwap } from './labels';
import { raceListener, writersOf } from './listeners';
import { raceRecordedSaves, saversOf } from './recorded-saves';

/** Proves every race; each prints its figures. */
export function racesContract(input: StoreConformanceInput): void {
  describe('races', () => {
    const store = openForTests(input);
    appendRaces(input.name, store);
    savingRaces(input.name, store);
    labelRaces(input.name, store);
    agentRaces(input.name, store);
  });
}

function appendRaces(name: string, store: StoreUnderTest): void {
  it('twenty creators, ten times over, number one agent 1 … 200 without an error', PATIENCE, async () => {
    const figures = await raceCreators(store.versions, { creators: 20, rounds: 10 });
    printFigure(name, 'race.creators', figures);
    const right = { errors: 0, lost: 0, duplicates: 0, gaps: 0, reordered: 0, miscounted: 0 };
    expect(figures).toEqual({ saved: 200, ...right });
  });

  it('of writers that expect the same head, or none, exactly one wins', PATIENCE, async () => {
    const figures = await raceExpected(store.versions, { writers: 10, rounds: 30 });
    printFigure(name, 'race.expected', figures);
    expect(figures).toEqual({ rounds: 30, winners: 30, wrongRounds: 0, wrongRefusals: 0 });
  });

  it('calls under one idempotency key make one version', PATIENCE, async () => {
    const figures = await raceIdempotencyKey(store.versions, { callers: 10, rounds: 30 });
    printFigure(name, 'race.idempotencyKey', figures);
    expect(figures).toEqual({ rounds: 30, versions: 30, otherAnswers: 0, errors: 0, wrongRefusals: 0 });
  });

  it('deletions leave count, head and numbers right for those who append', PATIENCE, async () => {
    const figures = await raceDeletionsAgainstAppends(store.versions, { appends: 6, rounds: 20 });
    printFigure(name, 'race.deletions', figures);
    expect(figures).toMatchObject({ appended: 240, errors: 0, reused: 0, miscounted: 0, wrongHeads: 0 });
  });
}

function savingRaces(name: string, store: StoreUnderTest): void {
  it('twenty that save with the record lose no change, and record and head never part', PATIENCE, async () => {
    const figures = await raceRecordedSaves(store, { savers: saversOf(store, 20), rounds: 2 });
    printFigure(name, 'race.recordedSaves', figures);
    const right = { errors: 0, lost: 0, duplicates: 0, gaps: 0, miscounted: 0, apart: 0 };
    expect(figures).toEqual({ saved: 41, retries: figures.retries, ...right });
  });

  it('a listener hears of all that twenty write to five agents, once and in order', PATIENCE, async () => {
    const writers = writersOf(store.versions, 20);
    const figures = await raceListener(store.versions, { writers, each: 15, agents: 5 });
    printFigure(name, 'race.listener', figures);
    expect(figures).toEqual({ written: 300, reads: figures.reads, errors: 0, missed: 0, twice: 0, disordered: 0 });
  });
}

function labelRaces(name: string, store: StoreUnderTest): void {
  it('of movers that have seen the same revision, or none, exactly one wins', PATIENCE, async () => {
    const figures = await raceLabelSwap(store.versions, { movers: 8, rounds: 30 });
    printFigure(name, 'race.labelSwap', figures);
    expect(figures).toEqual({ rounds: 30, winners: 30, wrongRounds: 0, wrongRefusals: 0 });
  });

  it('moves that nobody coordinates are all on record, each from where the one before went', PATIENCE, async () => {
    const figures = await raceLabelMoves(store.versions, { movers: 10, rounds: 10 });
    printFigure(name, 'race.labelMoves', figures);
    expect(figures).toEqual({ moves: figures.moves, lost: 0, broken: 0, astray: 0 });
    expect(figures.moves).toBeGreaterThan(50);
  });

  it('a delete racing a label move, a thousand times, never leaves a label without its version', PATIENCE, async () => {
    const figures = await raceDeleteAgainstLabel(store, { rounds: 1000, lanes: 10 });
    printFigure(name, 'race.activeDelete', figures);
    expect(figures).toMatchObject({ rounds: 1000, dangling: 0, misprojected: 0, wrongAnswers: 0 });
  });
}

function agentRaces(name: string, store: StoreUnderTest): void {
  it('edits of different fields are all kept', PATIENCE, async () => {
    const figures = await raceEdits(store.agents, { editors: 10, rounds: 10 });
    printFigure(name, 'race.edits', figures);
    expect(figures).toEqual({ edits: 100, errors: 0, lost: 0, miscounted: 0 });
  });

  it('an edit and an activation leave each other alone, and the last activation is shown', PATIENCE, async () => {
    const figures = await raceEditsAgainstActivation(store, { rounds: 50 });
    printFigure(name, 'race.activation', figures);
    expect(figures).toEqual({ rounds: 50, lost: 0, misprojected: 0, errors: 0 });
  });

  it('a record that is created while a version is activated shows that version', PATIENCE, async () => {
    const figures = await raceCreationAgainstActivation(store, { rounds: 1000, lanes: 10 });
    printFigure(name, 'race.activation of a new record', figures);
    expect(figures).toEqual({ rounds: 1000, misprojected: 0, errors: 0 });
  });

  it('one id goes to one agent', PATIENCE, async () => {
    const figures = await raceSameId(store.agents, { creators: 8, rounds: 10 });
    printFigure(name, 'race.sameId', figures);
    expect(figures).toEqual({ rounds: 10, winners: 10, wrongRefusals: 0 });
  });
}
