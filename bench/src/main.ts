/** `pnpm bench`: every store beside its raw driver, in one run, in turns. */
import { libsqlFile, libsqlMemory } from './families/libsql';
import { memory } from './families/memory';
import { postgres } from './families/postgres';
import { type Options, readOptions } from './options';
import { measurePreparation } from './preparation';
import { Progress } from './progress';
import { checkAims } from './report/aims';
import { aimNotes, type Preparation, preparationNotes } from './report/notes';
import { toRows } from './report/rows';
import { asMarkdown, asText, toTable } from './report/table';
import { type RunOutput, runAll } from './run';
import { Surroundings } from './surroundings';
import { snapshotSource } from './workload/snapshots';

const FAMILIES = [libsqlFile, libsqlMemory, postgres, memory];

async function main(): Promise<void> {
  const options = askedFor(process.argv.slice(2));
  if (!options) return;
  const surroundings = await Surroundings.open(options.folder);
  try {
    const { folder, postgresUrl } = surroundings;
    const output = await runAll({ families: FAMILIES, options, progress: new Progress(), folder, postgresUrl });
    console.log(report({ options, output, machine: await surroundings.describe() }));
  } finally {
    await surroundings.close();
  }
}

/** Null where there is nothing to measure: only help was wanted, or the command line is wrong. */
function askedFor(args: string[]): Options | null {
  try {
    return readOptions(args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\nSee pnpm bench --help.`);
    process.exitCode = 2;
    return null;
  }
}

function report(input: { options: Options; output: RunOutput; machine: string[] }): string {
  const { options, output, machine } = input;
  const rows = toRows(FAMILIES, output.measurements);
  const aims = checkAims({ families: FAMILIES, rows, measurements: output.measurements });
  const sizes = [...new Set(options.histories.map(({ snapshotBytes }) => snapshotBytes))];
  const preparations: Preparation[] = sizes.map((snapshotBytes) => ({
    snapshotBytes,
    time: measurePreparation(snapshotBytes, 15),
  }));
  if (options.format === 'json') {
    return JSON.stringify({ quick: options.quick, machine, rows, preparations, aims, roundTrips: output.roundTrips });
  }
  const table = toTable(FAMILIES, rows);
  return [
    ...(options.quick ? ['A quick run: its figures are rough.', ''] : []),
    options.format === 'markdown' ? asMarkdown(table) : asText(table),
    '',
    ...list('How it was measured', [...machine, ...METHOD, `snapshots: ${snapshotSource()}`]),
    ...list(
      "A store's check, canonical form and hash of a new snapshot, which raw leaves out",
      preparationNotes(preparations, FAMILIES, rows),
    ),
    ...list('Round trips of one call to Postgres', roundTripNotes(output)),
    ...list('Aims', aimNotes(aims)),
  ].join('\n');
}

const METHOD = [
  'times are microseconds per call: the median over rounds of the wall time of a block of calls, divided by its calls; with 16 callers that is the throughput, not the wait',
  '÷ raw: the median over rounds of the store block divided by the raw block of the same round; sides take turns, and the order turns with each round',
  'bare client: @libsql/client by hand, which prepares every statement anew; a store that goes through it is compared with it',
  'raw parses JSON and times and returns the same records, but checks and hashes nothing and takes for granted that nothing was deleted',
  'createVersion comes last and adds about 600 versions per number of callers to each history; 20 KB snapshots stop at 10,000 versions (100,000 would be 2 GB a side)',
];

function roundTripNotes({ roundTrips }: RunOutput): string[] {
  return Object.entries(roundTrips).map(
    ([side, counts]) =>
      `${side}: ${Object.entries(counts)
        .map(([operation, count]) => `${operation} ${count}`)
        .join(', ')}`,
  );
}

function list(heading: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : [heading, ...lines.map((line) => `  ${line}`), ''];
}

await main();
