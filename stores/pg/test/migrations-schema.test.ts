/** The schema that migrations end with on Postgres: the one that core's table constants promise. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testSchemas } from '../../../test/postgres/schema';
import { expectedColumns } from '../../sql/test/expected-columns';
import { ledgerOf, type MigrationConnection } from '../../sql/test/migration-subject';
import { pgMigrations } from '../src/migrations';
import { openSchema } from './migration-subject';

const schema = testSchemas().next();
let connection: MigrationConnection;

/** Rows of the catalog; `$1` is the schema's name. */
const query = (sql: string) => connection.executor.query({ sql, args: [schema] });

beforeAll(async () => {
  connection = openSchema(schema);
  await connection.storeMigrator().migrate();
});
afterAll(() => connection.close());

describe('the schema', () => {
  it('has the columns of TABLE_SCHEMAS, in their order', async () => {
    const rows = await query(
      `select c.relname::text as "table", a.attname::text as "column", format_type(a.atttypid, a.atttypmod) as type,
          not a.attnotnull as nullable, coalesce(a.attnum = any(k.conkey), false) as "primaryKey"
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
        left join pg_constraint k on k.conrelid = c.oid and k.contype = 'p'
        where n.nspname = $1 and c.relkind = 'r' and starts_with(c.relname::text, 'mastra_')
        order by c.relname, a.attnum`,
    );
    const types = {
      text: 'text',
      integer: 'integer',
      bigint: 'bigint',
      double: 'double precision',
      timestamp: 'timestamp(3) with time zone',
      jsonb: 'jsonb',
    };
    expect(rows).toEqual(expectedColumns(types));
  });

  it('sorts every text by its bytes, as SQLite does', async () => {
    const rows = await query(
      `select c.relname::text, a.attname::text
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
        join pg_collation l on l.oid = a.attcollation
        where n.nspname = $1 and c.relkind = 'r' and starts_with(c.relname::text, 'mastra_') and l.collname <> 'C'`,
    );
    expect(rows).toEqual([]);
  });

  it('is the one that was reviewed', async () => {
    await expect(await connection.dumpSchema()).toMatchFileSnapshot('./schema.txt');
  });

  it('compresses the large documents with lz4, where the server has it', async () => {
    const [setting] = await connection.executor.query({
      sql: `select enumvals::text like '%lz4%' as "hasLz4" from pg_settings where name = 'default_toast_compression'`,
    });
    const rows = await query(
      `select c.relname::text || '.' || a.attname::text as name, a.attcompression::text as compression
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid
        where n.nspname = $1
          and c.relkind = 'r'
          and a.attname in ('config', 'snapshot', 'content', 'input', 'output')
          and c.relname <> 'mastra_evals'
        order by 1`,
    );
    const compression = setting?.hasLz4 ? 'l' : '';
    const compressed = [
      'mastra_agent_versions.snapshot',
      'mastra_agents.config',
      'mastra_messages.content',
      'mastra_session_logs.content',
      'mastra_spans.input',
      'mastra_spans.output',
      'mastra_workflow_snapshot.snapshot',
    ];
    expect(rows).toEqual(compressed.map((name) => ({ name, compression })));
  });

  it('is the same after going back and forth', async () => {
    const before = await connection.dumpSchema();
    await connection.storeMigrator().rollbackTo(null);
    const left = await query(
      `select c.relname::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1
        union all
        select p.proname::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = $1
        order by 1`,
    );
    expect(left.map(({ name }) => name)).toEqual(['agent_versions_migrations', 'agent_versions_migrations_pkey']);
    await connection.storeMigrator().migrate();
    expect(await connection.dumpSchema()).toBe(before);
  });
});

describe('the list of migrations', () => {
  it('is never edited, only added to', async () => {
    const rows = await ledgerOf(connection);
    expect(rows.map(({ id, checksum }) => [id, checksum])).toEqual([
      ['001', 'd91729912b96f288886b748367ca3340b84735fb207ef708b64e4ba69356a43d'],
      ['002', 'dd8b785aecd393d950d7c575255c302297b6aa57f91d8f4a704dae225b79a1c7'],
      ['003', '675e08493a6f87248a99d50e65fbd30c7b4df2fc815215b651a38a04f6e077ef'],
      ['004', '45b5b19f296b511543020f089498042149621ddb21e27a922d92e24d81fe70b1'],
      ['005', '4c5235291f079b28a3c3b08304b45c3cbc5447830367159672c2ce1e00d078f3'],
      ['006', '3564769503828c0f5412527964046d0d6131c918605d81ad4838c1a365ea08e3'],
      ['007', 'e82b08f83b13ce35b811a61cb7cbde920efd080961b4248db9aaa60f4ab86d43'],
    ]);
  });

  it('is numbered from 001, without a gap', () => {
    const ids = pgMigrations().map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(0);
    expect(ids).toEqual(ids.map((_, index) => String(index + 1).padStart(3, '0')));
  });

  it('can be undone, every one', () => {
    for (const { id, down } of pgMigrations()) expect(down, id).not.toHaveLength(0);
  });
});
