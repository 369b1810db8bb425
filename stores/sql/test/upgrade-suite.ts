/** What an older schema holds comes through an upgrade, and the way back. One suite for every store. */
import { chainEntryHash, chainLink, type MastraStorage } from '@agent-versions/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SqlRow } from '../src/database';
import { type MigrationConnection, type MigrationSubject, OpenConnections } from './migration-subject';
import { countNewDomains, RELEASES, type Release, useNewDomains } from './upgrade-data';

/** A database of an older release with data in it. Readable inside tests only. */
interface OldDatabase {
  readonly connection: MigrationConnection;
  /** A store on it, which upgrades it at its first call. */
  readonly store: MastraStorage;
  /** The rows of one table. */
  read(table: string): Promise<SqlRow[]>;
  /** The rows of each table that the release has. */
  readAll(): Promise<Record<string, SqlRow[]>>;
}

/** Proves the upgrade on one store. */
export function describeUpgrades(subject: MigrationSubject): void {
  for (const { id } of RELEASES) {
    describe(`an upgrade of ${subject.name} from ${id}`, () => {
      const old = openOldDatabase(subject, id);
      describeUpgrade(old, id);
      if (id === '001') describeFirstUpgrade(old);
    });
  }
}

/** A database for each test of the surrounding `describe`. */
function openOldDatabase(subject: MigrationSubject, release: Release): OldDatabase {
  const connections = new OpenConnections(subject);
  const releases = RELEASES.filter(({ id }) => id <= release);
  const tables = [...new Set(releases.flatMap(({ filling }) => Object.keys(filling)))];
  let namespace: string;
  let connection: MigrationConnection;
  let store: MastraStorage | undefined;

  beforeEach(async () => {
    namespace = connections.newNamespace();
    connection = await connections.connect(namespace);
    for (const { filling } of releases) {
      await connection.storeMigrator().migrate({ limit: 1 });
      const fill = Object.entries(filling).flatMap(([name, write]) => write(subject.table(connection, name)));
      await connection.executor.atomic(fill.map((sql) => ({ sql })));
    }
  });
  afterEach(async () => {
    await store?.close();
    store = undefined;
    await connections.closeAll();
  });

  const read = (table: string) =>
    connection.executor.query({ sql: `select * from ${subject.table(connection, table)} order by 1, 2` });
  return {
    get connection() {
      return connection;
    },
    get store() {
      store ??= subject.openStore(namespace);
      return store;
    },
    read,
    async readAll() {
      return Object.fromEntries(await Promise.all(tables.map(async (table) => [table, await read(table)] as const)));
    },
  };
}

/** What holds from every release. */
function describeUpgrade(old: OldDatabase, release: Release): void {
  it('keeps every row', async () => {
    const before = await old.readAll();
    await old.connection.storeMigrator().migrate();
    const after = await old.readAll();
    for (const [table, rows] of Object.entries(before)) {
      expect(rows.length, table).toBeGreaterThan(0);
      expect(after[table]).toMatchObject(rows);
    }
  });

  it('goes back to what was there, row by row and in the schema', async () => {
    const before = [await old.readAll(), words(await old.connection.dumpSchema())];
    await old.connection.storeMigrator().migrate();
    await old.connection.storeMigrator().rollbackTo(release);
    expect([await old.readAll(), words(await old.connection.dumpSchema())]).toEqual(before);
  });

  it('gives the agents that were there the newer domains', async () => {
    const before = await old.readAll();
    await useNewDomains(old.store);
    expect(await countNewDomains(old.store)).toEqual([1, 1, 1, 1, 1]);
    const after = await old.readAll();
    for (const [table, rows] of Object.entries(before)) expect(after[table]).toMatchObject(rows);
    await (await old.store.requireStore('agents')).deleteAgent('a');
    expect(await countNewDomains(old.store)).toEqual([1, 1, 1, 1, 0]);
  });

  it('goes back with the newer domains in use, and again to where they are empty', async () => {
    const before = await old.readAll();
    await useNewDomains(old.store);
    await old.connection.storeMigrator().rollbackTo(release);
    expect(await old.readAll()).toEqual(before);
    await old.connection.storeMigrator().migrate();
    expect(await countNewDomains(old.store)).toEqual([0, 0, 0, 0, 0]);
    await useNewDomains(old.store);
  });
}

/** What 002 makes of the rows of 001. */
function describeFirstUpgrade(old: OldDatabase): void {
  const domains = async () => {
    return { agents: await old.store.requireStore('agents'), versions: await old.store.requireStore('agentVersions') };
  };

  it('knows which move of active a record shows', async () => {
    await old.connection.storeMigrator().migrate();
    const { mastra_agents: agents } = await old.readAll();
    expect(agents?.map(({ activeRevision }) => activeRevision)).toEqual([4, 0]);
    expect(await old.read('mastra_agent_version_events')).toEqual([]);
  });

  it('lets the store go on: the chain begins with the next version', async () => {
    const { agents, versions } = await domains();
    expect(await agents.getAgent('a')).toMatchObject({ name: 'first', activeVersionId: 'a2', revision: 7 });
    expect(await versions.getVersion('a2')).not.toHaveProperty('chainHash');
    const third = await versions.createVersion({ agentId: 'a', snapshot: { n: 3 }, record: { expected: 7 } });
    const place = { previous: undefined, versionNumber: 4, createdAt: third.createdAt };
    expect(third.versionNumber).toBe(4);
    expect(third.chainHash).toBe(chainLink({ ...place, entryHash: chainEntryHash(third) }));
    await versions.setLabel({ agentId: 'a', label: 'active', versionId: third.id, expected: 4 });
    expect(await agents.getAgent('a')).toMatchObject({ n: 3, activeVersionId: third.id, revision: 8 });
    expect(await versions.createVersion({ agentId: 'c', snapshot: {} })).toMatchObject({ versionNumber: 2 });
  });

  it('can be gone back on with newer versions in it, and done again', async () => {
    const first = await (await domains()).versions.createVersion({ agentId: 'a', snapshot: { n: 3 } });
    await old.connection.storeMigrator().rollbackTo('001');
    await old.connection.storeMigrator().migrate();
    const { versions } = await domains();
    expect(await versions.getVersion(first.id)).toMatchObject({ versionNumber: 4, snapshot: { n: 3 } });
    const next = await versions.createVersion({ agentId: 'a', snapshot: { n: 4 } });
    const place = { previous: undefined, versionNumber: 5, createdAt: next.createdAt };
    expect(next.chainHash).toBe(chainLink({ ...place, entryHash: chainEntryHash(next) }));
  });
}

/** Columns that came and went leave no trace but white space. */
function words(schema: string): string[] {
  return schema.replaceAll(/[(),]/g, ' $& ').split(/\s+/);
}
