/** The fingerprint of a migration: it tells an edited one from the one that was applied. */
import { createHash } from 'node:crypto';
import type { Migration } from './types';

/** What a row of the ledger carries when somebody wrote it by hand. */
export const MANUAL_CHECKSUM = 'manual';

/** A statement with every run of white space as one space: layout is no part of a migration. */
function normalise(statement: string): string {
  return statement.trim().replace(/\s+/g, ' ');
}

/**
 * Lower-case hex SHA-256 over the checksum before, the id and the forward statements. `down` is left out: a faulty
 * one can still be mended without a claim that the schema is another.
 */
export function migrationChecksum(migration: Migration, previous: string | null): string {
  const content = JSON.stringify([previous, migration.id, migration.up.map(normalise)]);
  return createHash('sha256').update(content, 'utf8').digest('hex');
}

/** The checksum of each of `migrations`, which are sorted by id, by id. */
export function chainChecksums(migrations: readonly Migration[]): Map<string, string> {
  const checksums = new Map<string, string>();
  let previous: string | null = null;
  for (const migration of migrations) {
    previous = migrationChecksum(migration, previous);
    checksums.set(migration.id, previous);
  }
  return checksums;
}
