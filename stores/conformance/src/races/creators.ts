/** Races between appends to one agent. Each check returns figures, so that a naive store can be seen to fail it. */
import type { AgentVersion, AgentVersionsStorage } from '@agent-versions/core';
import { type Outcome, outcomes, type Refusal } from '../refusal';
import { countTo, freshId, sampleConfig } from '../samples';

/** What became of the versions that were acknowledged; all zero but `saved` where the store is right. */
export interface CreatorFigures {
  /** Acknowledged. */
  saved: number;
  /** Refused, though nothing stood in the way. */
  errors: number;
  /** Acknowledged, but not stored as it was acknowledged. */
  lost: number;
  /** Acknowledged under a number that another has. */
  duplicates: number;
  /** Numbers up to the highest that nobody has. */
  gaps: number;
  /** Acknowledged under a number smaller than one that was acknowledged before it began. */
  reordered: number;
  /** By how much `countVersions`, the list's total or the head's number is wrong. */
  miscounted: number;
}

/** Lets `creators` append to one agent at once, `rounds` times over. */
export async function raceCreators(
  versions: AgentVersionsStorage,
  input: { creators: number; rounds: number },
): Promise<CreatorFigures> {
  const agentId = freshId();
  const saved: AgentVersion[] = [];
  let errors = 0;
  let reordered = 0;
  for (const round of countTo(input.rounds)) {
    const before = Math.max(0, ...saved.map(({ versionNumber }) => versionNumber));
    const calls = countTo(input.creators).map((creator) =>
      versions.createVersion({ agentId, snapshot: sampleConfig(round * 1000 + creator) }),
    );
    for (const outcome of await outcomes(calls)) {
      if (outcome.ok) saved.push(outcome.value);
      else errors += 1;
      if (outcome.ok && outcome.value.versionNumber <= before) reordered += 1;
    }
  }
  return { ...(await auditHistory(versions, { agentId, saved })), errors, reordered };
}

/** Compares what was acknowledged with what is stored. */
export async function auditHistory(
  versions: AgentVersionsStorage,
  input: { agentId: string; saved: readonly Pick<AgentVersion, 'id' | 'versionNumber' | 'contentHash'>[] },
): Promise<Omit<CreatorFigures, 'errors' | 'reordered'>> {
  const { agentId, saved } = input;
  const numbers = new Set(saved.map(({ versionNumber }) => versionNumber));
  const highest = Math.max(0, ...numbers);
  let lost = 0;
  for (const version of saved) {
    const stored = await versions.getVersionByNumber(agentId, version.versionNumber);
    if (stored?.id !== version.id || stored.contentHash !== version.contentHash) lost += 1;
  }
  const [count, list, head] = await Promise.all([
    versions.countVersions(agentId),
    versions.listVersions({ agentId, perPage: 1 }),
    versions.getLatestVersion(agentId),
  ]);
  const wrong = [count - saved.length, list.total - saved.length, (head?.versionNumber ?? 0) - highest];
  return {
    saved: saved.length,
    lost,
    duplicates: saved.length - numbers.size,
    gaps: highest - numbers.size,
    miscounted: wrong.reduce((sum, difference) => sum + Math.abs(difference), 0),
  };
}

/** What came of writers that all expect the same; right: `winners` equals `rounds`, the rest is zero. */
export interface ExpectedFigures {
  /** Races run. */
  rounds: number;
  /** Writers that were acknowledged. */
  winners: number;
  /** Rounds that had no winner, or several. */
  wrongRounds: number;
  /** Losers whose error was not the conflict that names what they expected and what they met. */
  wrongRefusals: number;
}

/** Lets writers that have all seen the same head write at once; the first round expects `'none'`. */
export async function raceExpected(
  versions: AgentVersionsStorage,
  input: { writers: number; rounds: number },
): Promise<ExpectedFigures> {
  const agentId = freshId();
  const figures: ExpectedFigures = { rounds: input.rounds, winners: 0, wrongRounds: 0, wrongRefusals: 0 };
  for (const round of countTo(input.rounds)) {
    const expected = (await versions.getLatestVersion(agentId))?.versionNumber ?? 'none';
    const calls = countTo(input.writers).map((writer) =>
      versions.createVersion({ agentId, snapshot: sampleConfig(round * 1000 + writer), expected }),
    );
    const actual = expected === 'none' ? 1 : expected + 1;
    const conflict: Refusal = { code: 'conflict', entity: 'version', id: agentId, expected, actual };
    judgeRound(figures, await outcomes(calls), conflict);
  }
  return figures;
}

/** Counts the winners of a round, and the losers that were not told `conflict`. */
export function judgeRound(figures: ExpectedFigures, round: readonly Outcome<unknown>[], conflict: Refusal): void {
  const winners = round.filter(({ ok }) => ok).length;
  figures.winners += winners;
  if (winners !== 1) figures.wrongRounds += 1;
  for (const outcome of round) {
    if (!outcome.ok && !sameRefusal(outcome.refusal, conflict)) figures.wrongRefusals += 1;
  }
}

function sameRefusal(left: Refusal, right: Refusal): boolean {
  return Object.entries(right).every(([field, value]) => left[field] === value);
}

/** What came of calls that carry one key; right: `versions` equals `rounds`, the rest is zero. */
export interface IdempotencyFigures {
  /** Races run, each under a key of its own. */
  rounds: number;
  /** How many versions there are in the end. */
  versions: number;
  /** Callers that were not told of the one version. */
  otherAnswers: number;
  /** Callers with the same content that were refused. */
  errors: number;
  /** Callers with other content that were not refused by the key's conflict. */
  wrongRefusals: number;
}

/** Lets callers repeat one call at once, all under one key; every third sends other content. */
export async function raceIdempotencyKey(
  versions: AgentVersionsStorage,
  input: { callers: number; rounds: number },
): Promise<IdempotencyFigures> {
  const agentId = freshId();
  const figures = { rounds: input.rounds, versions: 0, otherAnswers: 0, errors: 0, wrongRefusals: 0 };
  for (const round of countTo(input.rounds)) {
    const idempotencyKey = freshId('key');
    const settled = await outcomes(
      countTo(input.callers).map((caller) =>
        versions.createVersion({ agentId, snapshot: { round, other: caller % 3 === 0 }, idempotencyKey }),
      ),
    );
    const stored = await versions.getLatestVersion(agentId);
    for (const [index, outcome] of settled.entries()) {
      const sameContent = ((index + 1) % 3 === 0) === (stored?.snapshot.other === true);
      if (outcome.ok && outcome.value.id !== stored?.id) figures.otherAnswers += 1;
      if (!outcome.ok && sameContent) figures.errors += 1;
      const isKeyConflict =
        !outcome.ok && outcome.refusal.entity === 'idempotencyKey' && outcome.refusal.id === idempotencyKey;
      if (!sameContent && !isKeyConflict) figures.wrongRefusals += 1;
    }
  }
  return { ...figures, versions: (await versions.listVersions({ agentId, perPage: 1 })).total };
}
