/** Agents that are created by many at once, or deleted while others save them. */
import { countTo, freshId } from '../samples';
import { type Caller, countOtherRefusals, headStart, inTurn, resultOf } from './caller';

/** What came of agents that were created at once under one id; right: `winners` equals `rounds`, the rest is zero. */
export interface BirthFigures {
  /** Races run, each for an id of its own. */
  rounds: number;
  /** Creators that were acknowledged. */
  winners: number;
  /** Losers that were refused by another error than a conflict. */
  wrongRefusals: number;
  /** Agents that have another number of versions than one. */
  wrongHistories: number;
  /** Agents whose record or first version is not the winner's. */
  mixed: number;
}

/** Lets creators take one id at once. */
export async function raceBirths(
  callers: readonly Caller[],
  input: { creators: number; rounds: number },
): Promise<BirthFigures> {
  const call = inTurn(callers, 0);
  const figures = { rounds: input.rounds, winners: 0, wrongRefusals: 0, wrongHistories: 0, mixed: 0 };
  for (const round of countTo(input.rounds)) {
    const id = freshId();
    const settled = await Promise.all(
      countTo(input.creators).map((creator) => inTurn(callers, creator + round)('createAgent', { id, creator })),
    );
    figures.wrongRefusals += countOtherRefusals(settled, ['conflict']);
    const winners = settled.flatMap((outcome) => (outcome.ok ? [outcome.value.version.snapshot.creator] : []));
    figures.winners += winners.length;
    const { versions } = resultOf(await call('list', { agentId: id }));
    if (versions.length !== 1) figures.wrongHistories += 1;
    const record = resultOf(await call('getAgent', id));
    if (record?.creator !== winners[0] || versions[0]?.snapshot.creator !== winners[0]) figures.mixed += 1;
  }
  return figures;
}

/** What is left of agents that were deleted while others saved them; right: all zero but `rounds` and `saved`. */
export interface DeathFigures {
  /** Races run, each over an agent of its own. */
  rounds: number;
  /** Saves that came first. */
  saved: number;
  /** Calls that were refused, other than by the agent's absence. */
  errors: number;
  /** Versions and labels of agents that are gone. */
  orphans: number;
  /** Agents that are still there. */
  survivors: number;
}

/** Deletes agents while others save them, and one of the saves is to be served. */
export async function raceDeaths(
  callers: readonly Caller[],
  input: { savers: number; rounds: number },
): Promise<DeathFigures> {
  const call = inTurn(callers, 0);
  const figures = { rounds: input.rounds, saved: 0, errors: 0, orphans: 0, survivors: 0 };
  for (const round of countTo(input.rounds)) {
    const id = freshId();
    resultOf(await call('createAgent', { id }));
    const saves = countTo(input.savers).map((saver) =>
      inTurn(callers, saver + round)('save', id, { saver }, saver === 1 ? { labels: ['active'] } : {}),
    );
    await headStart(round);
    const deletion = await inTurn(callers, round)('deleteAgent', id);
    const settled = await Promise.all(saves);
    figures.saved += settled.filter(({ ok }) => ok).length;
    figures.errors += countOtherRefusals(settled, ['not_found']) + Number(!deletion.ok);
    const [versions, labels] = [await call('list', { agentId: id }), await call('listLabels', id)];
    figures.orphans += resultOf(versions).total + resultOf(labels).length;
    figures.survivors += Number(resultOf(await call('getAgent', id)) !== null);
  }
  return figures;
}
