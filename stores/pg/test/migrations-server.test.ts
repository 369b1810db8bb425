/** Migrations and what a server's own settings do to them: rights, defaults, and a lock that somebody keeps. */
import { TABLE_SCHEMAS } from '@agent-versions/core';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { postgresUrl } from '../../../test/postgres/context';
import { testSchemas } from '../../../test/postgres/schema';
import { PgMigrationExecutor } from '../src/db/migration-executor';
import { resolveOptions } from '../src/db/options';
import { PgPool } from '../src/db/pool';
import { pgMigrations, pgMigrator } from '../src/migrations';
import { pgMigrationDialect } from '../src/migrations/dialect';

/** How many migrations there are. */
const ALL = pgMigrations().length;

const schemas = testSchemas();
let schema: string;
let admin: Client;
let pools: PgPool[];

/** An engine on a pool of its own; `parameters` go into the connection string. */
function migrator(input: { parameters?: Record<string, string>; lockTimeout?: number; schema?: string } = {}) {
  const url = new URL(postgresUrl());
  for (const [name, value] of Object.entries(input.parameters ?? {})) {
    if (name === 'user') url.username = value;
    else if (name === 'password') url.password = value;
    else url.searchParams.set(name, value);
  }
  const options = { connectionString: url.href, schema: input.schema ?? schema, max: 2 };
  const pool = new PgPool(resolveOptions(options));
  pools.push(pool);
  return pgMigrator({ executor: new PgMigrationExecutor(pool), ...options, lockTimeout: input.lockTimeout });
}

async function schemaExists(): Promise<boolean> {
  const { rowCount } = await admin.query('select 1 from pg_namespace where nspname = $1', [schema]);
  return rowCount === 1;
}

beforeEach(async () => {
  schema = schemas.next();
  pools = [];
  admin = new Client({ connectionString: postgresUrl() });
  await admin.connect();
});
afterEach(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  await admin.end();
});

describe('migrations on a server', () => {
  it('make the schema, save in a dry run', async () => {
    await migrator().migrate({ dryRun: true });
    expect(await schemaExists()).toBe(false);
    await migrator().migrate();
    expect(await schemaExists()).toBe(true);
  });

  it('take a schema whatever its name', async () => {
    const hostile = `${schema}"; $$ drop --'`;
    try {
      expect(await migrator({ schema: hostile }).migrate()).toHaveLength(ALL);
      expect(await migrator({ schema: hostile }).migrate()).toEqual([]);
    } finally {
      await admin.query(`drop schema ${admin.escapeIdentifier(hostile)} cascade`);
    }
  });

  it('need no right to create schemas where theirs exists', async () => {
    const role = `${schema}_role`;
    await admin.query(`create role ${role} login password 'secret'`);
    await admin.query(`create schema ${schema} authorization ${role}`);
    try {
      expect(await migrator({ parameters: { user: role, password: 'secret' } }).migrate()).toHaveLength(ALL);
    } finally {
      await Promise.all(pools.splice(0).map((pool) => pool.end()));
      await admin.query(`drop schema ${schema} cascade`);
      await admin.query(`drop role ${role}`);
    }
  });

  it('end in their schema whatever the search path, and leave that as it was', async () => {
    const options = '-c search_path=pg_catalog -c default_transaction_isolation=serializable -c lock_timeout=0';
    const migrators = Array.from({ length: 8 }, () => migrator({ parameters: { options } }));
    const runs = await Promise.all(migrators.map((each) => each.migrate()));
    expect(runs.flat()).toHaveLength(ALL);
    const { rows } = await admin.query(`select count(*)::int as tables from pg_tables where schemaname = $1`, [schema]);
    expect(rows).toEqual([{ tables: Object.keys(TABLE_SCHEMAS).length + 1 }]);
    const after = pools[0]?.use(async (connection) => connection.runOnce('show search_path'));
    expect(await after).toEqual([{ search_path: 'pg_catalog' }]);
  });

  it('wait for the lock no longer than they were told to, and say that it may be tried again', async () => {
    const lock = pgMigrationDialect(schema).opening.at(-1);
    await admin.query('begin');
    await admin.query(lock?.sql as string);
    const begun = performance.now();
    const waiting = migrator({ lockTimeout: 300 }).migrate();
    await expect(waiting).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    expect(performance.now() - begun).toBeGreaterThanOrEqual(290);
    await admin.query('rollback');
    expect(await migrator({ lockTimeout: 300 }).migrate()).toHaveLength(ALL);
  });

  it('of two schemas do not wait for each other', async () => {
    await admin.query('begin');
    await admin.query(pgMigrationDialect(schemas.next()).opening.at(-1)?.sql as string);
    expect(await migrator({ lockTimeout: 300 }).migrate()).toHaveLength(ALL);
    await admin.query('rollback');
  });
});
