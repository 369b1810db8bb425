/** LibSQL as the shared migration tests see it: a file for each namespace, in a folder of the test file's own. */
import { join } from 'node:path';
import type { MigrationConnection, MigrationSubject } from '../../sql/test/migration-subject';
import { LocalDriver } from '../src/db/local-driver';
import { LibSQLMigrationExecutor } from '../src/db/migrations';
import { libsqlMigrations, libsqlMigrator } from '../src/migrations';
import { libsqlMigrationDialect } from '../src/migrations/dialect';
import { LibSQLStore } from '../src/store';
import { temporaryFolder } from './support/temporary-folder';

/** Opens a file, and brings nothing into it. */
export function openFile(path: string, tablePrefix = ''): MigrationConnection {
  const driver = new LocalDriver({ path, durability: 'full', busyTimeout: 10_000 });
  const executor = new LibSQLMigrationExecutor(driver);
  return {
    executor,
    dialect: libsqlMigrationDialect(tablePrefix),
    storeMigrator: () => libsqlMigrator(executor, tablePrefix),
    async dumpSchema() {
      const rows = await executor.query({
        sql: `select type || ' ' || name as name, sql
          from sqlite_master
          where sql is not null and name not like 'sqlite@_%' escape '@'
          order by name`,
      });
      return rows.map(({ name, sql }) => `-- ${name}\n${sql};\n`).join('\n');
    },
    close: () => driver.close(),
  };
}

/** The store on files, with its tables named after `tablePrefix`. */
export function libsqlSubject(tablePrefix: string): MigrationSubject {
  const folder = temporaryFolder();
  return {
    openStore: (namespace) =>
      new LibSQLStore({ id: namespace, url: `file:${join(folder, `${namespace}.db`)}`, tablePrefix }),
    migrationIds: libsqlMigrations(tablePrefix).map(({ id }) => id),
    name: tablePrefix ? `LibSQL with the prefix ${tablePrefix}` : 'LibSQL',
    open: async (namespace) => openFile(join(folder, `${namespace}.db`), tablePrefix),
    table: ({ dialect }, name) => `"${/^(mastra|agent_versions)/.test(name) ? dialect.tablePrefix : ''}${name}"`,
    async tables({ executor }) {
      const sql = `select name from sqlite_master where type in ('table', 'view') order by name`;
      return (await executor.query({ sql })).map(({ name }) => String(name));
    },
    outsideTransactions: 'vacuum',
  };
}
