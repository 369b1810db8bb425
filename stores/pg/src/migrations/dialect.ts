/** How Postgres spells what migrations need. */
import { createHash } from 'node:crypto';
import { LEDGER_TABLE, type MigrationDialect, type MigrationStatement } from '@agent-versions/sql';

/** How long a migrator waits; both in milliseconds. */
export interface MigrationDeadlines {
  /** For the lock that all migrators of a schema share, and for those on tables (default 10,000). */
  lockTimeout?: number;
  /** For any one statement (default 600,000): rewriting a large table takes its time. */
  statementTimeout?: number;
}

/** The ledger of one schema. */
export function pgMigrationDialect(schema: string, deadlines: MigrationDeadlines = {}): MigrationDialect {
  const name = quote(schema);
  const ledger = `${name}."${LEDGER_TABLE}"`;
  const searchPath = `${name}, pg_temp`; // named last, or temporary tables would come before ours
  return {
    ledger,
    tablePrefix: '',
    now: 'clock_timestamp()',
    elapsed: '(extract(epoch from clock_timestamp() - applied_at) * 1000)::integer',
    opening: opening({ schema, searchPath, ...deadlines }),
    session: { before: [{ sql: `set search_path to ${searchPath}` }], after: [{ sql: 'reset search_path' }] },
    createLedger: createLedger({ schema, ledger }),
    placeholder: (position) => `$${position}`,
    listColumns: ({ table, family }) => ({
      sql: `select c.relname::text as "table", a.attname::text as "column"
        from pg_catalog.pg_namespace n
        join pg_catalog.pg_class c on c.relnamespace = n.oid
        join pg_catalog.pg_attribute a on a.attrelid = c.oid
        where n.nspname = $1
          and c.relkind in ('r', 'p', 'v', 'm', 'f')
          and (c.relname = $2 or pg_catalog.starts_with(c.relname::text, $3))
          and a.attnum > 0
          and not a.attisdropped
        order by c.relname, a.attnum`,
      args: [schema, table, family],
    }),
  };
}

function opening(input: { schema: string; searchPath: string } & MigrationDeadlines): MigrationStatement[] {
  const { schema, searchPath, lockTimeout = 10_000, statementTimeout = 600_000 } = input;
  return [
    // the guard after the lock must see what was committed while it waited
    { sql: 'set transaction isolation level read committed, read write' },
    { sql: `set local lock_timeout = ${Math.round(lockTimeout)}` },
    { sql: `set local statement_timeout = ${Math.round(statementTimeout)}` },
    { sql: `set local search_path to ${searchPath}` },
    { sql: `select pg_catalog.pg_advisory_xact_lock(${lockKey(schema)})` },
  ];
}

function createLedger(input: { schema: string; ledger: string }): MigrationStatement[] {
  return [
    { sql: `select pg_catalog.set_config('agent_versions.schema', $1, true)`, args: [input.schema] },
    // looked up first: `create schema if not exists` wants the right to create one even where it exists
    {
      sql: `do $$
        declare
          wanted constant text := pg_catalog.current_setting('agent_versions.schema');
        begin
          if not exists (select 1 from pg_catalog.pg_namespace where nspname = wanted) then
            execute pg_catalog.format('create schema %I', wanted);
          end if;
        end
        $$`,
    },
    {
      sql: `create table if not exists ${input.ledger} (
        id text collate "C" primary key,
        description text not null,
        applied_at timestamptz(3) not null,
        execution_time integer not null,
        checksum text not null
      )`,
    },
  ];
}

/** The advisory lock of a schema's migrators: a number that nobody else comes upon. */
function lockKey(schema: string): bigint {
  const digest = createHash('sha256').update(`agent-versions:migrations:${schema}`, 'utf8').digest();
  return digest.readBigInt64BE(0);
}

function quote(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
