/** The schema that migrations end with on LibSQL: the one that core's table constants promise. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectedColumns } from '../../sql/test/expected-columns';
import { ledgerOf, type MigrationConnection } from '../../sql/test/migration-subject';
import { libsqlMigrations } from '../src/migrations';
import { openFile } from './migration-subject';
import { temporaryFile } from './support/temporary-folder';

let connection: MigrationConnection;

/** The migrations in a store's folder, by the names of their files. */
function filesOf(store: string): string[] {
  const files = readdirSync(join(import.meta.dirname, '../..', store, 'src/migrations'));
  return files.filter((name) => /^\d/.test(name)).sort();
}

beforeAll(async () => {
  connection = openFile(temporaryFile());
  await connection.storeMigrator().migrate();
});
afterAll(() => connection.close());

describe('the schema', () => {
  it('has the columns of TABLE_SCHEMAS, in their order', async () => {
    const rows = await connection.executor.query({
      sql: `select t.name as "table", c.name as "column", lower(c.type) as type, c."notnull", c.pk
        from sqlite_master t, pragma_table_info(t.name) c
        where t.type = 'table' and t.name like 'mastra@_%' escape '@'
        order by t.name, c.cid`,
    });
    const columns = rows.map(({ table, column, type, notnull, pk }) => {
      return { table, column, type, nullable: notnull === 0, primaryKey: Number(pk) > 0 };
    });
    const types = {
      text: 'text',
      integer: 'integer',
      bigint: 'integer',
      double: 'real',
      timestamp: 'text',
      jsonb: 'text',
    };
    expect(columns).toEqual(expectedColumns(types));
  });

  it('has strict tables only', async () => {
    const sql = `select name from pragma_table_list where type = 'table' and strict = 0 and name not like 'sqlite@_%' escape '@'`;
    expect(await connection.executor.query({ sql })).toEqual([]);
  });

  it('is the one that was reviewed', async () => {
    await expect(await connection.dumpSchema()).toMatchFileSnapshot('./schema.sql');
  });

  it('is the same after going back and forth', async () => {
    const before = await connection.dumpSchema();
    await connection.storeMigrator().rollbackTo(null);
    const sql = `select name from sqlite_master where sql is not null and name not like 'sqlite@_%' escape '@'`;
    const tables = await connection.executor.query({ sql });
    expect(tables).toEqual([{ name: connection.dialect.ledger.replaceAll('"', '') }]);
    await connection.storeMigrator().migrate();
    expect(await connection.dumpSchema()).toBe(before);
  });
});

describe('the list of migrations', () => {
  it('is never edited, only added to', async () => {
    const rows = await ledgerOf(connection);
    expect(rows.map(({ id, checksum }) => [id, checksum])).toEqual([
      ['001', '00f56387eb5089a3da02a3cbef79fb505a863c975eec8a237a5d7d2e67a9a2dd'],
      ['002', '493f499609e4ee8c30cc47973a223e9ea5fed20126c07ba6928d9527a1f5be81'],
      ['003', '17a192d2d95b7b8a0ad127121af67185208e32ee509337fb3947341e1b960da1'],
      ['004', 'bd19aa1d198bca2254486fd1963d50461322c1f9bc1093a7c3b4ac89282a7920'],
      ['005', '4d4153c15e3cbf4e0fd3059bad7b67b8b1aec09352db94c554b5b7c541713ea2'],
      ['006', '987a9327faaf2566ee58f9180167d734ba809b6cbd45777d79c1b05a24abe849'],
      ['007', 'c380f08550787485ed8ce30128cd21269d3d03324e59fe95107d402517bf08cf'],
    ]);
  });

  it('is the list of files, each numbered one higher', () => {
    const ids = libsqlMigrations('').map(({ id }) => id);
    expect(ids).toEqual(filesOf('libsql').map((name) => name.slice(0, 3)));
    expect(ids).toEqual(ids.map((_, index) => String(index + 1).padStart(3, '0')));
  });

  it('has the same names as the one of Postgres', () => {
    expect(filesOf('libsql')).toEqual(filesOf('pg'));
  });

  it('can be undone, every one', () => {
    for (const { id, down } of libsqlMigrations('')) expect(down, id).not.toHaveLength(0);
  });

  it('leaves no placeholder', () => {
    expect(JSON.stringify(libsqlMigrations('p_'))).not.toContain('{prefix}');
  });
});
