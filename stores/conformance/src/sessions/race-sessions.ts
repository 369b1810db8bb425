/** Races between writers of one session's record, and with the end of its agent. */
import { AgentVersioning, type SessionStatus } from '@agent-versions/core';
import { outcomes } from '../refusal';
import { countTo, freshId } from '../samples';
import type { StoreUnderTest } from '../store-under-test';
import { newSession, sampleLog } from './samples';

/** What became of sessions that many ended at once; right: `winners` equals `rounds`, the rest is zero. */
export interface EndingFigures {
  /** Races run, each over a session of its own. */
  rounds: number;
  /** Callers whose status the session took. */
  winners: number;
  /** Losers whose error was not the conflict that names the status. */
  wrongRefusals: number;
  /** Sessions that have another status than the winner's, or another revision than one more. */
  mixed: number;
}

/** Lets ten end a running session at once, half of them as completed, half as failed: neither may follow the other. */
export async function raceEndings(store: StoreUnderTest, input: { rounds: number }): Promise<EndingFigures> {
  const { sessions } = store;
  const figures = { rounds: input.rounds, winners: 0, wrongRefusals: 0, mixed: 0 };
  const endings: readonly SessionStatus[] = ['completed', 'failed'];
  for (const round of countTo(input.rounds)) {
    const { id } = await newSession(store, { status: 'running' });
    const wanted = countTo(10).map((caller) => endings[(caller + round) % 2] ?? 'completed');
    const settled = await outcomes(wanted.map((status) => sessions.updateSessionStatus({ id, status })));
    const after = await sessions.getSession(id);
    // the status that it has already is no error: of each kind all win, or none
    const won = new Set(settled.flatMap((outcome) => (outcome.ok ? [outcome.value.status] : [])));
    figures.winners += won.size;
    if (after?.revision !== 2 || !won.has(after.status)) figures.mixed += 1;
    figures.wrongRefusals += settled.filter(
      (outcome) => !outcome.ok && (outcome.refusal.code !== 'conflict' || outcome.refusal.actual !== after?.status),
    ).length;
  }
  return figures;
}

/** What became of overrides that were set at once; right: all zero but `edits`. */
export interface OverrideFigures {
  /** Updates sent. */
  edits: number;
  /** Refused, though nothing stood in the way. */
  errors: number;
  /** Acknowledged, but not in the record. */
  lost: number;
  /** By how much the revision differs from the number of edits. */
  miscounted: number;
}

/** Lets editors set different overrides of one session at once. */
export async function raceOverrides(
  store: StoreUnderTest,
  input: { editors: number; rounds: number },
): Promise<OverrideFigures> {
  const { sessions } = store;
  const { id } = await newSession(store);
  const figures = { edits: 0, errors: 0, lost: 0, miscounted: 0 };
  for (const round of countTo(input.rounds)) {
    const edits = countTo(input.editors).map((editor) =>
      sessions.updateSession({ id, overrides: { [`field${editor}`]: round } }),
    );
    figures.edits += edits.length;
    figures.errors += (await outcomes(edits)).filter(({ ok }) => !ok).length;
    const stored = await sessions.getSession(id);
    figures.lost += countTo(input.editors).filter((editor) => stored?.overrides[`field${editor}`] !== round).length;
    figures.miscounted += Math.abs((stored?.revision ?? 0) - 1 - figures.edits);
  }
  return figures;
}

/** What became of updates that expect the same revision; right: `winners` equals `rounds`, the rest is zero. */
export interface ExpectedFigures {
  /** Races run. */
  rounds: number;
  /** Writers that were acknowledged. */
  winners: number;
  /** Losers whose error was not the conflict that names the revision. */
  wrongRefusals: number;
}

/** Lets writers update one session at once, all from the same revision. */
export async function raceSameSession(
  store: StoreUnderTest,
  input: { writers: number; rounds: number },
): Promise<ExpectedFigures> {
  const { sessions } = store;
  const { id } = await newSession(store);
  const figures = { rounds: input.rounds, winners: 0, wrongRefusals: 0 };
  for (const expected of countTo(input.rounds)) {
    const writes = countTo(input.writers).map((writer) => sessions.updateSession({ id, name: `${writer}`, expected }));
    for (const outcome of await outcomes(writes)) {
      if (outcome.ok) figures.winners += 1;
      else if (outcome.refusal.actual !== expected + 1) figures.wrongRefusals += 1;
    }
  }
  return figures;
}

/** What is left of agents that were deleted under their sessions; right: all zero but `rounds`. */
export interface AgentDeletionFigures {
  /** Races run, each over an agent of its own. */
  rounds: number;
  /** Calls that were refused, other than by the agent's or the session's absence. */
  wrongRefusals: number;
  /** Sessions of agents that are gone. */
  survivors: number;
  /** Logs of sessions that are gone. */
  orphans: number;
}

/** Deletes agents while others create sessions of them, change those and append to them. */
export async function raceAgentDeletions(
  store: StoreUnderTest,
  input: { rounds: number },
): Promise<AgentDeletionFigures> {
  const { sessions, agents, storage } = store;
  const figures = { rounds: input.rounds, wrongRefusals: 0, survivors: 0, orphans: 0 };
  const versioning = new AgentVersioning({ storage });
  for (const round of countTo(input.rounds)) {
    const { id: sessionId, mainAgentId } = await newSession(store);
    const late = freshId('session');
    const end = () => (round % 2 === 0 ? agents.deleteAgent(mainAgentId) : versioning.deleteAgent(mainAgentId));
    const calls: (() => Promise<unknown>)[] = [
      () => sessions.appendSessionLog({ sessionId, ...sampleLog(1) }),
      () => sessions.createSession({ id: late, mainAgentId }),
      () => sessions.appendSessionLogs({ sessionId, logs: [sampleLog(2), { ...sampleLog(3), parentIndex: 0 }] }),
      () => sessions.updateSessionStatus({ id: sessionId, status: 'running' }),
      () => sessions.updateSession({ id: sessionId, name: 'late' }),
      () => sessions.clearSessionLogs(sessionId),
    ];
    calls.splice(round % (calls.length + 1), 0, end);
    for (const outcome of await outcomes(calls.map((call) => call()))) {
      if (!outcome.ok && outcome.refusal.code !== 'not_found') figures.wrongRefusals += 1;
    }
    figures.survivors += (await sessions.listSessions({ mainAgentId })).total;
    for (const id of [sessionId, late]) {
      const { logs } = await sessions.listSessionLogs({ sessionId: id });
      const one = await sessions.getSessionLog({ sessionId: id, id: 1 });
      figures.orphans += logs.length + (one ? 1 : 0) + (await sessions.countSessionLogs(id));
    }
  }
  return figures;
}
