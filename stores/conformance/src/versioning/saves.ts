/** Races between saves of one agent: numbers, and what each save changed, must hold through them. */
import type { AgentVersionSummary } from '@agent-versions/core';
import { countTo, freshId } from '../samples';
import { type Caller, inTurn, resultOf } from './caller';

/** What became of saves that ran at once; right: all zero but `rounds` and `saved`. */
export interface SaveFigures {
  /** Races run. */
  rounds: number;
  /** Saves that were acknowledged as new versions. */
  saved: number;
  /** Refused, or told that nothing had changed. */
  errors: number;
  /** Acknowledged, but not stored as it was acknowledged. */
  lost: number;
  /** Acknowledged under a number that another has. */
  duplicates: number;
  /** Numbers up to the highest that nobody has. */
  gaps: number;
  /** Acknowledged under a number smaller than one that was acknowledged before it began. */
  reordered: number;
  /** Fields of the head, after a round, that are not as the round's save left them. */
  unmerged: number;
}

/** Lets savers change a field each of one agent at once, over and over. */
export async function raceSaves(
  callers: readonly Caller[],
  input: { savers: number; rounds: number },
): Promise<SaveFigures> {
  const call = inTurn(callers, 0);
  const agentId = freshId();
  const { version: first } = resultOf(await call('createAgent', { id: agentId, name: 'Weather desk' }));
  const saved: AgentVersionSummary[] = [first];
  const figures = { rounds: input.rounds, errors: 0, reordered: 0, unmerged: 0 };
  for (const round of countTo(input.rounds)) {
    const before = Math.max(...saved.map(({ versionNumber }) => versionNumber));
    const saves = countTo(input.savers).map((saver) =>
      inTurn(callers, saver)('save', agentId, { [`field${saver}`]: round }),
    );
    for (const outcome of await Promise.all(saves)) {
      if (!outcome.ok || !outcome.value.created) figures.errors += 1;
      else saved.push(outcome.value.version);
      if (outcome.ok && outcome.value.version.versionNumber <= before) figures.reordered += 1;
    }
    const { snapshot } = resultOf(await call('get', agentId, 'head'));
    figures.unmerged += countTo(input.savers).filter((saver) => snapshot[`field${saver}`] !== round).length;
  }
  return { ...figures, ...compareWithStored(saved, await readAll(call, agentId)) };
}

/** All versions of an agent, without their snapshots. */
export async function readAll(call: Caller, agentId: string): Promise<AgentVersionSummary[]> {
  const all: AgentVersionSummary[] = [];
  for (let before: number | undefined; ; ) {
    const input = { agentId, perPage: 1000, includeSnapshot: false, before };
    const { versions, hasMore } = resultOf(await call('list', input));
    all.push(...versions);
    before = versions.at(-1)?.versionNumber;
    if (!hasMore || before === undefined) return all;
  }
}

/** What was acknowledged, beside what is there. */
export function compareWithStored(
  saved: readonly AgentVersionSummary[],
  stored: readonly AgentVersionSummary[],
): Pick<SaveFigures, 'saved' | 'lost' | 'duplicates' | 'gaps'> {
  const byId = new Map(stored.map((version) => [version.id, version]));
  const numbers = new Set(saved.map(({ versionNumber }) => versionNumber));
  const lost = saved.filter(({ id, versionNumber, contentHash }) => {
    const found = byId.get(id);
    return found?.versionNumber !== versionNumber || found.contentHash !== contentHash;
  });
  return {
    saved: saved.length,
    lost: lost.length,
    duplicates: saved.length - numbers.size,
    gaps: Math.max(0, ...numbers) - numbers.size,
  };
}

/** What became of two edits of different fields; right: all zero but `rounds`. */
export interface EditFigures {
  /** Races run. */
  rounds: number;
  /** Refused, though nothing stood in the way. */
  errors: number;
  /** Acknowledged, but not in the agent's record. */
  lostInRecord: number;
  /** Acknowledged, but not in the version made last. */
  lostInHead: number;
}

/** Lets two people edit different fields at once: both save, or one saves while the other edits the draft. */
export async function raceEdits(callers: readonly Caller[], input: { rounds: number }): Promise<EditFigures> {
  const call = inTurn(callers, 0);
  const id = freshId();
  resultOf(await call('createAgent', { id, model: 0, instructions: 0 }));
  const figures = { rounds: input.rounds, errors: 0, lostInRecord: 0, lostInHead: 0 };
  for (const round of countTo(input.rounds)) {
    const changes = { instructions: round };
    const one = inTurn(callers, round)('save', id, { model: round });
    const other = inTurn(callers, round + 1);
    const edit = round % 2 === 0 ? other('save', id, changes) : other('updateAgent', { id, changes });
    const settled = [await one, await edit];
    figures.errors += settled.filter(({ ok }) => !ok).length;
    const record = resultOf(await call('getAgent', id));
    figures.lostInRecord += countOther(record, round);
    // a draft comes into the next version, whoever makes it
    if (round % 2 === 1) resultOf(await call('createVersion', id));
    figures.lostInHead += countOther(resultOf(await call('get', id, 'head')).snapshot, round);
  }
  return figures;
}

function countOther(config: Record<string, unknown> | object | null, round: number): number {
  const { model, instructions } = (config ?? {}) as Record<string, unknown>;
  return Number(model !== round) + Number(instructions !== round);
}
