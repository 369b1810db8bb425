/** Measuring: short blocks of calls, the lanes in turns, so that all of them see the same machine. */
import type { History, Sampler } from './workload/histories';
import type { Operation, Target } from './workload/operations';

/** One side on one history. */
export interface Lane {
  /** The name of a store, or a {@link Baseline}. */
  side: string;
  history: History;
  target: Target;
  sampler: Sampler;
}

/** The raw driver: what stores are compared with. */
export const RAW = 'raw';

/** `@libsql/client` by hand: what a store that goes through it is compared with. */
export const BARE_CLIENT = 'bare client';

/** A side that is no store. */
export type Baseline = typeof RAW | typeof BARE_CLIENT;

/** What was measured on one lane. */
export interface LaneResult {
  side: string;
  history: History;
  /** Milliseconds per call, of each round. */
  rounds: number[];
}

/** How long to measure. */
export interface Effort {
  rounds: number;
  /** Milliseconds of a block, about. */
  block: number;
}

/** The most calls of a block that adds versions: enough to time it, too few to change a history's size. */
const MOST_APPENDS = 32;

/** Runs an operation on all lanes, block by block in turns; every second round goes the other way round. */
export async function measureLanes(input: {
  lanes: readonly Lane[];
  operation: Operation;
  callers: number;
  effort: Effort;
}): Promise<LaneResult[]> {
  const { lanes, operation, callers, effort } = input;
  const contests: { lane: Lane; calls: number; result: LaneResult }[] = [];
  for (const lane of lanes) {
    const calls = await calibrate({ lane, operation, callers, block: effort.block });
    contests.push({ lane, calls, result: { side: lane.side, history: lane.history, rounds: [] } });
  }
  for (let round = 0; round < effort.rounds; round++) {
    for (const { lane, calls, result } of round % 2 === 0 ? contests : contests.toReversed()) {
      result.rounds.push((await timeBlock({ lane, operation, callers, calls })) / calls);
    }
  }
  return contests.map(({ result }) => result);
}

/** Warms a lane up, and finds how many of its calls fill a block. */
async function calibrate(input: { lane: Lane; operation: Operation; callers: number; block: number }): Promise<number> {
  const { operation, callers, block } = input;
  const most = operation.grows ? MOST_APPENDS : 100_000;
  for (let calls = Math.max(callers, 4); ; calls *= 2) {
    const elapsed = await timeBlock({ ...input, calls });
    if (elapsed < block && calls < most) continue;
    const fitting = Math.round((block / elapsed) * calls);
    return Math.max(callers, Math.min(fitting, most));
  }
}

/** Milliseconds that `callers` loops take to make `calls` calls together. */
async function timeBlock(input: { lane: Lane; operation: Operation; callers: number; calls: number }): Promise<number> {
  const { lane, operation, callers, calls } = input;
  let left = calls;
  const caller = async (): Promise<void> => {
    while (left-- > 0) await operation.run(lane.target, lane.sampler);
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: callers }, caller));
  return performance.now() - begun;
}
