/** Races between those who append and clear the logs of one session. */
import type { SessionLog } from '@agent-versions/core';
import { outcomes } from '../refusal';
import { countTo } from '../samples';
import type { StoreUnderTest } from '../store-under-test';
import { newSession, sampleLog } from './samples';

/** What came of logs that were appended at once; right: all zero but `appended`. */
export interface LogAppendFigures {
  /** Logs that were acknowledged. */
  appended: number;
  /** Calls that were refused, though nothing stood in the way. */
  errors: number;
  /** Acknowledged, but not stored as they were answered. */
  lost: number;
  /** Ids given twice. */
  duplicates: number;
  /** Ids below the highest that nobody got. */
  gaps: number;
  /** Logs of one call whose ids do not follow one another. */
  apart: number;
  /** Logs that are not under the one before them in their call. */
  strays: number;
  /** By how much the count differs from the logs that are there. */
  miscounted: number;
}

/** Lets appenders write to one session at once: half of them one log a call, the others three, each under the last. */
export async function raceLogAppends(
  store: StoreUnderTest,
  input: { appenders: number; rounds: number },
): Promise<LogAppendFigures> {
  const { sessions } = store;
  const { id: sessionId } = await newSession(store);
  const made: SessionLog[] = [];
  const figures = { appended: 0, errors: 0, lost: 0, duplicates: 0, gaps: 0, apart: 0, strays: 0, miscounted: 0 };
  for (const round of countTo(input.rounds)) {
    const calls = countTo(input.appenders).map((appender) => {
      const logs = countTo(appender % 2 === 0 ? 1 : 3).map((step) => {
        return { ...sampleLog(round * 1000 + appender * 10 + step), ...(step > 1 ? { parentIndex: step - 2 } : {}) };
      });
      return sessions.appendSessionLogs({ sessionId, logs });
    });
    for (const outcome of await outcomes(calls)) {
      if (!outcome.ok) figures.errors += 1;
      else {
        const { logs } = outcome.value;
        figures.apart += logs.filter((log, index) => log.id !== (logs[0]?.id ?? 0) + index).length;
        figures.strays += logs.filter(({ parentId }, index) => parentId !== logs[index - 1]?.id).length;
        made.push(...logs);
      }
    }
  }
  figures.appended = made.length;
  const given = new Set(made.map(({ id }) => id));
  figures.duplicates = made.length - given.size;
  figures.gaps = Math.max(0, ...given) - given.size;
  const stored = (await sessions.listSessionLogs({ sessionId, perPage: 1000 })).logs;
  const told = ({ parentId, content }: SessionLog) => JSON.stringify([parentId, content]);
  const asStored = new Map(stored.map((log) => [log.id, told(log)]));
  figures.lost = made.filter((log) => asStored.get(log.id) !== told(log)).length;
  figures.miscounted = Math.abs((await sessions.countSessionLogs(sessionId)) - stored.length);
  return figures;
}

/** What is left after clears raced appends; right: all zero but `appended`. */
export interface ClearFigures {
  /** Logs that were acknowledged. */
  appended: number;
  /** Calls that were refused, other than for a parent that was cleared. */
  errors: number;
  /** Ids given twice, also one of a log that was cleared. */
  reused: number;
  /** By how much the count, or a list's total, differs from the logs that are there. */
  miscounted: number;
  /** Logs whose parent is gone. */
  orphans: number;
}

/** Clears a session while others append to it, some of them under a log that may be gone by then. */
export async function raceClears(
  store: StoreUnderTest,
  input: { appends: number; rounds: number },
): Promise<ClearFigures> {
  const { sessions } = store;
  const { id: sessionId } = await newSession(store);
  const figures: ClearFigures = { appended: 0, errors: 0, reused: 0, miscounted: 0, orphans: 0 };
  const given = new Set<number>();
  for (const round of countTo(input.rounds)) {
    const parent = await sessions.appendSessionLog({ sessionId, ...sampleLog(round) });
    const under = sessions.appendSessionLog({ sessionId, ...sampleLog(), parentId: parent.id });
    const appends = countTo(input.appends - 1).map((step) =>
      sessions.appendSessionLog({ sessionId, ...sampleLog(step) }),
    );
    const clear = sessions.clearSessionLogs(sessionId);
    const [child] = await outcomes([under]);
    if (child && !child.ok && child.refusal.entity !== 'sessionLog') figures.errors += 1;
    const settled = await outcomes<unknown>([clear, ...appends]);
    figures.errors += settled.filter(({ ok }) => !ok).length;
    const appended = (await outcomes(appends)).flatMap((outcome) => (outcome.ok ? [outcome.value] : []));
    figures.appended += 1 + appended.length;
    for (const { id } of [parent, ...appended, ...(child?.ok ? [child.value] : [])]) {
      if (given.has(id)) figures.reused += 1;
      given.add(id);
    }
    const list = await sessions.listSessionLogs({ sessionId, perPage: 1000 });
    const there = new Set(list.logs.map(({ id }) => id));
    figures.orphans += list.logs.filter(({ parentId }) => parentId !== undefined && !there.has(parentId)).length;
    figures.miscounted += Math.abs(list.total - there.size);
    figures.miscounted += Math.abs((await sessions.countSessionLogs(sessionId)) - there.size);
  }
  return figures;
}
