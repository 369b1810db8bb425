/** Tables as text: columns side by side, no lines between them. */
import CliTable from 'cli-table3';
import type { Colors } from 'picocolors/types';
import type { Table } from './output';

const SIDES = ['top', 'bottom', 'left', 'right'] as const;
const JOINTS = ['top-mid', 'top-left', 'top-right', 'bottom-mid', 'bottom-left', 'bottom-right'] as const;
const RULES = ['left-mid', 'mid', 'mid-mid', 'right-mid'] as const;

/** Two blanks between columns, and nothing else. */
const CHARS = { ...Object.fromEntries([...SIDES, ...JOINTS, ...RULES].map((name) => [name, ''])), middle: '  ' };

/** One line a row, each cell on one line, no blanks at line ends. */
export function renderTable({ head, rows }: Table, colors: Colors): string {
  const table = new CliTable({
    chars: CHARS,
    head: head.map((heading) => colors.dim(heading)),
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  table.push(...rows.map((row) => row.map((cell) => cell.replace(/\s+/g, ' '))));
  return `${table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')}\n`;
}
