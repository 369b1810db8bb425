/** Storing records under ids that may be taken already: by the same records, when a call is repeated. */
import { UnavailableError } from '@agent-versions/core';
import { ConstraintError } from '../database';

/** How one kind of record is stored once. */
export interface InsertOnceSteps<Given, Stored> {
  /** What tells records apart. */
  keyOf(record: Given | Stored): string;
  /**
   * Inserts all of them in one atomic step and in this order, and returns them as stored. Throws ConstraintError
   * `unique` where a key is taken, and for no other reason.
   */
  insert(records: readonly Given[]): Promise<readonly Stored[]>;
  /** Those that are there already, in any order. */
  find(records: readonly Given[]): Promise<readonly Stored[]>;
  /** Throws ConflictError when what is there is not what is given. */
  check(stored: Stored, given: Given): void;
}

/** How often keys may be taken, but free again when looked at: others delete what they store. */
const MOST_VAIN_ROUNDS = 10;

/**
 * Stores what is not there yet, all of it or nothing, and returns every record as stored, in the order given. No key
 * may occur twice. One round trip where nothing is there, which is the usual case.
 *
 * Records are inserted in the order of their keys, whatever order they are given in: an insert waits for another of the
 * same key that is not committed yet, and two that each hold what the other waits for would be a deadlock. They are
 * checked in the order given, so that every store names the same one.
 * @throws ConflictError from `check`; then nothing was stored
 * @throws UnavailableError when others store and delete the same records all the time
 */
export async function insertOnce<Given, Stored>(
  records: readonly Given[],
  steps: InsertOnceSteps<Given, Stored>,
): Promise<Stored[]> {
  const { keyOf } = steps;
  const stored = new Map<string, Stored>();
  let missing = records;
  for (let vain = 0; missing.length > 0 && vain < MOST_VAIN_ROUNDS; ) {
    const there = await insertOrFind(missing, steps);
    for (const record of there) stored.set(keyOf(record), record);
    missing = missing.filter((record) => !stored.has(keyOf(record)));
    if (there.length === 0) vain += 1;
  }
  if (missing.length > 0) {
    throw new UnavailableError({ message: 'Others store and delete the same records all the time', retryable: true });
  }
  return records.map((record) => stored.get(keyOf(record)) as Stored);
}

/** All records as inserted; or those that were in the way of it. */
async function insertOrFind<Given, Stored>(
  records: readonly Given[],
  { keyOf, insert, find, check }: InsertOnceSteps<Given, Stored>,
): Promise<readonly Stored[]> {
  try {
    return await insert([...records].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)));
  } catch (error) {
    if (!(error instanceof ConstraintError) || error.kind !== 'unique') throw error;
  }
  const found = await find(records);
  const byKey = new Map(found.map((record) => [keyOf(record), record]));
  for (const record of records) {
    const stored = byKey.get(keyOf(record));
    if (stored !== undefined) check(stored, record);
  }
  return found;
}
