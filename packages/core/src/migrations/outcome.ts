/** How a piece of the engine's work ends: with a timed result, or with an error of ours. */
import { isStorageError, MigrationError } from '../errors';
import type { Migration, MigrationResult } from './types';

/**
 * Does `work`; what it throws that is not an error of ours already becomes a MigrationError `failed`, which says what
 * was being done.
 */
export async function orFail<T>(task: { name: string; migrationId?: string }, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (isStorageError(cause)) throw cause;
    const said = cause instanceof Error ? cause.message : String(cause);
    const { name, migrationId } = task;
    throw new MigrationError({ migrationId, reason: 'failed', message: `${name} failed: ${said}` }, { cause });
  }
}

/** Runs a migration's step; null when another process was faster and it did nothing. */
export async function timed(migration: Migration, run: () => Promise<boolean>): Promise<MigrationResult | null> {
  const executedAt = new Date();
  const startedAt = performance.now();
  const ran = await orFail({ name: `Migration "${migration.id}"`, migrationId: migration.id }, run);
  if (!ran) return null;
  return { migration, success: true, executedAt, executionTime: Math.round(performance.now() - startedAt) };
}

/** What a dry run says of a migration. */
export function preview(migration: Migration): MigrationResult {
  return { migration, success: true, executedAt: new Date(), executionTime: 0 };
}
