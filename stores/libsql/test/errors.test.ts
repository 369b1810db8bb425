/** The map from drivers' errors to ours, with errors as the drivers really throw them. */
import { ConstraintError } from '@agent-versions/sql';
import { type Client, createClient } from '@libsql/client';
import Database from 'libsql';
import sql from 'sql-template-tag';
import { afterAll, describe, expect, it } from 'vitest';
import { LibSQLDatabase } from '../src/db/database';
import { type FailureContext, isBusy, mapDriverError, mapStatementError } from '../src/db/errors';
import { startSqld } from './support/sqld';
import { temporaryFile } from './support/temporary-folder';

const server = await startSqld();
const opened: { close(): Promise<void> | void }[] = [];

afterAll(() => Promise.all(opened.map((each) => each.close())));

function client(url: string): Client {
  const made = createClient({ url });
  opened.push(made);
  return made;
}

/** Every way to a database. */
const ways: [string, () => LibSQLDatabase][] = [
  ['a file', () => new LibSQLDatabase({ url: `file:${temporaryFile()}`, disableInit: true })],
  ['memory', () => new LibSQLDatabase({ url: ':memory:', disableInit: true })],
  ['a client of a file', () => new LibSQLDatabase({ client: client(`file:${temporaryFile()}`), disableInit: true })],
  ['a client of memory', () => new LibSQLDatabase({ client: client(':memory:'), disableInit: true })],
  ['a server over http', () => new LibSQLDatabase({ url: `http://${server.host}`, disableInit: true })],
  ['a server over ws', () => new LibSQLDatabase({ url: `ws://${server.host}`, disableInit: true })],
];

describe.each(ways)('on %s', (_, open) => {
  const database = open();
  opened.push(database);

  it('constraints are told apart, and nothing of the write remains', async () => {
    await database.write(
      sql`drop table if exists child`,
      sql`drop table if exists parent`,
      sql`create table parent (id text primary key, n integer unique check (n > 0), name text not null) strict`,
      sql`create table child (id text primary key, parent text references parent (id) on delete restrict) strict`,
      sql`create trigger frozen before update on parent begin select raise(abort, 'no update'); end`,
      sql`insert into parent values ('a', 1, 'A')`,
      sql`insert into child values ('x', 'a')`,
    );
    const refused: [ConstraintError['kind'], ReturnType<typeof sql>][] = [
      ['unique', sql`insert into parent values ('a', 2, 'B')`],
      ['unique', sql`insert into parent values ('b', 1, 'B')`],
      ['foreign_key', sql`insert into child values ('y', 'nobody')`],
      ['foreign_key', sql`delete from parent`],
      ['other', sql`update parent set n = 3`],
      ['other', sql`insert into parent values ('b', 0, 'B')`],
      ['other', sql`insert into parent values ('b', 2, null)`],
      ['other', sql`insert into parent values ('b', 'text', 'B')`],
    ];
    for (const [kind, statement] of refused) {
      const also = sql`insert into parent values (${`with ${statement.sql}`}, 99, 'also')`;
      const error = await database.write(also, statement).catch((error: unknown) => error);
      expect(error, statement.sql).toBeInstanceOf(ConstraintError);
      expect((error as ConstraintError).kind, statement.sql).toBe(kind);
      expect((error as ConstraintError).cause).toBeInstanceOf(Error);
    }
    expect(await database.read(sql`select id, n from parent`)).toEqual([expect.objectContaining({ id: 'a', n: 1 })]);
    await expect(database.write(sql`insert into parent values ('b', 2, 'B') returning n`)).resolves.toEqual([
      [expect.objectContaining({ n: 2 })],
    ]);
  });

  it('a missing table or column asks for a migration', async () => {
    for (const call of [
      () => database.read(sql`select * from nowhere`),
      () => database.write(sql`delete from nowhere`),
      () => database.read(sql`select absent from sqlite_master`),
    ]) {
      await expect(call()).rejects.toMatchObject({ code: 'migration', reason: 'missing' });
    }
  });

  it('bad syntax is typed too, and so is a value that cannot be bound', async () => {
    await expect(database.read(sql`selec`)).rejects.toMatchObject({ code: 'unavailable', retryable: false });
    for (const value of [undefined, true, Number.NaN, Number.POSITIVE_INFINITY, new Date(), {}]) {
      const error = await database.read(sql`select ${value}`).catch((error: unknown) => error);
      expect(error, typeof value).toMatchObject({ code: 'unavailable', retryable: false });
    }
  });

  it('whole numbers are bound as integers, all others as they are', async () => {
    const [row] = await database.read(sql`select typeof(${7}) as type, ${Number.MAX_SAFE_INTEGER} as value`);
    expect(row).toMatchObject({ type: 'integer', value: Number.MAX_SAFE_INTEGER });
    const [fraction] = await database.read(sql`select typeof(${0.1}) as type, ${0.1 + 0.2} as value`);
    expect(fraction).toMatchObject({ type: 'real', value: 0.1 + 0.2 });
  });
});

describe('an error that is hard to bring about', () => {
  const context: FailureContext = { target: '/a.db', remote: false, committing: false };
  const sqlite = (code: string, rawCode: number) => new Database.SqliteError('message', code, rawCode);

  it.each([
    ['SQLITE_FULL', 13, { code: 'unavailable', retryable: false }],
    ['SQLITE_IOERR_WRITE', 778, { code: 'unavailable', retryable: false }],
    ['SQLITE_CORRUPT', 11, { code: 'unavailable', retryable: false }],
    ['SQLITE_NOMEM', 7, { code: 'unavailable', retryable: false }],
    ['SQLITE_BUSY', 5, { code: 'unavailable', retryable: true }],
    ['SQLITE_LOCKED_SHAREDCACHE', 262, { code: 'unavailable', retryable: true }],
  ])('%s', (code, rawCode, expected) => {
    expect(mapDriverError(sqlite(code, rawCode), context)).toMatchObject(expected);
  });

  it('a commit that could not be synced may be there after a crash', () => {
    const error = sqlite('SQLITE_IOERR_FSYNC', 1034);
    expect(mapDriverError(error, { ...context, committing: true })).toMatchObject({ code: 'outcome_unknown' });
  });

  it.each([
    [408, 'unavailable', true],
    [413, 'unavailable', false],
    [429, 'unavailable', true],
    [500, 'outcome_unknown', undefined],
    [502, 'outcome_unknown', undefined],
  ])('status %d of a server', (status, code, retryable) => {
    const error = Object.assign(new Error('SERVER_ERROR', { cause: Object.assign(new Error('said no'), { status }) }), {
      code: 'SERVER_ERROR',
    });
    const mapped = mapDriverError(error, { target: 'host', remote: true, committing: true });
    expect(mapped).toMatchObject({ code, ...(retryable !== undefined && { retryable }) });
    expect(mapDriverError(error, { target: 'host', remote: true, committing: false })).toMatchObject({
      code: 'unavailable',
    });
  });

  it('what is typed already stays what it is', () => {
    const constraint = new ConstraintError('unique');
    expect(mapDriverError(constraint, context)).toBe(constraint);
    expect(mapStatementError(constraint, '/a.db')).toBe(constraint);
    expect(isBusy(constraint)).toBe(false);
  });

  it.each(['SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT', 'SQLITE_LOCKED', 'SQLITE_PROTOCOL', 'TRANSACTION_ACTIVE'])(
    '%s is waited for',
    (code) => {
      expect(isBusy(Object.assign(new Error('message'), { code }))).toBe(true);
    },
  );

  it("a call that an injected client's reconnection overtook is repeated; a closed client stays closed", () => {
    const closed = (message: string) => Object.assign(new Error(message), { code: 'CLIENT_CLOSED' });
    expect(isBusy(closed('The connection was closed while this operation was in flight'))).toBe(true);
    expect(isBusy(closed('The client is closed'))).toBe(false);
  });

  it.each(['SQLITE_BUSYBODY', 'SQLITE_CONSTRAINT', 'SQLITE_ERROR', 'ECONNREFUSED'])('%s is not', (code) => {
    expect(isBusy(Object.assign(new Error('message'), { code }))).toBe(false);
  });
});
