/** The history of the LibSQL store's schema, oldest first. A released migration is never edited. */
import { type Migration, Migrator } from '@agent-versions/core';
import { type MigrationExecutor, SqlMigrationDatabase } from '@agent-versions/sql';
import { checkTablePrefix } from '../table-prefix';
import { initial } from './001_initial';
import { history } from './002_history';
import { memory } from './003_memory';
import { workflows } from './004_workflows';
import { evals } from './005_evals';
import { observability } from './006_observability';
import { sessions } from './007_sessions';
import { libsqlMigrationDialect } from './dialect';

const migrations: readonly Migration[] = [initial, history, memory, workflows, evals, observability, sessions];

/**
 * The migrations of the tables whose names start with `tablePrefix`.
 * @throws ValidationError when it is no prefix
 */
export function libsqlMigrations(tablePrefix = ''): Migration[] {
  const prefix = checkTablePrefix(tablePrefix);
  const spell = (statement: string) => statement.replaceAll('{prefix}', prefix);
  return migrations.map(({ up, down, ...rest }) => ({ ...rest, up: up.map(spell), down: down?.map(spell) }));
}

/** An engine with the store's migrations, on a database that `executor` speaks to. */
export function libsqlMigrator(executor: MigrationExecutor, tablePrefix: string): Migrator {
  const migrator = new Migrator(new SqlMigrationDatabase(executor, libsqlMigrationDialect(tablePrefix)));
  migrator.addMigrations(libsqlMigrations(tablePrefix));
  return migrator;
}
