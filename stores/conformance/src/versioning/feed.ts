/** A listener that reads the feed while others write must hear of everything once, in order. */
import { setTimeout as sleep } from 'node:timers/promises';
import { countTo, freshId } from '../samples';
import { type Caller, inTurn, resultOf } from './caller';

/** What a listener heard; right: all zero but `saved`. */
export interface FeedFigures {
  /** Versions that were acknowledged. */
  saved: number;
  /** Versions that the feed never told of. */
  missed: number;
  /** Versions that it told of more than once. */
  doubled: number;
  /** Versions that it told of after a later one. */
  disordered: number;
}

/** How long the feed may lag behind: transactions elsewhere on a server hold it up. */
const LAG = 20_000;

/** Saves an agent from all sides while a listener follows the feed until it is quiet for `lag` milliseconds. */
export async function raceFeed(
  callers: readonly Caller[],
  input: { savers: number; rounds: number; lag?: number },
): Promise<FeedFigures> {
  const call = inTurn(callers, 0);
  const agentId = freshId();
  const { version: first } = resultOf(await call('createAgent', { id: agentId }));
  const saved = new Set([first.versionNumber]);
  let wanted = Number.POSITIVE_INFINITY;
  const listening = listen(call, { agentId, enough: (heard) => heard >= wanted, lag: input.lag ?? LAG });
  for (const round of countTo(input.rounds)) {
    const saves = countTo(input.savers).map((saver) =>
      inTurn(callers, saver)('save', agentId, { [`field${saver}`]: round }),
    );
    for (const outcome of await Promise.all(saves)) saved.add(resultOf(outcome).version.versionNumber);
  }
  wanted = saved.size;
  const heard = await listening;
  const times = new Map<number, number>();
  for (const number of heard) times.set(number, (times.get(number) ?? 0) + 1);
  return {
    saved: saved.size,
    missed: [...saved].filter((number) => !times.has(number)).length,
    doubled: [...times.values()].filter((count) => count > 1).length,
    disordered: heard.filter((number, index) => number < (heard[index - 1] ?? 0)).length,
  };
}

/** The numbers of versions in the order heard, until there are enough or nothing comes any more. */
async function listen(
  call: Caller,
  { agentId, enough, lag }: { agentId: string; enough: (heard: number) => boolean; lag: number },
): Promise<number[]> {
  const heard: number[] = [];
  let after: string | undefined;
  for (let quietSince = Date.now(); !enough(heard.length) && Date.now() - quietSince < lag; ) {
    const { events, cursor } = resultOf(await call('listEvents', { agentId, after, limit: 7 }));
    for (const event of events) if (event.type === 'version.created') heard.push(event.versionNumber);
    after = cursor;
    if (events.length > 0) quietSince = Date.now();
    else await sleep(2);
  }
  return heard;
}
