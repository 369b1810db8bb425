/** Measuring what can be done once: each round opens fresh sides, and they take turns in going first. */
import { deepStrictEqual } from 'node:assert/strict';
import { StoreTarget } from '../families/store-target';
import { countQueries, type RoundTrips } from '../round-trips';
import { agentId, versionId } from '../workload/histories';
import type { Target } from '../workload/operations';
import type { Ground, OpenSide, PreparedShot, Shot } from './shot';

/** What was measured of a shot on one ground. */
export interface ShotResult {
  /** How many versions it was. */
  versions: number;
  /** Milliseconds of each round. */
  store: number[];
  /** The same of the raw side; empty where there is none. */
  raw: number[];
  /** What a round sent to Postgres. */
  roundTrips: Partial<Record<'store' | 'raw', RoundTrips>>;
}

/** One side of one round. */
interface Turn {
  versions: number;
  time: number;
  roundTrips: RoundTrips;
  /** What is there afterwards. */
  left: unknown;
}

/** Runs a shot on both sides of a ground. */
export async function measureShot(input: {
  shot: Shot;
  prepared: PreparedShot;
  ground: Ground;
  rounds: number;
}): Promise<ShotResult> {
  const { shot, prepared, ground, rounds } = input;
  const result: ShotResult = { versions: 0, store: [], raw: [], roundTrips: {} };
  for (let round = 0; round < rounds; round++) {
    const turns: Partial<Record<'store' | 'raw', Turn>> = {};
    const sides = ground.openRaw ? (['raw', 'store'] as const) : (['store'] as const);
    for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
      const about = { shot, prepared, ground, key: `${side}${round}` };
      const turn = side === 'store' ? await storeTurn(about) : await rawTurn(about);
      turns[side] = turn;
      result[side].push(turn.time);
      result.roundTrips[side] = turn.roundTrips;
      result.versions = turn.versions;
    }
    if (turns.raw) assertAlike(shot, turns.store, turns.raw);
  }
  return result;
}

interface TurnInput {
  shot: Shot;
  prepared: PreparedShot;
  ground: Ground;
  key: string;
}

async function storeTurn({ shot, prepared, ground, key }: TurnInput): Promise<Turn> {
  const side = await ground.openStore({ ...shot, key });
  return takeTurn({ shot, side, run: prepared.onStore, target: StoreTarget.open });
}

async function rawTurn({ shot, prepared, ground, key }: TurnInput): Promise<Turn> {
  if (!ground.openRaw) throw new Error('There is no raw side here');
  const side = await ground.openRaw({ ...shot, key });
  return takeTurn({ shot, side, run: prepared.onRaw, target: async (raw) => raw });
}

async function takeTurn<Subject>(input: {
  shot: Shot;
  side: OpenSide<Subject>;
  run(subject: Subject): Promise<number>;
  target(subject: Subject): Promise<Target>;
}): Promise<Turn> {
  const { shot, side, run, target } = input;
  try {
    let time = 0;
    const { result: versions, roundTrips } = await countQueries(async () => {
      const begun = performance.now();
      const done = await run(side.subject);
      time = performance.now() - begun;
      return done;
    });
    return { versions, time, roundTrips, left: await look(shot, await target(side.subject)) };
  } finally {
    await side.close();
  }
}

/** Counts, and rows from the start, the middle and the end. */
async function look({ history }: Shot, target: Target): Promise<unknown> {
  const last = history.agents - 1;
  return {
    count: await target.countVersions(agentId(last)),
    first: await target.getVersion(versionId(history, 0, 1)),
    middle: await target.getVersionByNumber(agentId(last), Math.ceil(history.versions / 2)),
    latest: await target.getLatestVersion(agentId(last)),
  };
}

function assertAlike({ name, history }: Shot, store: Turn | undefined, raw: Turn): void {
  const { versions, left } = raw;
  const message = `The store and raw differ in ${name} of ${history.name}`;
  deepStrictEqual({ versions: store?.versions, left: store?.left }, { versions, left }, message);
}
