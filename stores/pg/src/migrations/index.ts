/** The history of the Postgres store's schema, oldest first. A released migration is never edited. */
import { type Migration, Migrator } from '@agent-versions/core';
import { type MigrationExecutor, SqlMigrationDatabase } from '@agent-versions/sql';
import { initial } from './001_initial';
import { history } from './002_history';
import { memory } from './003_memory';
import { workflows } from './004_workflows';
import { evals } from './005_evals';
import { observability } from './006_observability';
import { sessions } from './007_sessions';
import { type MigrationDeadlines, pgMigrationDialect } from './dialect';

const migrations: readonly Migration[] = [initial, history, memory, workflows, evals, observability, sessions];

/** The migrations of a schema, whichever it is. */
export function pgMigrations(): Migration[] {
  return [...migrations];
}

/** What an engine for a schema is made of. */
export interface PgMigratorInput extends MigrationDeadlines {
  executor: MigrationExecutor;
  schema: string;
}

/** An engine with the store's migrations, on a database that `executor` speaks to. */
export function pgMigrator({ executor, schema, ...deadlines }: PgMigratorInput): Migrator {
  const migrator = new Migrator(new SqlMigrationDatabase(executor, pgMigrationDialect(schema, deadlines)));
  migrator.addMigrations(pgMigrations());
  return migrator;
}
