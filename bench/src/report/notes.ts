/** What stands below the table: how it was made, what new versions cost apart from the database, and the aims. */
import type { Family } from '../families/family';
import { RAW } from '../measure';
import type { AimResult } from './aims';
import { cellKey, type Row } from './rows';
import { inTimes, microseconds } from './table';

/** What a snapshot's check, canonical form and hash take. */
export interface Preparation {
  snapshotBytes: number;
  /** Milliseconds. */
  time: number;
}

/** One line per size: the store's own work on a new version, as a share of the whole raw append. */
export function preparationNotes(
  preparations: readonly Preparation[],
  families: readonly Family[],
  rows: readonly Row[],
): string[] {
  return preparations.map(({ snapshotBytes, time }) => {
    const shares = families.flatMap(({ title }) => {
      const row = rows.find(
        ({ operation, callers, ...row }) =>
          operation === 'createVersion' &&
          callers === 1 &&
          row.snapshotBytes === snapshotBytes &&
          row.cells[cellKey(title, RAW)],
      );
      const raw = row?.cells[cellKey(title, RAW)];
      return raw ? [`${inTimes(time / raw.time)} raw ${title}`] : [];
    });
    const against = shares.length > 0 ? `: of a raw createVersion by 1 caller, ${shares.join(', ')}` : '';
    return `${snapshotBytes / 1024} KB: ${microseconds(time)} µs${against}`;
  });
}

/** The verdicts, with every row that misses. */
export function aimNotes(results: readonly AimResult[]): string[] {
  return results.flatMap(({ aim, within, of, misses }) => [
    `${misses.length === 0 ? 'met   ' : 'MISSED'}  ${aim}: ${within} of ${of} rows`,
    ...misses.map(({ where, ratio }) => {
      const spread = `half of the rounds ${inTimes(ratio.low)} to ${inTimes(ratio.high)}`;
      return `          ${inTimes(ratio.median).padStart(6)}  ${where} (${spread})`;
    }),
  ]);
}
