/** Running migrations: a client, a migrator on it, and what it says of the schema. */
import { type MigrationResult, Migrator } from '@agent-versions/core';
import { libsqlMigrationDatabase, libsqlMigrations } from '@agent-versions/libsql';
import { type Client, createClient } from '@libsql/client';
import { byHand } from './by-hand';

/** A migrator that knows all migrations, on the database of a client. */
export function createMigrator(db: Client): Migrator {
  // Create migrator instance (one engine serves SQLite and Postgres: hence the adapter around the client)
  const migrator = new Migrator(libsqlMigrationDatabase(db));

  // Register all migrations (a function, as they are spelt for a `tablePrefix`)
  migrator.addMigrations(libsqlMigrations());
  return migrator;
}

/** A database with the newest schema; the caller closes it. */
export async function setupDatabase(url = 'file:agents.db'): Promise<Client> {
  // Initialize database connection
  const db = createClient({ url });

  const migrator = createMigrator(db);

  // Initialize migration system (creates tracking table)
  await migrator.initialize();

  // Run all pending migrations
  const results = await migrator.migrate();
  console.log(`Migrations complete: ${results.length} applied`);

  // Check migration status
  const summary = await migrator.getMigrationSummary();
  console.log(`Applied ${summary.appliedMigrations}/${summary.totalMigrations} migrations`);

  return db;
}

/** What would be applied. Writes nothing, not even the tracking table. */
export async function previewMigrations(db: Client): Promise<MigrationResult[]> {
  const results = await createMigrator(db).migrate({
    dryRun: true, // Preview migrations without applying
  });

  console.log(
    'Migration preview:',
    results.map(({ migration }) => `${migration.id} ${migration.description}`), // the results hold all the SQL
  );
  return results;
}

await byHand(import.meta.url, async ([url]) => {
  const db = await setupDatabase(url);
  const summary = await createMigrator(db).getMigrationSummary();
  db.close();
  return summary;
});
