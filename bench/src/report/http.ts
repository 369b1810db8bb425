/** The table of what was measured over HTTP. */
import type { HttpMeasurement } from '../http/measure';
import { ALONE } from '../http/servers';
import { median, pairedRatio } from '../statistics';
import { HTTP_HISTORY } from '../workload/histories';
import { inTimes, microseconds, type Table } from './table';

type Side = HttpMeasurement['sides'][number];

/** What is shown of each side: requests per second, and what half and 99 in 100 of the requests took at most. */
const FIGURES = [
  { name: 'rate', show: (rate: number) => Math.round(rate).toLocaleString('en-US') },
  { name: 'p50', show: microseconds },
  { name: 'p99', show: microseconds },
] as const;

/** A line for each route and number of connections; every figure of a store beside its ratio to HTTP alone. */
export function toHttpTable(measurements: readonly HttpMeasurement[]): Table {
  const titles = measurements[0]?.sides.map(({ title }) => title) ?? [];
  const headings = titles.flatMap((title) => {
    const own = [`${title} requests/s`, 'p50', 'p99'];
    return title === ALONE ? own : own.flatMap((heading) => [heading, '÷ alone']);
  });
  const lines = measurements.map(({ route, connections, answerBytes, sides }) => {
    const alone = sides.find(({ title }) => title === ALONE);
    const size = (answerBytes / 1024).toFixed(1);
    return [route, HTTP_HISTORY.name, size, String(connections), ...sides.flatMap((side) => cellsOf(side, alone))];
  });
  return [['route', 'agents × versions', 'KB answered', 'connections', ...headings], ...lines];
}

function cellsOf(side: Side, alone: Side | undefined): string[] {
  return FIGURES.flatMap(({ name, show }) => {
    const shown = show(median(valuesOf(side, name)));
    if (!alone || side === alone) return [shown];
    const [above, below] = [valuesOf(side, name), valuesOf(alone, name)];
    // fewer requests per second are as many times slower
    const ratio = name === 'rate' ? pairedRatio(below, above) : pairedRatio(above, below);
    return [shown, inTimes(ratio.median)];
  });
}

function valuesOf({ rounds }: Side, name: (typeof FIGURES)[number]['name']): number[] {
  return rounds.map((result) => result[name]);
}
