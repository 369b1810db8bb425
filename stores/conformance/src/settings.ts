/** How long races and random tests may run, and how one of the latter is run again. */

/** How long a race may take, on a slow machine and a store that flushes every write, before it counts as hung. */
export const PATIENCE = { timeout: 300_000 };

/** What fast-check needs to know of a run. */
export interface RunSettings {
  /** Random cases. */
  numRuns: number;
  /** What they follow from. */
  seed: number;
  /** Of the failing case within the seed's sequence, as fast-check's report prints it. */
  path?: string;
}

/**
 * Settings for a random test: `runs` cases of a random seed, unless the environment says otherwise.
 * `AGENT_VERSIONS_RUNS` multiplies the cases; `AGENT_VERSIONS_SEED` and `AGENT_VERSIONS_PATH` repeat what a failing
 * test reported.
 */
export function runSettings(runs: number): RunSettings {
  const { AGENT_VERSIONS_RUNS: factor = '1', AGENT_VERSIONS_SEED: seed, AGENT_VERSIONS_PATH: path } = process.env;
  return {
    numRuns: Math.max(1, Math.round(runs * Number(factor))),
    seed: seed === undefined ? Math.trunc(Math.random() * 0x7fff_ffff) : Number(seed),
    ...(path === undefined ? {} : { path }),
  };
}

/** The `replayPath` that fast-check reported for a failing script, if one is to be run again. */
export function replayPath(): { replayPath?: string } {
  const { AGENT_VERSIONS_REPLAY_PATH: path } = process.env;
  return path === undefined ? {} : { replayPath: path };
}
