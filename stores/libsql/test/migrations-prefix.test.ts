/** The option tablePrefix: several owners in one file, each with tables, indexes, triggers and a ledger of its own. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MigrationConnection } from '../../sql/test/migration-subject';
import { libsqlMigrations } from '../src/migrations';
import { openFile } from './migration-subject';
import { temporaryFile } from './support/temporary-folder';

let path: string;
let open: MigrationConnection[];

function connect(tablePrefix: string): MigrationConnection {
  const connection = openFile(path, tablePrefix);
  open.push(connection);
  return connection;
}

async function namesIn({ executor }: MigrationConnection): Promise<string[]> {
  const rows = await executor.query({
    sql: `select name from sqlite_master where sql is not null and name not like 'sqlite@_%' escape '@' order by name`,
  });
  return rows.map(({ name }) => String(name));
}

beforeEach(() => {
  path = temporaryFile();
  open = [];
});
afterEach(() => Promise.all(open.map((connection) => connection.close())));

describe('a table prefix', () => {
  it('stands before every name', async () => {
    const connection = connect('av_');
    await connection.storeMigrator().migrate();
    const names = await namesIn(connection);
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => !name.startsWith('av_'))).toEqual([]);
  });

  it("leaves the framework's own tables beside it alone", async () => {
    const theirs = connect('');
    await theirs.executor.atomic([
      { sql: 'create table mastra_agent_versions (id text primary key, snapshot text)' },
      { sql: `insert into mastra_agent_versions values ('1', '{}')` },
    ]);
    expect(await connect('av_').storeMigrator().migrate()).toHaveLength(libsqlMigrations('av_').length);
    expect(await theirs.executor.query({ sql: 'select * from mastra_agent_versions' })).toEqual([
      { id: '1', snapshot: '{}' },
    ]);
    await expect(theirs.storeMigrator().migrate()).rejects.toMatchObject({ reason: 'foreign_tables' });
  });

  it('lets two stores share a file, and one leave it', async () => {
    const [one, two] = [connect('one_'), connect('two_')];
    await one.storeMigrator().migrate();
    const before = await namesIn(one);
    await two.storeMigrator().migrate();
    await two.storeMigrator().rollbackTo(null);
    expect((await namesIn(one)).filter((name) => !name.startsWith('two_'))).toEqual(before);
    expect(await one.storeMigrator().migrate()).toEqual([]);
  });

  it('does not hide a table whose name differs in case only, which is the same to SQLite', async () => {
    const connection = connect('av_');
    await connection.executor.atomic([{ sql: 'create table AV_Mastra_Agents (x)' }]);
    await expect(connection.storeMigrator().migrate()).rejects.toMatchObject({ reason: 'foreign_tables' });
  });
});
