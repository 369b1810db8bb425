/** Migrations to test the engine with. */
import { Migrator } from '../../src/migrations/migrator';
import type { Migration, MigrationDatabase } from '../../src/migrations/types';

/** A migration whose statements say what they are. */
export function migration(id: string, change: Partial<Migration> = {}): Migration {
  const statements = { up: [`up ${id}`], down: [`down ${id}`] };
  return { id, description: `number ${id}`, ...statements, createdAt: new Date(0), ...change };
}

/** `001`, `002` and `003`. */
export const three: readonly Migration[] = [migration('001'), migration('002'), migration('003')];

/** An engine that knows `known`. */
export function migratorOn(database: MigrationDatabase, known: readonly Migration[]): Migrator {
  const migrator = new Migrator(database);
  migrator.addMigrations(known);
  return migrator;
}
