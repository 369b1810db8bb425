/** The ways in which a ledger and the code can disagree, and the ways out. */
import { beforeEach, describe, expect, it } from 'vitest';
import { chainChecksums } from '../../src/migrations/checksum';
import type { Migrator } from '../../src/migrations/migrator';
import type { Migration } from '../../src/migrations/types';
import { MemoryDatabase } from './memory-database';
import { migration, migratorOn, three } from './samples';

let database: MemoryDatabase;

const migrator = (known: readonly Migration[] = three): Migrator => migratorOn(database, known);

beforeEach(async () => {
  database = new MemoryDatabase();
  await migrator().migrate();
  database.statements = [];
});

/** Everything that changes the database, and must not where the history is unsound. */
const writers: [name: string, write: (migrator: Migrator) => Promise<unknown>][] = [
  ['migrate', (it) => it.migrate()],
  ['migrate as a dry run', (it) => it.migrate({ dryRun: true })],
  ['rollbackLast', (it) => it.rollbackLast()],
  ['rollbackTo', (it) => it.rollbackTo(null)],
  ['repair', (it) => it.repair()],
];

const unsound: [fault: string, expected: { reason: string; migrationId: string }, known: Migration[]][] = [
  ['newer than the code', { reason: 'newer_database', migrationId: '003' }, three.slice(0, 2)],
  ['applied but unknown', { reason: 'missing', migrationId: '002' }, [three[0], three[2]] as Migration[]],
  ['pending but out of order', { reason: 'out_of_order', migrationId: '0015' }, [...three, migration('0015')]],
  [
    'edited',
    { reason: 'checksum_mismatch', migrationId: '002' },
    [migration('001'), migration('002', { up: ['edited'] }), migration('003')],
  ],
];

describe.each(unsound)('a migration that is %s', (_, expected, known) => {
  it.each(writers)('stops %s', async (_, write) => {
    const before = structuredClone(database.ledger);
    await expect(write(migrator(known))).rejects.toMatchObject({ code: 'migration', ...expected });
    expect(database.ledger).toEqual(before);
    expect(database.statements).toEqual([]);
  });

  it('is what validateMigrations reports', async () => {
    const { isValid, errors } = await migrator(known).validateMigrations();
    expect(isValid).toBe(false);
    expect(errors).toEqual([expect.stringContaining(`"${expected.migrationId}"`)]);
  });
});

describe('validateMigrations', () => {
  it('is content with a sound history, whole or half-way', async () => {
    const content = { isValid: true, errors: [], warnings: [] };
    expect(await migrator().validateMigrations()).toEqual(content);
    expect(await migrator([...three, migration('004')]).validateMigrations()).toEqual(content);
  });

  it('reports all faults at once', async () => {
    const { errors } = await migrator([migration('0005'), migration('001')]).validateMigrations();
    expect(errors).toEqual([
      expect.stringContaining('"002", which is newer'),
      expect.stringContaining('"003", which is newer'),
      expect.stringContaining('"0005" is pending'),
    ]);
  });

  it('compares no checksums where that was switched off', async () => {
    const edited = migrator([migration('001', { up: ['edited'] }), ...three.slice(1)]);
    expect(await edited.migrate({ validateChecksums: false })).toEqual([]);
  });
});

describe('a row written by hand', () => {
  beforeEach(() => {
    database = new MemoryDatabase();
    database.insertRow({ id: '001', description: 'Manual recovery', checksum: 'manual' });
  });

  it('is a warning, and no obstacle', async () => {
    const { isValid, errors, warnings } = await migrator().validateMigrations();
    expect({ isValid, errors, warnings }).toEqual({
      isValid: true,
      errors: [],
      warnings: ['The row of migration "001" was written by hand: `repair` mends it'],
    });
    await migrator().migrate();
    expect(database.statements).toEqual(['up 002', 'up 003']);
  });

  it('gets its checksum from repair, and nothing else changes', async () => {
    const before = structuredClone(database.ledger);
    expect(await migrator().repair()).toEqual(['001']);
    expect(database.ledger).toEqual([{ ...before?.[0], checksum: chainChecksums(three).get('001') }]);
    expect(await migrator().validateMigrations()).toEqual({ isValid: true, errors: [], warnings: [] });
    expect(await migrator().repair()).toEqual([]);
  });
});

describe('baseline', () => {
  beforeEach(() => {
    database = new MemoryDatabase();
  });

  it('marks all up to a migration as applied and runs none of them', async () => {
    expect(await migrator().baseline('002')).toEqual(['001', '002']);
    expect(database.statements).toEqual([]);
    expect(await migrator().validateMigrations()).toEqual({ isValid: true, errors: [], warnings: [] });
    expect(await migrator().migrate()).toHaveLength(1);
  });

  it('marks nothing that is marked', async () => {
    await migrator().baseline('002');
    expect(await migrator().baseline('002')).toEqual([]);
  });

  it('refuses a migration that the code does not know', async () => {
    await expect(migrator().baseline('009')).rejects.toMatchObject({ reason: 'unknown_id', migrationId: '009' });
    expect(database.ledger).toBeNull();
  });
});

describe('getMigrationSummary', () => {
  it('counts what is there and what is not', async () => {
    expect(await migrator([...three, migration('004'), migration('005')]).getMigrationSummary()).toEqual({
      totalMigrations: 5,
      appliedMigrations: 3,
      pendingMigrations: 2,
      pendingMigrationIds: ['004', '005'],
      currentVersion: '003',
    });
  });

  it('has no current version on a new database, and does not touch it', async () => {
    database = new MemoryDatabase();
    expect(await migrator().getMigrationSummary()).toEqual({
      totalMigrations: 3,
      appliedMigrations: 0,
      pendingMigrations: 3,
      pendingMigrationIds: ['001', '002', '003'],
    });
    expect(database.ledger).toBeNull();
  });
});

describe('initialize', () => {
  it('creates the ledger, as often as it is called', async () => {
    database = new MemoryDatabase();
    await migrator().initialize();
    await migrator().initialize();
    expect(database.ledger).toEqual([]);
  });
});
