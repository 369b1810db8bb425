/** Migrations for those who have a client and no store: `new Migrator(libsqlMigrationDatabase(client))`. */
import type { MigrationDatabase } from '@agent-versions/core';
import { SqlMigrationDatabase } from '@agent-versions/sql';
import type { Client } from '@libsql/client';
import { ClientDriver } from './db/client-driver';
import { LibSQLMigrationExecutor } from './db/migrations';
import { resolveOptions } from './db/options';
import { libsqlMigrationDialect } from './migrations/dialect';

/**
 * A client's database as the migration engine sees it, with the ledger of the tables whose names start with
 * `tablePrefix`. The client stays the caller's to close. A file that it leads to is given a write-ahead log.
 * @throws ValidationError when it is no client of `@libsql/client`, or the prefix is none
 */
export function libsqlMigrationDatabase(client: Client, tablePrefix = ''): MigrationDatabase {
  const options = resolveOptions({ client, tablePrefix });
  const executor = new LibSQLMigrationExecutor(new ClientDriver({ ...options, place: { kind: 'client', client } }));
  return new SqlMigrationDatabase(executor, libsqlMigrationDialect(options.tablePrefix));
}
