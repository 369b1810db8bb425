/** Validating migrations, and recovering by hand: a tracking row with checksum `manual`, which `repair` mends. */
import type { MigrationSummary, ValidationResult } from '@agent-versions/core';
import type { Client } from '@libsql/client';
import { byHand } from './by-hand';
import { createMigrator, setupDatabase } from './running-migrations';

/** What there is to say of the schema's history. */
export async function validateMigrationState(
  db: Client,
): Promise<{ summary: MigrationSummary; validation: ValidationResult }> {
  const migrator = createMigrator(db);

  // Check current migration status
  const summary = await migrator.getMigrationSummary();
  console.log('Migration Status:', {
    current: summary.currentVersion,
    applied: summary.appliedMigrations,
    pending: summary.pendingMigrations,
    pendingIds: summary.pendingMigrationIds,
  });

  // Validate migration integrity
  const validation = await migrator.validateMigrations();
  if (!validation.isValid) {
    console.error('Migration validation failed:', validation.errors);
  }

  if (validation.warnings.length > 0) {
    console.warn('Migration warnings:', validation.warnings);
  }
  return { summary, validation };
}

/** Marks migration 001 as applied, without running it. */
export async function markAsApplied(db: Client): Promise<void> {
  // If you need to manually mark a migration as applied
  // (Use with extreme caution! `migrator.baseline('001')` does it without writing by hand)
  await db.execute({
    // the tracking table has our name in it: `migrations` alone may well be the application's own
    sql: `INSERT INTO agent_versions_migrations (id, description, applied_at, execution_time, checksum)
          VALUES (?, ?, ?, ?, ?)`,
    args: ['001', 'Manual recovery', new Date().toISOString(), 0, 'manual'],
  });
}

/** Gives rows that were written by hand the checksum of their migration; returns their ids. Not in the document. */
export async function repairMigrations(db: Client): Promise<string[]> {
  return createMigrator(db).repair();
}

await byHand(import.meta.url, async ([url]) => {
  const db = await setupDatabase(url);
  const state = await validateMigrationState(db);
  db.close();
  return state;
});
