/** The run: family by family, size by size, operation by operation. */
import type { Family, OpenInput } from './families/family';
import { type HttpEffort, type HttpMeasurement, measureHttp } from './http/measure';
import { servedGrounds } from './http/servers';
import { type Effort, type Lane, measureLanes } from './measure';
import type { Options, StoreName } from './options';
import type { Progress } from './progress';
import type { Measurement } from './report/rows';
import type { ShotMeasurement } from './report/shots';
import { countRoundTrips, type RoundTrips } from './round-trips';
import { openGrounds } from './shots/grounds';
import { measureShot } from './shots/measure';
import type { Shot } from './shots/shot';
import { verifyLanes } from './verify';
import type { History } from './workload/histories';

/** What a run needs beside its options. */
export interface RunInput extends Pick<OpenInput, 'folder' | 'postgresUrl'> {
  families: readonly Family[];
  options: Options;
  progress: Progress;
}

/** What a run found. */
export interface RunOutput {
  measurements: Measurement[];
  /** By side, by operation: round trips to Postgres of one call. */
  roundTrips: Record<string, Record<string, RoundTrips>>;
  /** What was measured in fresh databases. */
  shots: ShotMeasurement[];
  /** What was measured over HTTP. */
  http: HttpMeasurement[];
}

const FULL: Effort = { rounds: 15, block: 25 };
const QUICK: Effort = { rounds: 5, block: 10 };
/** Rounds in fresh databases. */
const FULL_SHOTS = 7;
const QUICK_SHOTS = 3;
const FULL_HTTP: HttpEffort = { rounds: 7, seconds: 2 };
const QUICK_HTTP: HttpEffort = { rounds: 3, seconds: 0.4 };

/** Measures everything that was asked for. */
export async function runAll(input: RunInput): Promise<RunOutput> {
  const { options } = input;
  const output: RunOutput = { measurements: [], roundTrips: {}, shots: [], http: [] };
  for (const family of options.operations.length > 0 ? input.families : []) {
    const stores = family.stores.map(({ name }) => name).filter((name) => options.stores.includes(name));
    for (const histories of stores.length > 0 ? bySize(options.histories) : []) {
      await runFamily({ ...input, family, stores, histories, output });
    }
  }
  for (const shot of options.shots) output.shots.push(...(await runShot(input, shot)));
  output.http = await runHttp(input);
  input.progress.end();
  return output;
}

async function runHttp(input: RunInput): Promise<HttpMeasurement[]> {
  const { options, progress } = input;
  const { routes, stores, quick } = options;
  const grounds = servedGrounds(stores, input);
  if (routes.length === 0 || grounds.length === 0) return [];
  return measureHttp({ grounds, routes, effort: quick ? QUICK_HTTP : FULL_HTTP, progress });
}

/** On each ground; what it needs is prepared once for all. */
async function runShot(input: RunInput, shot: Shot): Promise<ShotMeasurement[]> {
  const { options, progress } = input;
  const { name, history, unit } = shot;
  const grounds = openGrounds(options.stores, input);
  if (grounds.length === 0) return [];
  progress.part(`${name}, ${history.name}, in fresh databases`);
  const prepared = await shot.prepare();
  const found: ShotMeasurement[] = [];
  for (const { store, title, ground } of grounds) {
    progress.step(`${name}, ${history.name}: ${title}`);
    const result = await measureShot({ shot, prepared, ground, rounds: options.quick ? QUICK_SHOTS : FULL_SHOTS });
    found.push({ shot: name, history: history.name, snapshotBytes: history.snapshotBytes, unit, store, title, result });
  }
  return found;
}

async function runFamily(
  input: RunInput & { family: Family; stores: StoreName[]; histories: History[]; output: RunOutput },
): Promise<void> {
  const { family, stores, histories, output, options, progress } = input;
  const snapshotBytes = histories[0]?.snapshotBytes ?? 0;
  const title = `${family.title}, snapshots of ${snapshotBytes / 1024} KB`;
  progress.part(`${title}: loading ${histories.map(({ name }) => name).join('; ')}`);
  const { lanes, close } = await family.open({ ...input, stores, histories });
  try {
    await verifyLanes(lanes);
    if (stores.includes('postgres')) await countAll({ lanes, output, options });
    progress.part(`${title}: measuring`);
    for (const operation of options.operations) {
      for (const callers of options.callers) {
        progress.step(`${title}: ${operation.name}, ${callers} at once`);
        const effort = options.quick ? QUICK : FULL;
        const measured = await measureLanes({ lanes, operation, callers, effort });
        const { name } = operation;
        output.measurements.push({ family: family.title, operation: name, callers, snapshotBytes, lanes: measured });
      }
    }
  } finally {
    await close();
  }
}

async function countAll(input: { lanes: readonly Lane[]; output: RunOutput; options: Options }): Promise<void> {
  const { lanes, output, options } = input;
  for (const lane of lanes) output.roundTrips[lane.side] ??= await countRoundTrips(lane, options.operations);
}

/** Histories that are measured in turns: growth is only seen in the same rounds. */
function bySize(histories: readonly History[]): History[][] {
  const sizes = [...new Set(histories.map(({ snapshotBytes }) => snapshotBytes))];
  return sizes.map((size) => histories.filter(({ snapshotBytes }) => snapshotBytes === size));
}
