/** From what was measured to the rows of the table. */
import type { Family } from '../families/family';
import { BARE_CLIENT, type LaneResult, RAW } from '../measure';
import { median, pairedRatio, type Ratio } from '../statistics';
import type { HistoryName } from '../workload/histories';

/** One operation, measured on all lanes of a family in turns. */
export interface Measurement {
  /** The family's title. */
  family: string;
  operation: string;
  callers: number;
  snapshotBytes: number;
  lanes: LaneResult[];
}

/** One side of one row. */
export interface Cell {
  /** Milliseconds per call, the median of the rounds. */
  time: number;
  /** To the side it is compared with, of the same family and rounds; null where there is none. */
  ratio: Ratio | null;
}

/** An operation on a history. */
export interface Row {
  operation: string;
  history: HistoryName;
  snapshotBytes: number;
  callers: number;
  /** By {@link cellKey}. */
  cells: Record<string, Cell>;
}

/** Where a row has the cell of a family's side. */
export function cellKey(family: string, side: string): string {
  return `${family}/${side}`;
}

/** A row for each operation, history, size and number of callers, in the order of measuring. */
export function toRows(families: readonly Family[], measurements: readonly Measurement[]): Row[] {
  const stores = families.flatMap((family) => family.stores);
  const baselines = new Map<string, string | undefined>(stores.map(({ name, against }) => [name, against?.side]));
  baselines.set(BARE_CLIENT, RAW); // so that the client's own cost shows
  const rows = new Map<string, Row>();
  for (const { family, operation, callers, snapshotBytes, lanes } of measurements) {
    for (const { side, history, rounds } of lanes) {
      const key = [operation, snapshotBytes, history.name, callers].join('/');
      const row = rows.get(key) ?? { operation, history: history.name, snapshotBytes, callers, cells: {} };
      rows.set(key, row);
      const below = lanes.find((lane) => lane.side === baselines.get(side) && lane.history === history);
      const ratio = below ? pairedRatio(rounds, below.rounds) : null;
      row.cells[cellKey(family, side)] = { time: median(rounds), ratio };
    }
  }
  const order = [...new Set(measurements.map(({ operation }) => operation))];
  return [...rows.values()].sort((a, b) => order.indexOf(a.operation) - order.indexOf(b.operation));
}
