/** Postgres as the shared migration tests see it: a schema for each namespace. */
import { postgresUrl } from '../../../test/postgres/context';
import { testSchemas } from '../../../test/postgres/schema';
import type { MigrationConnection, MigrationSubject } from '../../sql/test/migration-subject';
import { PgMigrationExecutor } from '../src/db/migration-executor';
import { resolveOptions } from '../src/db/options';
import { PgPool } from '../src/db/pool';
import { pgMigrations, pgMigrator } from '../src/migrations';
import { pgMigrationDialect } from '../src/migrations/dialect';
import { PostgresStore } from '../src/store';
import { dumpSchema } from './dump-schema';

/** Opens a pool of two connections on a schema, and brings nothing into it. */
export function openSchema(schema: string): MigrationConnection {
  const pool = new PgPool(resolveOptions({ connectionString: postgresUrl(), schema, max: 2 }));
  const executor = new PgMigrationExecutor(pool);
  return {
    executor,
    dialect: pgMigrationDialect(schema),
    storeMigrator: () => pgMigrator({ executor, schema }),
    dumpSchema: () => dumpSchema(executor, schema),
    close: () => pool.end(),
  };
}

/** The store on schemas that are dropped with the test file. */
export function pgSubject(): MigrationSubject {
  const schemas = testSchemas();
  const names = new Map<string, string>();
  const schemaOf = (namespace: string): string => {
    const name = names.get(namespace) ?? schemas.next();
    names.set(namespace, name);
    return name;
  };
  return {
    name: 'Postgres',
    migrationIds: pgMigrations().map(({ id }) => id),
    open: async (namespace) => openSchema(schemaOf(namespace)),
    openStore: (namespace) =>
      new PostgresStore({ id: namespace, connectionString: postgresUrl(), schema: schemaOf(namespace) }),
    table: ({ dialect }, name) => `${dialect.ledger.split('.')[0]}."${name}"`,
    async tables({ executor, dialect }) {
      const schema = dialect.ledger.split('.')[0]?.replaceAll('"', '') ?? '';
      const sql = `select c.relname::text as name
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = $1 and c.relkind in ('r', 'v')
        order by 1`;
      return (await executor.query({ sql, args: [schema] })).map(({ name }) => String(name));
    },
    outsideTransactions: 'create index concurrently notes_text on notes (text)',
  };
}
