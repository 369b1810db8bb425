/** Migrator.migrate: every migration once, in order, whoever else migrates. */
import { beforeEach, describe, expect, it } from 'vitest';
import { UnavailableError } from '../../src/errors';
import { chainChecksums } from '../../src/migrations/checksum';
import type { Migrator } from '../../src/migrations/migrator';
import type { Migration } from '../../src/migrations/types';
import { BROKEN, MemoryDatabase } from './memory-database';
import { migration, migratorOn, three } from './samples';

let database: MemoryDatabase;

const migrator = (known: readonly Migration[] = three): Migrator => migratorOn(database, known);
const ids = () => database.ledger?.map(({ id }) => id);

beforeEach(() => {
  database = new MemoryDatabase();
});

describe('addMigration', () => {
  it('refuses an id that is there already', () => {
    const refused = expect.objectContaining({ reason: 'duplicate_id', migrationId: '002' });
    expect(() => migrator().addMigration(migration('002'))).toThrow(refused);
  });

  it.each(['', ' ', '0 1', 'é', 'a\n', 'x'.repeat(256)])('refuses the id %j', (id) => {
    expect(() => migrator([migration(id)])).toThrow(expect.objectContaining({ code: 'invalid_input' }));
  });
});

describe('migrate', () => {
  it('applies all, in the order of their ids, and records them with their checksums', async () => {
    const results = await migrator([...three].reverse()).migrate();
    expect(database.statements).toEqual(['up 001', 'up 002', 'up 003']);
    expect(database.ledger?.map(({ id, checksum }) => [id, checksum])).toEqual([...chainChecksums(three)]);
    expect(results.map(({ migration, success }) => [migration.id, success])).toEqual([
      ['001', true],
      ['002', true],
      ['003', true],
    ]);
    for (const { executionTime, executedAt } of results) {
      expect(Number.isSafeInteger(executionTime)).toBe(true);
      expect(executedAt).toBeInstanceOf(Date);
    }
  });

  it('applies nothing twice', async () => {
    await migrator().migrate();
    expect(await migrator().migrate()).toEqual([]);
    expect(database.statements).toHaveLength(3);
  });

  it('applies what is new', async () => {
    await migrator(three.slice(0, 2)).migrate();
    const results = await migrator().migrate();
    expect(results.map(({ migration }) => migration.id)).toEqual(['003']);
  });

  it('stops at the limit, and goes on from there', async () => {
    expect(await migrator().migrate({ limit: 0 })).toEqual([]);
    expect(await migrator().migrate({ limit: 2 })).toHaveLength(2);
    expect(ids()).toEqual(['001', '002']);
    expect(await migrator().migrate({ limit: 2 })).toHaveLength(1);
  });

  it.each([-1, 1.5, Number.NaN, '1'])('refuses the limit %j', async (limit) => {
    const refused = migrator().migrate({ limit: limit as number });
    await expect(refused).rejects.toMatchObject({ code: 'invalid_input', issues: [{ path: 'limit' }] });
  });

  it('asks for a transaction unless told otherwise', async () => {
    await migrator(three.slice(0, 1)).migrate();
    await migrator(three.slice(0, 2)).migrate({ useTransaction: false });
    expect(database.steps.map(({ transaction }) => transaction)).toEqual([true, false]);
  });

  it('says what a dry run would do, and writes nothing, not even the ledger', async () => {
    const results = await migrator().migrate({ dryRun: true, limit: 2 });
    expect(results.map(({ migration, executionTime }) => [migration.id, executionTime])).toEqual([
      ['001', 0],
      ['002', 0],
    ]);
    expect(database.ledger).toBeNull();
    expect(database.steps).toEqual([]);
  });

  it('lets 20 at once end with one history', async () => {
    const runs = await Promise.all(Array.from({ length: 20 }, () => migrator().migrate()));
    expect(database.statements).toEqual(['up 001', 'up 002', 'up 003']);
    expect(ids()).toEqual(['001', '002', '003']);
    expect(runs.flat()).toHaveLength(3);
  });

  it('refuses what a faster process with newer code left', async () => {
    const newer = migrator([...three, migration('004')]);
    database.beforeRun = async () => {
      database.beforeRun = async () => {};
      await newer.migrate();
    };
    await expect(migrator().migrate()).rejects.toMatchObject({ reason: 'newer_database', migrationId: '004' });
  });
});

describe('a migration that fails', () => {
  it('is an error with its cause, and those before it stay', async () => {
    const failing = migrator([migration('001'), migration('002', { up: ['up 002', BROKEN] }), migration('003')]);
    const error = await failing.migrate().catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'migration', reason: 'failed', migrationId: '002' });
    expect(error).toMatchObject({
      message: 'Migration "002" failed: syntax error at or near "broken"',
      cause: { message: 'syntax error at or near "broken"' },
    });
    expect(ids()).toEqual(['001']);
    expect(database.statements).toEqual(['up 001']);
  });

  it('goes through once it is mended: it was never applied', async () => {
    await migrator([migration('001', { up: [BROKEN] })])
      .migrate()
      .catch(() => {});
    await migrator().migrate();
    expect(ids()).toEqual(['001', '002', '003']);
  });

  it('is no failure of the migration where the database went away', async () => {
    const away = new UnavailableError({ message: 'away', retryable: true });
    database.beforeRun = () => Promise.reject(away);
    await expect(migrator().migrate()).rejects.toBe(away);
  });
});
