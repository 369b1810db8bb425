/** The races that break versioning elsewhere, each a hundred times: in one process, or across two. */
import { expect, it } from 'vitest';
import { printFigure } from '../figure';
import { PATIENCE } from '../settings';
import { raceBirths, raceDeaths } from './births-and-deaths';
import type { Caller } from './caller';
import { raceExpectations } from './expectations';
import { raceFeed } from './feed';
import { raceRestores } from './restores';
import { raceEdits, raceSaves } from './saves';
import { raceServing } from './serving';
import { tryStrangers } from './strangers';

/** How often each race is run. */
const ROUNDS = 100;

/** Who races, and what the report calls it. */
export interface Racers {
  /** The store's name. */
  name: string;
  /** `processes` where the callers are several. */
  suffix: string;
  /** Readable inside tests only. */
  callers(): readonly Caller[];
}

/** Defines one test per race; each prints its figures. */
export function defineRaces(racers: Racers): void {
  savingRaces(racers);
  servingRaces(racers);
  agentRaces(racers);
}

function print({ name, suffix }: Racers, race: string, figures: object): void {
  printFigure(name, `versioning.${race}${suffix}`, figures);
}

function savingRaces(racers: Racers): void {
  it('twenty saves at once get numbers without a double or a gap, and all their changes stay', PATIENCE, async () => {
    const figures = await raceSaves(racers.callers(), { savers: 20, rounds: ROUNDS });
    print(racers, 'saves', figures);
    const right = { errors: 0, lost: 0, duplicates: 0, gaps: 0, reordered: 0, unmerged: 0 };
    expect(figures).toEqual({ rounds: ROUNDS, saved: 20 * ROUNDS + 1, ...right });
  });

  it('two edits of different fields at once both survive', PATIENCE, async () => {
    const figures = await raceEdits(racers.callers(), { rounds: ROUNDS });
    print(racers, 'edits', figures);
    expect(figures).toEqual({ rounds: ROUNDS, errors: 0, lostInRecord: 0, lostInHead: 0 });
  });

  it('of saves that were made from the same content only one is made', PATIENCE, async () => {
    const figures = await raceExpectations(racers.callers(), { savers: 10, rounds: ROUNDS });
    print(racers, 'expectations', figures);
    expect(figures).toEqual({ rounds: ROUNDS, winners: ROUNDS, wrongRounds: 0, wrongRefusals: 0 });
  });

  it('a restore beside a save brings every field back', PATIENCE, async () => {
    const figures = await raceRestores(racers.callers(), { rounds: ROUNDS });
    print(racers, 'restores', figures);
    expect(figures).toEqual({ rounds: ROUNDS, fields: 22, errors: 0, lostFields: 0, wrongHeads: 0 });
  });

  it('a listener of the feed hears of every save once, in order', PATIENCE, async () => {
    const figures = await raceFeed(racers.callers(), { savers: 4, rounds: ROUNDS });
    print(racers, 'feed', figures);
    expect(figures).toEqual({ saved: 4 * ROUNDS + 1, missed: 0, doubled: 0, disordered: 0 });
  });
}

function servingRaces(racers: Racers): void {
  it('activating, deleting and pruning a version at once never serves what is gone', PATIENCE, async () => {
    const figures = await raceServing(racers.callers(), { rounds: ROUNDS });
    print(racers, 'serving', figures);
    expect(figures).toMatchObject({ rounds: ROUNDS, dangling: 0, misprojected: 0, wrongAnswers: 0 });
    expect(Math.min(figures.activated, figures.removed)).toBeGreaterThan(0); // or there was no race
  });

  it('another agent’s version is not there, whatever is asked of it', PATIENCE, async () => {
    const figures = await tryStrangers(racers.callers(), { rounds: ROUNDS });
    print(racers, 'strangers', figures);
    expect(figures).toEqual({ tries: 12 * ROUNDS, let: 0, changed: 0 });
  });
}

function agentRaces(racers: Racers): void {
  it('an id goes to one agent, with one first version', PATIENCE, async () => {
    const figures = await raceBirths(racers.callers(), { creators: 6, rounds: ROUNDS });
    print(racers, 'births', figures);
    expect(figures).toEqual({ rounds: ROUNDS, winners: ROUNDS, wrongRefusals: 0, wrongHistories: 0, mixed: 0 });
  });

  it('a deleted agent leaves nothing, whoever saves it meanwhile', PATIENCE, async () => {
    const figures = await raceDeaths(racers.callers(), { savers: 3, rounds: ROUNDS });
    print(racers, 'deaths', figures);
    expect(figures).toMatchObject({ rounds: ROUNDS, errors: 0, orphans: 0, survivors: 0 });
    expect(figures.saved).toBeGreaterThan(0); // or there was no race
    expect(figures.saved).toBeLessThan(3 * ROUNDS);
  });
}
