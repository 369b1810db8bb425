/** Statements on a real server: atomic, prepared by name, their values never part of their text. */
import { ConstraintError } from '@agent-versions/sql';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postgresUrl } from '../../../../test/postgres/context';
import { testSchemas } from '../../../../test/postgres/schema';
import { PgDatabase } from '../../src/db/database';
import type { PostgresOptions } from '../../src/db/options';
import { withClient } from '../raw-client';

const schemas = testSchemas();
const schema = schemas.next();

beforeAll(() =>
  withClient(async (client) => {
    await client.query(`create schema ${schema}`);
    await client.query(
      `create table ${schema}.items (id text collate "C" primary key, value jsonb, at timestamptz(3))`,
    );
    await client.query(`create table ${schema}.parts (item text references ${schema}.items on delete restrict)`);
  }),
);

/** The schema is given by the search path, so that the statements here can be plain. */
function open(options: PostgresOptions = {}): PgDatabase {
  const connectionString = `${postgresUrl()}?options=-csearch_path%3D${schema}`;
  return new PgDatabase({ connectionString, schema, disableInit: true, max: 1, ...options });
}

describe('a write after a read', () => {
  it('takes its turn among those of the same read, so that none of twenty is in vain', async () => {
    const db = open({ max: 10 });
    await db.write(sql`insert into items values ('turns', ${db.dialect.json('0')}, null)`);
    const raise = () =>
      db.writeAfter(sql`select value from items where id = ${'turns'}`, ([row]) => {
        const seen = Number(row?.value);
        const next = db.dialect.json(String(seen + 1));
        return [
          sql`update items set value = ${next} where id = 'turns' and value = ${db.dialect.json(String(seen))}
          returning value`,
        ];
      });
    const results = await Promise.all(Array.from({ length: 20 }, raise));
    expect(results.map(([rows]) => rows?.length)).toEqual(Array(20).fill(1));
    expect(await db.read(sql`select value from items where id = 'turns'`)).toEqual([{ value: '20' }]);
    await db.close();
  });
});

describe.each([true, false])('with preparedStatements %s', (preparedStatements) => {
  const db = open({ preparedStatements });
  const id = (name: string) => `${name}-${preparedStatements}`;
  const exists = async (name: string) => (await db.read(sql`select 1 from items where id = ${id(name)}`)).length > 0;
  afterAll(() => db.close());

  it('binds values as they are', async () => {
    const text = `it's "$1" \${x} $[y] \\ é 😀 ;--`;
    const at = new Date('0099-03-01T02:03:04.567Z');
    const json = `{"a": [1e300, null, ${JSON.stringify(text)}]}`;
    await db.write(sql`insert into items values (${id(text)}, ${db.dialect.json(json)}, ${db.dialect.time(at)})`);
    const [row] = await db.read(sql`select * from items where id = ${id(text)}`);
    expect(row?.id).toBe(id(text));
    expect(db.dialect.readJson(row?.value)).toEqual({ a: [1e300, null, text] });
    expect(db.dialect.readTime(row?.at)).toEqual(at);
  });

  it('binds null to every kind of column', async () => {
    await db.write(sql`insert into items values (${id('null')}, ${db.dialect.json(null)}, ${db.dialect.time(null)})`);
    const rows = await db.read(sql`select value, at from items where id = ${id('null')}`);
    expect(rows).toEqual([{ value: null, at: null }]);
  });

  it('binds a list of texts as one value', async () => {
    const texts = [id('null'), 'a,b', '"', '{}', '\\', 'NULL', ''];
    const rows = await db.read(sql`select id from items where id in (${db.dialect.textList(texts)})`);
    expect(rows).toEqual([{ id: id('null') }]);
    const [all] = await db.read(sql`select array_to_json(array(${db.dialect.textList(texts)}))::text as list`);
    expect(JSON.parse(String(all?.list))).toEqual(texts);
  });

  it('returns the rows of each statement of a write', async () => {
    const results = await db.write(
      sql`insert into items (id) values (${id('x')}), (${id('y')}) returning id`,
      sql`select count(*) as n from items where id in (${db.dialect.textList([id('x'), id('y')])})`,
      sql`delete from items where id = ${id('y')}`,
    );
    expect(results).toEqual([[{ id: id('x') }, { id: id('y') }], [{ n: 2 }], []]);
  });

  it('keeps nothing of a write whose last statement is refused', async () => {
    const write = db.write(
      sql`insert into items (id) values (${id('kept')})`,
      sql`insert into items (id) values (${id('x')})`,
    );
    await expect(write).rejects.toMatchObject({ kind: 'unique' });
    expect(await exists('kept')).toBe(false);
  });

  it('names the constraint that refused', async () => {
    await db.write(sql`insert into items (id) values (${id('held')})`, sql`insert into parts values (${id('held')})`);
    const refusals = [
      sql`insert into items (id) values (${id('held')})`,
      sql`insert into parts values ('nothing')`,
      sql`delete from items where id = ${id('held')}`,
      sql`insert into items (id) values (${null})`,
    ];
    const kinds = [];
    for (const refused of refusals) {
      const error = await db.write(refused).catch((reason: unknown) => reason);
      kinds.push(error instanceof ConstraintError ? error.kind : error);
    }
    expect(kinds).toEqual(['unique', 'foreign_key', 'foreign_key', 'other']);
  });

  it('goes on using the connection after a refusal', async () => {
    const backend = sql`select pg_backend_pid() as pid`;
    const before = await db.read(backend);
    await expect(db.write(sql`insert into items (id) values (${null})`)).rejects.toBeInstanceOf(ConstraintError);
    await expect(db.write(sql`select 1`, sql`select * from nowhere`)).rejects.toMatchObject({ code: 'unavailable' });
    expect(await db.read(backend)).toEqual(before);
  });

  it('keeps the values of a refused statement out of its error', async () => {
    const secret = `{"key": "planted-${preparedStatements}"}`;
    const error = await db.write(sql`insert into items values (${null}, ${db.dialect.json(secret)})`).catch(String);
    const seen: unknown[] = [];
    await db.write(sql`insert into items values (${null}, ${db.dialect.json(secret)})`).catch((reason: Error) => {
      for (let at: unknown = reason; at instanceof Error; at = at.cause) seen.push(at.stack, { ...at });
    });
    expect(JSON.stringify([error, seen])).toMatch(/null value in column/);
    expect(JSON.stringify([error, seen])).not.toContain('planted');
  });

  it(preparedStatements ? 'prepares each text once' : 'prepares nothing', async () => {
    for (const name of ['a', 'b', 'c']) await exists(name);
    const rows = await db.read(
      sql`select name from pg_prepared_statements where statement like 'select 1 from items%'`,
    );
    expect(rows).toEqual(preparedStatements ? [{ name: expect.stringMatching(/^av_[0-9a-f]{24}$/) }] : []);
  });

  it('recovers where the server has forgotten what was prepared', async () => {
    await exists('a');
    await db.write(sql`deallocate all`);
    expect(await exists('x')).toBe(true);
  });

  it('recovers where a table has changed its columns', async () => {
    const all = sql`select * from items where id = ${id('x')}`;
    await db.read(all);
    await withClient((client) =>
      client.query(`alter table ${schema}.items add column more_${preparedStatements} text`),
    );
    expect(await db.read(all)).toMatchObject([{ [`more_${preparedStatements}`]: null }]);
    await withClient((client) => client.query(`alter table ${schema}.items drop column more_${preparedStatements}`));
    expect(await db.write(all)).toMatchObject([[{ id: id('x') }]]);
  });
});

describe('settings of the session', () => {
  it.each([true, false])('limit statements on the server only where no pooler is in between: %s', async (prepared) => {
    const db = open({ preparedStatements: prepared, statementTimeout: 12_345 });
    const [row] = await db.read(sql`select current_setting('statement_timeout') as timeout`);
    await db.close();
    expect(row?.timeout).toBe(prepared ? '12345ms' : '0');
  });

  it('do not make writes depend on defaults of the database', async () => {
    const defaults = '-cdefault_transaction_isolation%3Dserializable%20-cdefault_transaction_read_only%3Don';
    const connectionString = `${postgresUrl()}?options=${defaults}%20-csearch_path%3D${schema}`;
    const db = new PgDatabase({ connectionString, schema, disableInit: true });
    const level = sql`select current_setting('transaction_isolation') as level`;
    const results = await db.write(level, sql`insert into items (id) values ('written')`);
    await db.close();
    expect(results[0]).toEqual([{ level: 'read committed' }]);
  });
});
