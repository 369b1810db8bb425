/** The whole of what is printed: tables, how they were made, and whether the aims were met. */
import type { Family } from '../families/family';
import type { Options } from '../options';
import { measurePreparation } from '../preparation';
import { describeRoundTrips } from '../round-trips';
import type { RunOutput } from '../run';
import { snapshotSource } from '../workload/snapshots';
import { checkAims } from './aims';
import { toHttpTable } from './http';
import { aimNotes, type Preparation, preparationNotes } from './notes';
import { toRows } from './rows';
import { shotRoundTripNotes, toShotTable } from './shots';
import { asMarkdown, asText, type Table, toTable } from './table';

/** What is reported. */
export interface ReportInput {
  families: readonly Family[];
  options: Options;
  output: RunOutput;
  /** The machine and the databases, a line each. */
  machine: string[];
}

/** In the format that was asked for. */
export function report(input: ReportInput): string {
  const { families, options, output, machine } = input;
  const rows = toRows(families, output.measurements);
  const aims = checkAims({ families, rows, measurements: output.measurements });
  const preparations = rows.length > 0 ? measurePreparations(options) : [];
  if (options.format === 'json') {
    const { roundTrips, shots, http } = output;
    return JSON.stringify({ quick: options.quick, machine, rows, preparations, aims, roundTrips, shots, http });
  }
  const show = options.format === 'markdown' ? asMarkdown : asText;
  return [
    ...(options.quick ? ['A quick run: its figures are rough.', ''] : []),
    ...tables(input, rows).flatMap((table) => [show(table), '']),
    ...list('How it was measured', [...machine, ...METHOD, `snapshots: ${snapshotSource()}`]),
    ...list(
      "A store's check, canonical form and hash of a new snapshot, which raw leaves out",
      preparationNotes(preparations, families, rows),
    ),
    ...list('Round trips of one call to Postgres', [...roundTripNotes(output), ...shotRoundTripNotes(output.shots)]),
    ...list('Aims', aimNotes(aims)),
  ].join('\n');
}

const METHOD = [
  'times are microseconds per call: the median over rounds of the wall time of a block of calls, divided by its calls; with 16 callers that is the throughput, not the wait',
  '÷ raw: the median over rounds of the store block divided by the raw block of the same round; sides take turns, and the order turns with each round',
  'bare client: @libsql/client by hand, which prepares every statement anew; a store that goes through it is compared with it',
  'raw parses JSON and times and returns the same records, but checks and hashes nothing and takes for granted that nothing was deleted; the tables are the same, so it pays for their triggers too',
  'save, raw: one read of record and newest version, a merge and a comparison by hand, one write that a changed record or a new version undoes; then it tries again',
  'resolve, cached: only what the label points at is read; raw hands out the same object each time',
  'saves and createVersion come last and add about 600 versions per number of callers to each history; 20 KB snapshots stop at 10,000 versions (100,000 would be 2 GB a side)',
  'prune and import: the median over rounds in fresh databases; raw is one delete of the same rows, or inserts of many rows each that are ready to be sent; import parses its lines and checks every hash and link',
  'HTTP: autocannon in a process of its own asks servers in this one on loopback, which write no logs and limit no rates; p50 and p99 are microseconds, and with 64 connections mostly the wait for the others',
  'HTTP alone: the same routes by Hono on Node, each with a fixed answer of the same bytes and nothing behind it; ÷ alone: the median over rounds of how many times longer the store takes, by requests per second, p50 and p99',
];

function tables({ families, output }: ReportInput, rows: ReturnType<typeof toRows>): Table[] {
  return [
    ...(rows.length > 0 ? [toTable(families, rows)] : []),
    ...(output.shots.length > 0 ? [toShotTable(output.shots)] : []),
    ...(output.http.length > 0 ? [toHttpTable(output.http)] : []),
  ];
}

function measurePreparations({ histories }: Options): Preparation[] {
  const sizes = [...new Set(histories.map(({ snapshotBytes }) => snapshotBytes))];
  return sizes.map((snapshotBytes) => ({ snapshotBytes, time: measurePreparation(snapshotBytes, 15) }));
}

function roundTripNotes({ roundTrips }: RunOutput): string[] {
  return Object.entries(roundTrips).map(
    ([side, counts]) =>
      `${side}: ${Object.entries(counts)
        .map(([operation, count]) => `${operation} ${describeRoundTrips(count)}`)
        .join('; ')}`,
  );
}

function list(heading: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : [heading, ...lines.map((line) => `  ${line}`), ''];
}
