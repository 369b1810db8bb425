/** How SQLite spells what migrations need. */
import { LEDGER_TABLE, type MigrationDialect } from '@agent-versions/sql';

/** The ledger of the tables that start with `tablePrefix`. A write transaction holds SQLite's one lock from its start. */
export function libsqlMigrationDialect(tablePrefix: string): MigrationDialect {
  const ledger = `"${tablePrefix}${LEDGER_TABLE}"`;
  return {
    ledger,
    tablePrefix,
    now: `strftime('%Y-%m-%dT%H:%M:%fZ', 'now')`,
    elapsed: `cast(round((julianday('now') - julianday(applied_at)) * 86400000) as integer)`,
    opening: [],
    session: { before: [], after: [] },
    createLedger: [
      {
        sql: `create table if not exists ${ledger} (
          id text primary key not null,
          description text not null,
          applied_at text not null,
          execution_time integer not null,
          checksum text not null
        ) strict`,
      },
    ],
    placeholder: () => '?',
    // SQLite tells no case in names of tables
    listColumns: ({ table, family }) => ({
      sql: `select lower(t.name) as "table", c.name as "column"
        from sqlite_master t, pragma_table_info(t.name) c
        where t.type in ('table', 'view')
          and (lower(t.name) = ? or substr(lower(t.name), 1, ?) = ?)
        order by t.name, c.cid`,
      args: [table, family.length, family],
    }),
  };
}
