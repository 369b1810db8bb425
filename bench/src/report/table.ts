/** The table: one row per operation, history and number of callers; times only ever beside their ratio to raw. */
import type { Family } from '../families/family';
import { BARE_CLIENT, RAW } from '../measure';
import { type Cell, cellKey, type Row } from './rows';

/** Lines of cells; the first is the heading. Columns from {@link NUMBERS_FROM} on are numbers. */
export type Table = string[][];

const LABELS = ['operation', 'agents × versions', 'KB', 'callers'];
const NUMBERS_FROM = 2;

/** The table of what was measured, times in microseconds: columns in which no row has anything are left out. */
export function toTable(families: readonly Family[], rows: readonly Row[]): Table {
  const columns = families.flatMap(columnsOf).filter(({ key }) => rows.some((row) => row.cells[key]));
  const lines = rows.map((row) => [
    row.operation,
    row.history,
    String(row.snapshotBytes / 1024),
    String(row.callers),
    ...columns.map(({ key, show }) => {
      const cell = row.cells[key];
      return cell ? show(cell) : '';
    }),
  ]);
  return [[...LABELS, ...columns.map(({ heading }) => heading)], ...lines];
}

interface Column {
  key: string;
  heading: string;
  show(cell: Cell): string;
}

function columnsOf({ title, stores }: Family): Column[] {
  const sides = stores.flatMap(({ name, heading, against }) => [
    ...(against?.side === BARE_CLIENT
      ? sideColumns({ key: cellKey(title, BARE_CLIENT), heading: BARE_CLIENT, against: RAW })
      : []),
    ...sideColumns({ key: cellKey(title, name), heading, against: against?.side ?? null }),
  ]);
  return [...sideColumns({ key: cellKey(title, RAW), heading: `${title} raw`, against: null }), ...sides];
}

function sideColumns({ key, heading, against }: { key: string; heading: string; against: string | null }): Column[] {
  const times = { key, heading, show: (cell: Cell) => microseconds(cell.time) };
  const show = (cell: Cell) => (cell.ratio ? inTimes(cell.ratio.median) : '');
  return against === null ? [times] : [times, { key, heading: `÷ ${against}`, show }];
}

/** A ratio as people read it. */
export function inTimes(ratio: number): string {
  return `${ratio.toFixed(2)}×`;
}

/** Microseconds with three digits that mean something. */
export function microseconds(milliseconds: number): string {
  const value = milliseconds * 1000;
  return value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3);
}

/** Columns under each other. */
export function asText(table: Table): string {
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((line) => (line[column] ?? '').length)));
  const lines = table.map((line) =>
    line
      .map((cell, column) => pad({ cell, column, width: widths[column] ?? 0 }))
      .join('  ')
      .trimEnd(),
  );
  const rule = widths.map((width) => '─'.repeat(width)).join('──');
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

/** A table for a README. */
export function asMarkdown(table: Table): string {
  const [heading = [], ...lines] = table;
  const rule = heading.map((_, column) => (column >= NUMBERS_FROM ? '---:' : '---'));
  return [heading, rule, ...lines].map((line) => `| ${line.join(' | ')} |`).join('\n');
}

function pad({ cell, column, width }: { cell: string; column: number; width: number }): string {
  return column >= NUMBERS_FROM ? cell.padStart(width) : cell.padEnd(width);
}
