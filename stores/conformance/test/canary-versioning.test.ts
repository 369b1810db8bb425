/** The races of the versioning rules are tested: rules made the naive way must fail every one of them. */
import { beforeEach, describe, expect, it } from 'vitest';
import { printFigure } from '../src/figure';
import { raceBirths, raceDeaths } from '../src/versioning/births-and-deaths';
import { type Caller, callerOf } from '../src/versioning/caller';
import { raceExpectations } from '../src/versioning/expectations';
import { raceFeed } from '../src/versioning/feed';
import { raceRestores } from '../src/versioning/restores';
import { compareWithStored, raceEdits, raceSaves } from '../src/versioning/saves';
import { raceServing } from '../src/versioning/serving';
import { tryStrangers } from '../src/versioning/strangers';
import { NaiveVersioning } from './naive-versioning';

const ROUNDS = 100;

describe('naive versioning', () => {
  let naive: NaiveVersioning;
  let callers: Caller[];

  beforeEach(() => {
    naive = new NaiveVersioning();
    callers = [callerOf(naive.asService()), callerOf(naive.asService())];
  });

  it('gives numbers twice, and loses what saves change', async () => {
    const figures = await raceSaves(callers, { savers: 20, rounds: ROUNDS });
    printFigure('naive', 'canary versioning.saves', figures);
    expect(figures.duplicates).toBeGreaterThan(0);
    expect(figures.unmerged).toBeGreaterThan(0);
  });

  it('loses one of two edits', async () => {
    const figures = await raceEdits(callers, { rounds: ROUNDS });
    printFigure('naive', 'canary versioning.edits', figures);
    expect(figures.lostInRecord).toBeGreaterThan(0);
    expect(figures.lostInHead).toBeGreaterThan(0);
  });

  it('lets several through who have seen the same content', async () => {
    const figures = await raceExpectations(callers, { savers: 10, rounds: ROUNDS });
    printFigure('naive', 'canary versioning.expectations', figures);
    expect(figures.wrongRounds).toBeGreaterThan(0);
  });

  it('restores what it knows', async () => {
    const figures = await raceRestores(callers, { rounds: ROUNDS });
    printFigure('naive', 'canary versioning.restores', figures);
    expect(figures.lostFields).toBeGreaterThan(0);
    expect(figures.wrongHeads).toBeGreaterThan(0);
  });

  it('lets a listener miss what was stored late', async () => {
    const figures = await raceFeed(callers, { savers: 4, rounds: 10, lag: 100 });
    printFigure('naive', 'canary versioning.feed', figures);
    expect(figures.missed + figures.doubled + figures.disordered).toBeGreaterThan(0);
  });

  it('serves what is gone', async () => {
    const figures = await raceServing(callers, { rounds: ROUNDS });
    printFigure('naive', 'canary versioning.serving', figures);
    expect(figures.dangling).toBeGreaterThan(0);
    expect(figures.wrongAnswers).toBeGreaterThan(0);
  });

  it('gives strangers what they have an id of', async () => {
    const figures = await tryStrangers(callers, { rounds: ROUNDS });
    printFigure('naive', 'canary versioning.strangers', figures);
    expect(figures.let).toBeGreaterThan(0);
    expect(figures.changed).toBeGreaterThan(0);
  });

  it('gives one id to several agents', async () => {
    const figures = await raceBirths(callers, { creators: 6, rounds: ROUNDS });
    printFigure('naive', 'canary versioning.births', figures);
    expect(figures.winners).toBeGreaterThan(ROUNDS);
    expect(figures.wrongHistories).toBeGreaterThan(0);
  });

  it('leaves versions of agents that are gone', async () => {
    const figures = await raceDeaths(callers, { savers: 3, rounds: ROUNDS });
    printFigure('naive', 'canary versioning.deaths', figures);
    expect(figures.orphans).toBeGreaterThan(0);
  });

  it('acknowledges what is not stored', async () => {
    const { version } = await naive.createAgent({ id: 'a' });
    const saved = [version];
    for (let round = 1; round <= 101; round += 1) saved.push((await naive.save('a', { round })).version);
    const figures = compareWithStored(saved, naive.reopened());
    printFigure('naive', 'canary versioning.reopen', figures);
    expect(figures.lost).toBeGreaterThan(0);
  });
});
