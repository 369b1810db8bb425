/** The examples of the third document about migrations. */
import { LibSQLStore, libsqlMigrations } from '@agent-versions/libsql';
import { type Client, createClient } from '@libsql/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAppMigrator, migrateApp, WorkflowQueries } from '../src/adding-an-entity';
import { createAgent } from '../src/creating-an-agent';
import { createMigrator, previewMigrations, setupDatabase } from '../src/running-migrations';
import { markAsApplied, repairMigrations, validateMigrationState } from '../src/validating-migrations';
import { temporaryUrl } from './temporary-file';

const ids = libsqlMigrations().map(({ id }) => id);
let url: string;
let db: Client;

beforeEach(() => {
  url = temporaryUrl();
  db = createClient({ url });
});
afterEach(() => db.close());

describe('running migrations', () => {
  it('applies all of them once, and a store finds nothing left to do', async () => {
    for (const _round of [1, 2]) (await setupDatabase(url)).close();
    expect(await createMigrator(db).getMigrationSummary()).toEqual({
      totalMigrations: ids.length,
      appliedMigrations: ids.length,
      pendingMigrations: 0,
      pendingMigrationIds: [],
      currentVersion: ids.at(-1),
    });
    const store = new LibSQLStore({ id: 'check', url });
    expect(await store.migrator().migrate()).toEqual([]);
    await store.close();
  });

  it('previews them without writing anything', async () => {
    expect((await previewMigrations(db)).map(({ migration }) => migration.id)).toEqual(ids);
    expect((await db.execute('select * from sqlite_master')).rows).toEqual([]);
  });

  it('applies some of them, and takes the last back', async () => {
    const migrator = createMigrator(db);
    await migrator.initialize();
    expect(await migrator.migrate({ limit: 2 })).toMatchObject([{ success: true }, { success: true }]);
    expect(await migrator.rollbackLast()).toMatchObject({ success: true, migration: { id: '002' } });
    expect(await migrator.getMigrationSummary()).toMatchObject({ currentVersion: '001', appliedMigrations: 1 });
  });
});

describe('validating and recovering', () => {
  it('finds nothing wrong with a history that nobody touched', async () => {
    const { summary, validation } = await validateMigrationState(await reopened());
    expect(summary).toMatchObject({ currentVersion: ids.at(-1), pendingMigrations: 0 });
    expect(validation).toEqual({ isValid: true, errors: [], warnings: [] });
  });

  it('warns about a row that was written by hand, and repair mends it', async () => {
    const migrator = createMigrator(db);
    await migrator.migrate({ limit: 1 });
    await db.execute('delete from agent_versions_migrations'); // the tables are there, and nobody knows of it

    await markAsApplied(db);
    const { summary, validation } = await validateMigrationState(db);
    expect(summary).toMatchObject({ currentVersion: '001', pendingMigrationIds: ids.slice(1) });
    expect(validation).toMatchObject({ isValid: true, errors: [], warnings: [expect.stringContaining('by hand')] });

    expect(await repairMigrations(db)).toEqual(['001']);
    expect((await validateMigrationState(db)).validation).toEqual({ isValid: true, errors: [], warnings: [] });
    expect(await migrator.migrate()).toHaveLength(ids.length - 1);
  });

  it('says which migration was edited after it had been applied', async () => {
    const edited = await reopened();
    await edited.execute(`update agent_versions_migrations set checksum = 'edited' where id = '002'`);
    const { validation } = await validateMigrationState(edited);
    expect(validation).toMatchObject({ isValid: false, errors: [expect.stringContaining('"002" was edited')] });
  });

  /** The client, on a database with the newest schema. */
  async function reopened(): Promise<Client> {
    (await setupDatabase(url)).close();
    return db;
  }
});

describe('adding an entity', () => {
  it('keeps the tables of the application beside ours, with a history of their own', async () => {
    const app = await setupDatabase(url);
    expect(await migrateApp(app)).toMatchObject([{ migration: { id: '004' }, success: true }]);
    const agentId = await createAgent(app);
    const workflow = ['workflow-1', 'Review', agentId, '[]', 'draft', new Date().toISOString()];
    await app.execute({ sql: WorkflowQueries.insert, args: workflow });
    expect((await app.execute({ sql: WorkflowQueries.getByAgentId, args: [agentId] })).rows).toMatchObject([
      { id: 'workflow-1' },
    ]);

    const store = new LibSQLStore({ id: 'check', url });
    await (await store.requireStore('agents')).deleteAgent(agentId);
    await store.close();
    expect((await app.execute({ sql: WorkflowQueries.getById, args: ['workflow-1'] })).rows).toEqual([]);
    expect(await createAppMigrator(app).rollbackLast()).toMatchObject({ success: true });
    app.close();
  });
});
