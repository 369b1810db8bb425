/** The history of the LibSQL store's schema, oldest first. A released migration is never edited. */
import { type Migration, Migrator } from '@agent-versions/core';
import { type MigrationExecutor, SqlMigrationDatabase } from '@agent-versions/sql';
import { initial } from './001_initial';
import { history } from './002_history';
import { libsqlMigrationDialect } from './dialect';

const migrations: readonly Migration[] = [initial, history];

/** The migrations of the tables whose names start with `tablePrefix`, which must be checked already. */
export function libsqlMigrations(tablePrefix: string): Migration[] {
  const spell = (statement: string) => statement.replaceAll('{prefix}', tablePrefix);
  return migrations.map(({ up, down, ...rest }) => ({ ...rest, up: up.map(spell), down: down?.map(spell) }));
}

/** An engine with the store's migrations, on a database that `executor` speaks to. */
export function libsqlMigrator(executor: MigrationExecutor, tablePrefix: string): Migrator {
  const migrator = new Migrator(new SqlMigrationDatabase(executor, libsqlMigrationDialect(tablePrefix)));
  migrator.addMigrations(libsqlMigrations(tablePrefix));
  return migrator;
}
