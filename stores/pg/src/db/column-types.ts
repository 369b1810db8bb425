/** How column values arrive. Given with every query, so that parsers set elsewhere in the process change nothing. */

import type { IPreparedStatement } from 'pg-promise';

/** Ids from the catalog `pg_type`. */
const BOOL = 16;
const INT8 = 20;
const INT2 = 21;
const INT4 = 23;
const FLOAT8 = 701;
const TIMESTAMPTZ = 1184;

/** `2024-02-29 23:59:59.123+05:45`, as DateStyle ISO has it; years beyond 9999 have more digits. */
const TIMESTAMP = /^(\d{4,6})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?([+-])(\d\d)(?::(\d\d))?(?::(\d\d))?$/;

/** The everyday case: a year of four digits, an offset in whole hours. */
const PLAIN_TIMESTAMP = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,3})?[+-]\d\d$/;

/** A timestamp's text as a Date, cut to milliseconds; an invalid Date where it is none, `infinity` and BC included. */
export function parseTimestamp(text: string): Date {
  if (PLAIN_TIMESTAMP.test(text)) return new Date(`${text.slice(0, 10)}T${text.slice(11)}:00`);
  const match = TIMESTAMP.exec(text);
  if (!match) return new Date(Number.NaN);
  const [, year, month, day, hour, minute, second, fraction = '', sign] = match;
  const date = new Date(0);
  // not Date.UTC, which takes the years 0 to 99 for 1900 to 1999
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  date.setUTCHours(Number(hour), Number(minute), Number(second), Number(fraction.padEnd(3, '0').slice(0, 3)));
  const [hours, minutes, seconds] = match.slice(9).map((part) => Number(part ?? 0)) as [number, number, number];
  const offset = ((hours * 60 + minutes) * 60 + seconds) * 1000;
  return new Date(date.getTime() + (sign === '+' ? -offset : offset));
}

/** Numbers that a double cannot hold stay text. */
function parseInteger(text: string): number | string {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : text;
}

const PARSERS: ReadonlyMap<number, (text: string) => unknown> = new Map<number, (text: string) => unknown>([
  [BOOL, (text) => text === 't'],
  [INT2, parseInteger],
  [INT4, parseInteger],
  [INT8, parseInteger],
  [FLOAT8, Number],
  [TIMESTAMPTZ, parseTimestamp],
]);

const asText = (text: string): string => text;

/**
 * The parsers, in the form that the driver takes. What is not named above stays text, JSON included. The cast: the
 * driver's type names members that it never reads.
 */
export const COLUMN_TYPES = {
  getTypeParser: (oid: number): ((text: string) => unknown) => PARSERS.get(oid) ?? asText,
} as NonNullable<IPreparedStatement['types']>;
