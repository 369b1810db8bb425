/** The run: family by family, size by size, operation by operation. */
import type { Family, OpenInput } from './families/family';
import { type Effort, type Lane, measureLanes } from './measure';
import type { Options, StoreName } from './options';
import type { Progress } from './progress';
import type { Measurement } from './report/rows';
import { countRoundTrips } from './round-trips';
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
  roundTrips: Record<string, Record<string, number>>;
}

const FULL: Effort = { rounds: 15, block: 25 };
const QUICK: Effort = { rounds: 5, block: 10 };

/** Measures everything that was asked for. */
export async function runAll(input: RunInput): Promise<RunOutput> {
  const output: RunOutput = { measurements: [], roundTrips: {} };
  for (const family of input.families) {
    const stores = family.stores.map(({ name }) => name).filter((name) => input.options.stores.includes(name));
    for (const histories of stores.length > 0 ? bySize(input.options.histories) : []) {
      await runFamily({ ...input, family, stores, histories, output });
    }
  }
  input.progress.end();
  return output;
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
    if (stores.includes('postgres')) await countAll(lanes, output);
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

async function countAll(lanes: readonly Lane[], output: RunOutput): Promise<void> {
  for (const lane of lanes) output.roundTrips[lane.side] ??= await countRoundTrips(lane);
}

/** Histories that are measured in turns: growth is only seen in the same rounds. */
function bySize(histories: readonly History[]): History[][] {
  const sizes = [...new Set(histories.map(({ snapshotBytes }) => snapshotBytes))];
  return sizes.map((size) => histories.filter(({ snapshotBytes }) => snapshotBytes === size));
}
