/** Whose schema it is: somebody else's is left alone, a newer one is refused, any well-formed name will do. */
import { TABLE_SCHEMAS } from '@agent-versions/core';
import { PostgresStore } from '@agent-versions/pg';
import { afterEach, describe, expect, it } from 'vitest';
import { postgresUrl } from '../../../test/postgres/context';
import { testSchemas } from '../../../test/postgres/schema';
import { withClient } from './raw-client';

const schemas = testSchemas();
const opened: PostgresStore[] = [];

afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});

function open(schema: string): PostgresStore {
  const store = new PostgresStore({ id: 'named', connectionString: postgresUrl(), schema });
  opened.push(store);
  return store;
}

/** The tables of a schema. */
async function tablesOf(schema: string): Promise<string[]> {
  const { rows } = await withClient((client) =>
    client.query('select table_name from information_schema.tables where table_schema = $1 order by 1', [schema]),
  );
  return rows.map(({ table_name }) => table_name);
}

describe("a schema that holds @mastra/core's tables", () => {
  it('is refused, naming the way out, and left as it is', async () => {
    const schema = schemas.next();
    await withClient((client) =>
      client.query(`
        create schema ${schema};
        create table ${schema}.mastra_threads (id text primary key);
        create table ${schema}.mastra_agent_versions (id text primary key, "agentId" text, snapshot jsonb);
        insert into ${schema}.mastra_agent_versions values ('theirs', 'a', '{"kept": true}');
      `),
    );
    const store = open(schema);
    for (const call of [() => store.init(), () => store.requireStore('agentVersions')]) {
      await expect(call()).rejects.toMatchObject({ code: 'migration', reason: 'foreign_tables' });
    }
    await expect(store.init()).rejects.toThrow(/`schema`.*`tablePrefix`/);
    expect(await tablesOf(schema)).toEqual(['mastra_agent_versions', 'mastra_threads']);
    const { rows } = await withClient((client) => client.query(`select * from ${schema}.mastra_agent_versions`));
    expect(rows).toEqual([{ id: 'theirs', agentId: 'a', snapshot: { kept: true } }]);
  });
});

describe('a schema newer than this code', () => {
  it('is refused by every call', async () => {
    const schema = schemas.next();
    const versions = await open(schema).requireStore('agentVersions');
    await versions.createVersion({ agentId: 'a', snapshot: {} });
    await withClient((client) =>
      client.query(
        `insert into ${schema}.agent_versions_migrations (id, description, applied_at, execution_time, checksum)
         values ('999', 'from the future', now(), 1, 'x')`,
      ),
    );
    const store = open(schema);
    const refusal = { code: 'migration', reason: 'newer_database' };
    await expect(store.init()).rejects.toMatchObject(refusal);
    await expect(store.stores.agentVersions?.getLatestVersion('a')).rejects.toMatchObject(refusal);
  });
});

describe('a schema', () => {
  it.each([
    ['a space', ' and more'],
    ['a double quote', '"x'],
    ['a single quote', "it's"],
    ['an injection', '"; drop schema public; --'],
    ['a dot', '.dotted'],
    ['a placeholder', '$1 $<x> $(x) $[x] %I'],
    ['a backslash', '\\n'],
    ['capitals and accents', 'Ünï_表_😀'],
    ['63 bytes', 'x'.repeat(63)],
  ])('may be named with %s', async (_, hostile) => {
    const schema = schemas.next(hostile).slice(0, 63);
    const store = open(schema);
    const versions = await store.requireStore('agentVersions');
    const version = await versions.createVersion({ agentId: 'a', snapshot: { hostile } });
    await versions.setLabel({ agentId: 'a', label: 'active', versionId: version.id });
    expect(await versions.getVersionByLabel('a', 'active')).toEqual(version);
    await expect(versions.deleteVersion(version.id)).rejects.toMatchObject({ code: 'version_in_use' });
    expect(await tablesOf(schema)).toHaveLength(Object.keys(TABLE_SCHEMAS).length + 1); // and the ledger
    expect(await store.migrator().validateMigrations()).toMatchObject({ isValid: true });
  });

  it('is used whatever the search path', async () => {
    const connectionString = `${postgresUrl()}?options=-csearch_path%3Dnowhere`;
    const store = new PostgresStore({ id: 'pathless', connectionString, schema: schemas.next() });
    opened.push(store);
    expect(await (await store.requireStore('agentVersions')).countVersions('a')).toBe(0);
  });
});
