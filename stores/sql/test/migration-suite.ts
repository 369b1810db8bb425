/** What migrations do to a real database: one suite for every store. */
import type { Migration } from '@agent-versions/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SqlMigrationDatabase } from '../src/migration-database';
import {
  ledgerOf,
  type MigrationConnection,
  type MigrationSubject,
  migratorOn,
  OpenConnections,
} from './migration-subject';

const LEDGER = 'agent_versions_migrations';

/** Proves the engine on one store. */
export function describeMigrations(subject: MigrationSubject): void {
  const connections = new OpenConnections(subject);
  let namespace: string;
  let connection: MigrationConnection;

  /** Names stand without a schema, as in the stores' own migrations. */
  const notes: Migration = {
    id: '001',
    description: 'Notes',
    up: ['create table notes (text text not null)', `insert into notes values ('first')`],
    down: ['drop table notes'],
    createdAt: new Date(0),
  };
  const more: Migration = {
    id: '002',
    description: 'More\'s the pity: "quotes", $1 and ?',
    up: [`insert into notes values ('second; with $1, ? and a semicolon')`],
    down: [`delete from notes where text like 'second%'`],
    createdAt: new Date(0),
  };
  const broken: Migration = {
    ...more,
    up: ['create table half (x integer)', 'delete from notes', 'insert into nowhere values (1)'],
  };

  const tables = () => subject.tables(connection);
  const texts = async () => {
    const rows = await connection.executor.query({ sql: `select text from ${subject.table(connection, 'notes')}` });
    return rows.map(({ text }) => text);
  };

  beforeEach(async () => {
    namespace = connections.newNamespace();
    connection = await connections.connect(namespace);
  });
  afterEach(() => connections.closeAll());

  describe(`migrations on ${subject.name}`, () => {
    it('are applied, and recorded with the database clock', async () => {
      const before = Date.now();
      await migratorOn(connection, [notes, more]).migrate();
      expect(await texts()).toEqual(['first', 'second; with $1, ? and a semicolon']);
      const rows = await ledgerOf(connection);
      expect(rows.map(({ id, description }) => [id, description])).toEqual([
        ['001', notes.description],
        ['002', more.description],
      ]);
      for (const row of rows) {
        expect(Object.keys(row)).toEqual(['id', 'description', 'applied_at', 'execution_time', 'checksum']);
        expect(row.checksum).toMatch(/^[0-9a-f]{64}$/);
        expect(Number.isSafeInteger(row.execution_time)).toBe(true);
        expect(row.execution_time).toBeGreaterThanOrEqual(0);
        const appliedAt = new Date(row.applied_at as string | Date).getTime();
        expect(Math.abs(appliedAt - before)).toBeLessThan(60_000);
      }
    });

    it('measure the time they take in the database', async () => {
      const rows = 'with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000)';
      const slow = { ...notes, up: [notes.up[0] as string, `insert into notes ${rows} select 'n' || i from n`] };
      const [result] = await migratorOn(connection, [slow]).migrate();
      const [row] = await ledgerOf(connection);
      expect(row?.execution_time).toBeGreaterThan(0);
      expect(result?.executionTime).toBeGreaterThanOrEqual(Number(row?.execution_time) - 1);
    });

    it('write nothing in a dry run', async () => {
      expect(await migratorOn(connection, [notes, more]).migrate({ dryRun: true })).toHaveLength(2);
      expect(await tables()).toEqual([]);
    });

    it('leave nothing behind when one fails', async () => {
      const error = await migratorOn(connection, [notes, broken])
        .migrate()
        .catch((caught: unknown) => caught);
      expect(error).toMatchObject({ code: 'migration', reason: 'failed', migrationId: '002' });
      expect(error).toMatchObject({ message: expect.stringContaining('nowhere'), cause: expect.any(Error) });
      expect(await tables()).toEqual([subject.table(connection, LEDGER), 'notes'].map(bare).sort());
      expect(await texts()).toEqual(['first']);
      expect((await ledgerOf(connection)).map(({ id }) => id)).toEqual(['001']);
      expect(await migratorOn(connection, [notes, more]).migrate()).toHaveLength(1);
    });

    it('run outside a transaction where told to', async () => {
      await migratorOn(connection, [notes]).migrate();
      const migrator = migratorOn(connection, [notes, { ...more, up: [subject.outsideTransactions] }]);
      await expect(migrator.migrate()).rejects.toMatchObject({ reason: 'failed', migrationId: '002' });
      await migrator.migrate({ useTransaction: false });
      expect((await ledgerOf(connection)).map(({ id }) => id)).toEqual(['001', '002']);
    });

    it('stay unrecorded when one fails outside a transaction', async () => {
      const migrator = migratorOn(connection, [notes, broken]);
      await expect(migrator.migrate({ useTransaction: false })).rejects.toMatchObject({ migrationId: '002' });
      expect(await tables()).toContain('half');
      expect((await ledgerOf(connection)).map(({ id }) => id)).toEqual(['001']);
      expect(await texts()).toEqual([]);
    });

    it('go back and forth', async () => {
      const migrator = migratorOn(connection, [notes, more]);
      await migrator.migrate();
      await migrator.rollbackLast();
      expect(await texts()).toEqual(['first']);
      await migrator.rollbackTo(null);
      expect(await tables()).toEqual([bare(subject.table(connection, LEDGER))]);
      expect(await ledgerOf(connection)).toEqual([]);
      expect(await migrator.migrate()).toHaveLength(2);
    });

    it('do nothing where the ledger has moved on', async () => {
      await migratorOn(connection, [notes]).migrate();
      const database = new SqlMigrationDatabase(connection.executor, connection.dialect);
      const row = { id: '002', description: '', checksum: 'x' };
      for (const transaction of [true, false]) {
        const step = { statements: ['delete from notes'], change: { kind: 'apply', row } as const, transaction };
        for (const expectedLast of [null, '000', '002'])
          expect(await database.run({ ...step, expectedLast })).toBe(false);
      }
      expect(await texts()).toEqual(['first']);
    });

    it('refuse a database that is newer, one that lacks a step, and one whose past was edited', async () => {
      await migratorOn(connection, [notes, more]).migrate();
      const refusal = (known: Migration[]) => expect(migratorOn(connection, known).migrate()).rejects;
      await refusal([notes]).toMatchObject({ reason: 'newer_database', migrationId: '002' });
      await refusal([more]).toMatchObject({ reason: 'missing', migrationId: '001' });
      await refusal([notes, { ...more, id: '0015' }, more]).toMatchObject({
        reason: 'out_of_order',
        migrationId: '0015',
      });
      await refusal([notes, broken]).toMatchObject({ reason: 'checksum_mismatch', migrationId: '002' });
    });

    it('accept a row that was written by hand, and repair it', async () => {
      const migrator = migratorOn(connection, [notes, more]);
      await migrator.initialize();
      const columns = 'id, description, applied_at, execution_time, checksum';
      const values = `'001', 'Manual recovery', '${new Date().toISOString()}', 0, 'manual'`;
      const insert = `insert into ${connection.dialect.ledger} (${columns}) values (${values})`;
      await connection.executor.atomic([{ sql: insert }]);
      expect(await migrator.validateMigrations()).toMatchObject({
        isValid: true,
        warnings: [expect.stringMatching('001')],
      });
      expect(await migrator.repair()).toEqual(['001']);
      expect(await migrator.validateMigrations()).toEqual({ isValid: true, errors: [], warnings: [] });
      const [row] = await ledgerOf(connection);
      expect(row).toMatchObject({ id: '001', description: 'Manual recovery', execution_time: 0 });
    });

    it('end with one history when 20 start at once', async () => {
      const others = await Promise.all(Array.from({ length: 20 }, () => connections.connect(namespace)));
      const runs = await Promise.all(others.map((other) => migratorOn(other, [notes, more]).migrate()));
      expect(runs.flat()).toHaveLength(2);
      expect((await ledgerOf(connection)).map(({ id }) => id)).toEqual(['001', '002']);
      expect(await texts()).toHaveLength(2);
    });
  });

  /** The name that the catalog has for a quoted one. */
  function bare(quoted: string): string {
    return (quoted.split('.').at(-1) as string).replaceAll('"', '');
  }
}
