/** A database that the texts for users are tried on, beside the store that shares it. */
import type { MastraStorage } from '@agent-versions/core';
import type { QuerySet } from '../../src/index';

/** What an argument can be. */
export type Argument = string | number | null;

/** A store, and its database as a user's own driver reaches it. */
export interface QuerySubject {
  storage: MastraStorage;
  /** The texts for the tables of the store. */
  queries: QuerySet;
  /** Runs a text as the user's driver does, and returns its rows. */
  run(text: string, args?: readonly Argument[]): Promise<Record<string, unknown>[]>;
  /** A time as the driver returned it. */
  time(value: unknown): Date;
  close(): Promise<void>;
}

/** Runs a text that returns one row. */
export async function one(
  subject: QuerySubject,
  text: string,
  args: readonly Argument[] = [],
): Promise<Record<string, unknown>> {
  const rows = await subject.run(text, args);
  const [row] = rows;
  if (!row || rows.length > 1) throw new Error(`expected one row, got ${rows.length}`);
  return row;
}

/** The arguments of an `update`, made of those of an `insert`: all but id and creation, and the id last. */
export function toUpdate([id = null, ...values]: readonly Argument[]): Argument[] {
  return [...values.slice(0, -2), ...values.slice(-1), id];
}
