/** Whose tables are whose: a namespace that somebody else uses is refused and never touched. One suite for every store. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MigrationConnection, type MigrationSubject, OpenConnections } from './migration-subject';

const LEDGER = 'agent_versions_migrations';

/** What leads out of a refusal. */
const namesTheOptions = {
  code: 'migration',
  reason: 'foreign_tables',
  message: expect.stringMatching(/`schema` for Postgres, `tablePrefix` for LibSQL/),
};

/** Proves the refusals on one store. */
export function describeNamespaces(subject: MigrationSubject): void {
  const connections = new OpenConnections(subject);
  let connection: MigrationConnection;

  const tables = () => subject.tables(connection);
  const execute = (sql: string) => connection.executor.atomic([{ sql }]);
  /** A table of somebody else's. */
  const createForeign = (name: string) =>
    execute(`create table ${subject.table(connection, name)} (x integer, y text)`);
  const refusal = () => expect(connection.storeMigrator().migrate()).rejects;
  const columnsOf = async (name: string) => {
    await execute(`insert into ${subject.table(connection, name)} values (1, 'theirs')`);
    const [row] = await connection.executor.query({ sql: `select * from ${subject.table(connection, name)}` });
    return row;
  };

  beforeEach(async () => {
    connection = await connections.connect();
    await connection.storeMigrator().initialize();
    await execute(`drop table ${connection.dialect.ledger}`); // an empty namespace that is there
  });
  afterEach(() => connections.closeAll());

  describe(`a namespace of ${subject.name}`, () => {
    it.each(['mastra_agents', 'mastra_agent_versions', 'mastra_threads', 'mastra_'])(
      "with somebody else's %s is refused",
      async (name) => {
        await createForeign(name);
        const before = await tables();
        await refusal().toMatchObject(namesTheOptions);
        await refusal().toMatchObject({ message: expect.stringContaining(`${name}"`) });
        const migrator = connection.storeMigrator();
        await expect(migrator.migrate({ dryRun: true })).rejects.toMatchObject(namesTheOptions);
        await expect(migrator.initialize()).rejects.toMatchObject(namesTheOptions);
        await expect(migrator.baseline('001')).rejects.toMatchObject(namesTheOptions);
        expect(await tables()).toEqual(before);
        expect(await columnsOf(name)).toEqual({ x: 1, y: 'theirs' });
      },
    );

    it('with a view of that name is refused', async () => {
      await execute(`create view ${subject.table(connection, 'mastra_agents')} as select 1 as x`);
      await refusal().toMatchObject(namesTheOptions);
    });

    it('with tables of other names is shared', async () => {
      await createForeign('users');
      await createForeign('mastrax_agents');
      await createForeign('not_mastra_agents');
      expect(await connection.storeMigrator().migrate()).toHaveLength(subject.migrationIds.length);
      expect(await columnsOf('users')).toEqual({ x: 1, y: 'theirs' });
    });

    it('is refused once somebody else moves in', async () => {
      await connection.storeMigrator().migrate();
      await createForeign('mastra_scorers');
      await refusal().toMatchObject(namesTheOptions);
      await execute(`drop table ${subject.table(connection, 'mastra_scorers')}`);
      expect(await connection.storeMigrator().migrate()).toEqual([]);
    });

    it('with a ledger that is none of ours is refused, and the ledger is left alone', async () => {
      await createForeign(LEDGER);
      await refusal().toMatchObject(namesTheOptions);
      await expect(connection.storeMigrator().getMigrationSummary()).rejects.toMatchObject(namesTheOptions);
      expect(await columnsOf(LEDGER)).toEqual({ x: 1, y: 'theirs' });
    });

    it('that newer code has migrated is called newer, not foreign', async () => {
      await connection.storeMigrator().migrate();
      await createForeign('mastra_of_tomorrow');
      const columns = 'id, description, applied_at, execution_time, checksum';
      const values = `'999', 'Tomorrow', '${new Date().toISOString()}', 1, '${'a'.repeat(64)}'`;
      await execute(`insert into ${connection.dialect.ledger} (${columns}) values (${values})`);
      await refusal().toMatchObject({ reason: 'newer_database', migrationId: '999' });
    });

    it('whose ledger was lost is taken over by baseline, and only by it', async () => {
      await connection.storeMigrator().migrate();
      const before = await connection.dumpSchema();
      await execute(`drop table ${connection.dialect.ledger}`);
      await refusal().toMatchObject(namesTheOptions);
      const [last] = subject.migrationIds.slice(-1) as [string];
      expect(await connection.storeMigrator().baseline(last)).toEqual(subject.migrationIds);
      expect(await connection.storeMigrator().migrate()).toEqual([]);
      expect(await connection.dumpSchema()).toBe(before);
    });
  });
}
