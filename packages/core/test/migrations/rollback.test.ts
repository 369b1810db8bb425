/** Going back: rollbackLast and rollbackTo. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Migrator } from '../../src/migrations/migrator';
import type { Migration } from '../../src/migrations/types';
import { BROKEN, MemoryDatabase } from './memory-database';
import { migration, migratorOn, three } from './samples';

let database: MemoryDatabase;

const migrator = (known: readonly Migration[] = three): Migrator => migratorOn(database, known);
const ids = () => database.ledger?.map(({ id }) => id);

beforeEach(async () => {
  database = new MemoryDatabase();
  await migrator().migrate();
  database.statements = [];
});

describe('rollbackLast', () => {
  it('undoes the last, which is pending again', async () => {
    const result = await migrator().rollbackLast();
    expect(result).toMatchObject({ migration: { id: '003' }, success: true });
    expect(database.statements).toEqual(['down 003']);
    expect((await migrator().getMigrationSummary()).pendingMigrationIds).toEqual(['003']);
  });

  it('is null where nothing is applied', async () => {
    database = new MemoryDatabase();
    expect(await migrator().rollbackLast()).toBeNull();
  });

  it('refuses what cannot be undone', async () => {
    const oneWay = migrator([...three.slice(0, 2), migration('003', { down: undefined })]);
    await expect(oneWay.rollbackLast()).rejects.toMatchObject({ reason: 'no_down', migrationId: '003' });
  });

  it('leaves all as it was where it fails', async () => {
    const failing = migrator([...three.slice(0, 2), migration('003', { down: [BROKEN] })]);
    await expect(failing.rollbackLast()).rejects.toMatchObject({ reason: 'failed', migrationId: '003' });
    expect(ids()).toEqual(['001', '002', '003']);
  });

  it('undoes one where two ask for it at once', async () => {
    const results = await Promise.all([migrator().rollbackLast(), migrator().rollbackLast()]);
    expect(results.filter((result) => result === null)).toHaveLength(1);
    expect(ids()).toEqual(['001', '002']);
  });

  it('undoes nothing where another migration came after it meanwhile', async () => {
    database.beforeRun = async () => database.insertRow({ id: '004' });
    await expect(migrator().rollbackLast()).rejects.toMatchObject({ reason: 'out_of_order', migrationId: '003' });
    expect(database.statements).toEqual([]);
  });
});

describe('rollbackTo', () => {
  it('undoes all after the migration, newest first', async () => {
    const results = await migrator().rollbackTo('001');
    expect(results.map(({ migration }) => migration.id)).toEqual(['003', '002']);
    expect(database.statements).toEqual(['down 003', 'down 002']);
    expect(ids()).toEqual(['001']);
  });

  it('undoes everything after null', async () => {
    await migrator().rollbackTo(null);
    expect(ids()).toEqual([]);
  });

  it('undoes nothing after the last', async () => {
    expect(await migrator().rollbackTo('003')).toEqual([]);
  });

  it('refuses a migration that is not applied', async () => {
    await expect(migrator().rollbackTo('007')).rejects.toMatchObject({ reason: 'unknown_id', migrationId: '007' });
  });

  it('undoes none where one cannot be undone', async () => {
    const oneWay = migrator([three[0], migration('002', { down: undefined }), three[2]] as Migration[]);
    await expect(oneWay.rollbackTo('001')).rejects.toMatchObject({ reason: 'no_down', migrationId: '002' });
    expect(database.statements).toEqual([]);
  });
});
