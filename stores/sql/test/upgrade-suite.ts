/** What an older schema holds comes through an upgrade, and the way back. One suite for every store. */
import { chainEntryHash, chainLink, type MastraStorage } from '@agent-versions/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MigrationConnection, type MigrationSubject, OpenConnections } from './migration-subject';

const AT = `'2026-01-01T00:00:00.000Z'`;
const HASH = 'f'.repeat(64);

/** What a database at 001 holds, table by table: two agents of which one serves a version, and one without a record. */
const ROWS: Readonly<Record<string, readonly string[]>> = {
  mastra_agents: [
    `('a', 'a2', 7, ${AT}, ${AT}, '{"name": "first"}')`,
    `('b', null, 1, ${AT}, ${AT}, '{"name": "second"}')`,
  ],
  mastra_agent_versions: [
    `('a1', 'a', 1, null, null, null, null, null, null, '${HASH}', ${AT}, '{"n": 1}')`,
    `('a2', 'a', 2, 'named', '["n"]', 'why', 'who', 'a1', 'key', '${HASH}', ${AT}, '{"n": 2}')`,
    `('c1', 'c', 1, null, null, null, null, null, null, '${HASH}', ${AT}, '{}')`,
  ],
  mastra_agent_version_heads: [`('a', 3, 2, 2)`, `('c', 1, 1, 1)`],
  mastra_agent_version_labels: [`('a', 'active', 4, ${AT}, 'who')`, `('a', 'staging', 1, ${AT}, null)`],
  mastra_agent_version_label_targets: [`('a', 'active', 'a2', 10000)`, `('a', 'staging', 'a1', 10000)`],
  mastra_agent_version_label_moves: [
    `('m4', 'a', 'active', 4, null, '[{"versionId": "a2", "weight": 10000}]', 'who', 'why', ${AT})`,
    `('m1', 'a', 'staging', 1, null, '[{"versionId": "a1", "weight": 10000}]', null, null, ${AT})`,
  ],
};

/** Proves the upgrade on one store. */
export function describeUpgrades(subject: MigrationSubject): void {
  const connections = new OpenConnections(subject);
  let namespace: string;
  let connection: MigrationConnection;
  let store: MastraStorage | undefined;

  const read = (table: string) => {
    const sql = `select * from ${subject.table(connection, table)} order by 1, 2`;
    return connection.executor.query({ sql });
  };
  const readAll = async () => {
    const tables = Object.keys(ROWS).map(async (table) => [table, await read(table)] as const);
    return Object.fromEntries(await Promise.all(tables));
  };
  const domains = async () => {
    store ??= subject.openStore(namespace);
    return { agents: await store.requireStore('agents'), versions: await store.requireStore('agentVersions') };
  };

  beforeEach(async () => {
    namespace = connections.newNamespace();
    connection = await connections.connect(namespace);
    await connection.storeMigrator().migrate({ limit: 1 });
    // a trigger may have made heads already: those that the rows say are the ones to keep
    const fill = Object.entries(ROWS).flatMap(([name, rows]) => {
      const table = subject.table(connection, name);
      return [`delete from ${table}`, ...rows.map((row) => `insert into ${table} values ${row}`)];
    });
    await connection.executor.atomic(fill.map((sql) => ({ sql })));
  });
  afterEach(async () => {
    await store?.close();
    store = undefined;
    await connections.closeAll();
  });

  describe(`an upgrade of ${subject.name} from 001`, () => {
    it('keeps every row, and knows which move of active a record shows', async () => {
      const before = await readAll();
      await connection.storeMigrator().migrate();
      const after = await readAll();
      for (const [table, rows] of Object.entries(before)) expect(after[table]).toMatchObject(rows);
      expect(after.mastra_agents?.map(({ activeRevision }) => activeRevision)).toEqual([4, 0]);
      expect(await read('mastra_agent_version_events')).toEqual([]);
    });

    it('goes back to what was there, row by row and in the schema', async () => {
      const before = [await readAll(), words(await connection.dumpSchema())];
      await connection.storeMigrator().migrate();
      await connection.storeMigrator().rollbackTo('001');
      expect([await readAll(), words(await connection.dumpSchema())]).toEqual(before);
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
      await connection.storeMigrator().rollbackTo('001');
      await connection.storeMigrator().migrate();
      const { versions } = await domains();
      expect(await versions.getVersion(first.id)).toMatchObject({ versionNumber: 4, snapshot: { n: 3 } });
      const next = await versions.createVersion({ agentId: 'a', snapshot: { n: 4 } });
      const place = { previous: undefined, versionNumber: 5, createdAt: next.createdAt };
      expect(next.chainHash).toBe(chainLink({ ...place, entryHash: chainEntryHash(next) }));
    });
  });
}

/** Columns that came and went leave no trace but white space. */
function words(schema: string): string[] {
  return schema.replaceAll(/[(),]/g, ' $& ').split(/\s+/);
}
