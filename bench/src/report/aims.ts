/** The aims: how near to raw each store must be, and that nothing grows with the history. */
import type { Family, FamilyStore } from '../families/family';
import type { LaneResult } from '../measure';
import { pairedRatio, type Ratio } from '../statistics';
import { cellKey, type Measurement, type Row } from './rows';

/** How one aim was met. */
export interface AimResult {
  /** What was aimed at. */
  aim: string;
  within: number;
  of: number;
  misses: { where: string; ratio: Ratio }[];
}

/** A history of 100,000 versions may cost this much more than one of 100. */
const GROWTH = 1.3;

/** Every aim that something was measured for. */
export function checkAims(input: {
  families: readonly Family[];
  rows: readonly Row[];
  measurements: readonly Measurement[];
}): AimResult[] {
  const results: AimResult[] = [];
  for (const { title, stores } of input.families) {
    for (const store of stores) {
      if (store.against)
        results.push(checkRatios({ ...store, against: store.against, family: title, rows: input.rows }));
      results.push(checkGrowth({ family: title, store, measurements: input.measurements }));
    }
  }
  return results.filter(({ of }) => of > 0);
}

function checkRatios(input: {
  family: string;
  name: string;
  title: string;
  against: NonNullable<FamilyStore['against']>;
  rows: readonly Row[];
}): AimResult {
  const { family, name, title, rows } = input;
  const { side, aim } = input.against;
  const found = rows.flatMap((row) => {
    const ratio = row.cells[cellKey(family, name)]?.ratio;
    return ratio ? [{ where: `${row.operation}, ${row.history}, ${place(row)}`, ratio }] : [];
  });
  return judge({ aim: `${family}, ${title}: within ${aim}× of ${side}`, limit: aim, found });
}

function checkGrowth(input: {
  family: string;
  store: { name: string; title: string };
  measurements: readonly Measurement[];
}): AimResult {
  const { family, store, measurements } = input;
  const found = measurements.flatMap((measurement) => {
    if (measurement.family !== family) return [];
    const large = laneOf(measurement.lanes, store.name, 100_000);
    const small = laneOf(measurement.lanes, store.name, 100);
    if (!large || !small) return [];
    const where = `${measurement.operation}, ${place(measurement)}`;
    return [{ where, ratio: pairedRatio(large.rounds, small.rounds) }];
  });
  const aim = `${family}, ${store.title}: 100,000 versions within ${GROWTH}× of 100`;
  return judge({ aim, limit: GROWTH, found });
}

function laneOf(lanes: readonly LaneResult[], side: string, versions: number): LaneResult | undefined {
  return lanes.find((lane) => lane.side === side && lane.history.agents === 1 && lane.history.versions === versions);
}

function place(row: { snapshotBytes: number; callers: number }): string {
  return `${row.snapshotBytes / 1024} KB, ${row.callers} ${row.callers === 1 ? 'caller' : 'callers'}`;
}

function judge(input: { aim: string; limit: number; found: AimResult['misses'] }): AimResult {
  const misses = input.found.filter(({ ratio }) => ratio.median > input.limit);
  misses.sort((a, b) => b.ratio.median - a.ratio.median);
  return { aim: input.aim, within: input.found.length - misses.length, of: input.found.length, misses };
}
