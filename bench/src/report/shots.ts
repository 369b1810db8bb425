/** The table of what was measured in fresh databases. */
import type { StoreName } from '../options';
import { describeRoundTrips } from '../round-trips';
import type { ShotResult } from '../shots/measure';
import type { Shot } from '../shots/shot';
import { median, pairedRatio } from '../statistics';
import type { HistoryName } from '../workload/histories';
import { inTimes, type Table } from './table';

/** A shot on one ground. */
export interface ShotMeasurement {
  shot: string;
  history: HistoryName;
  snapshotBytes: number;
  unit: Shot['unit'];
  store: StoreName;
  /** As the table heads the ground. */
  title: string;
  result: ShotResult;
}

/** A line for each shot, with the columns of each ground. */
export function toShotTable(measurements: readonly ShotMeasurement[]): Table {
  const titles = [...new Set(measurements.map(({ title }) => title))];
  const hasRaw = (title: string) => measurements.some((one) => one.title === title && one.result.raw.length > 0);
  const headings = titles.flatMap((title) => (hasRaw(title) ? [`${title} raw`, 'store', '÷ raw'] : [title]));
  const lines = new Map<string, ShotMeasurement[]>();
  for (const one of measurements) {
    const key = `${one.shot}/${one.history}`;
    lines.set(key, [...(lines.get(key) ?? []), one]);
  }
  const rows = [...lines.values()].flatMap((line) => {
    const [first] = line;
    if (!first) return [];
    const cells = titles.flatMap((title) =>
      cellsOf(
        line.find((one) => one.title === title),
        hasRaw(title),
      ),
    );
    return [[first.shot, first.history, String(first.snapshotBytes / 1024), first.unit, ...cells]];
  });
  return [['once', 'agents × versions', 'KB', 'unit', ...headings], ...rows];
}

function cellsOf(measurement: ShotMeasurement | undefined, hasRaw: boolean): string[] {
  if (!measurement) return hasRaw ? ['', '', ''] : [''];
  const { raw, store } = measurement.result;
  const shown = show(measurement, store);
  return hasRaw ? [show(measurement, raw), shown, inTimes(pairedRatio(store, raw).median)] : [shown];
}

function show({ unit, result }: ShotMeasurement, rounds: readonly number[]): string {
  const milliseconds = median(rounds);
  const value = unit === 'ms' ? milliseconds : (result.versions / milliseconds) * 1000;
  return Math.round(value).toLocaleString('en-US');
}

/** What the shots send to Postgres. */
export function shotRoundTripNotes(measurements: readonly ShotMeasurement[]): string[] {
  return measurements.flatMap(({ shot, history, store, result }) => {
    const { raw, store: ours } = result.roundTrips;
    if (store !== 'postgres' || !raw || !ours) return [];
    return [`${shot}, ${history}: raw ${describeRoundTrips(raw)}; postgres ${describeRoundTrips(ours)}`];
  });
}
