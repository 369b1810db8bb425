/** The in-memory store, beyond what the conformance suite asks of every store. */
import { describe, expect, it } from 'vitest';
import { ConflictError, ValidationError } from '../../src/errors';
import { InMemoryAgentVersionsStorage } from '../../src/storage/domains/agent-versions/inmemory';
import { InMemoryAgentsStorage } from '../../src/storage/domains/agents/inmemory';
import { InMemoryStore, type InMemoryStoreOptions } from '../../src/storage/inmemory';
import { InMemoryDatabase } from '../../src/storage/inmemory-database';
import { MastraStorage } from '../../src/storage/storage';

const DOMAINS = ['agents', 'agentVersions', 'memory', 'workflows', 'evals', 'observability', 'sessions'];

/** An agent `a` whose version `v1` is active. */
async function activate(storage: MastraStorage): Promise<void> {
  const agents = await storage.requireStore('agents');
  const versions = await storage.requireStore('agentVersions');
  await agents.createAgent({ id: 'a' });
  await versions.createVersion({ id: 'v1', agentId: 'a', snapshot: {} });
  await versions.setLabel({ agentId: 'a', label: 'active', versionId: 'v1' });
}

describe('InMemoryStore', () => {
  it('has an id, a name and every domain', () => {
    expect(new InMemoryStore()).toMatchObject({ id: 'in-memory', name: 'in-memory' });
    expect(new InMemoryStore({ id: 'test', name: 'Test' })).toMatchObject({ id: 'test', name: 'Test' });
    expect(Object.keys(new InMemoryStore().stores)).toEqual(DOMAINS);
  });

  it('shares nothing with another', async () => {
    await activate(new InMemoryStore());
    const versions = await new InMemoryStore().requireStore('agentVersions');
    expect(await versions.getVersion('v1')).toBeNull();
  });

  it('brings the record along with the label active, as its domains share a database', async () => {
    const store = new InMemoryStore();
    await activate(store);
    const agents = await store.requireStore('agents');
    expect(await agents.getAgent('a')).toMatchObject({ activeVersionId: 'v1', revision: 1 });
    await (await store.requireStore('agentVersions')).removeLabel({ agentId: 'a', label: 'active' });
    expect(await agents.getAgent('a')).not.toHaveProperty('activeVersionId');
  });

  it('has domains of one database, and of none that another has', () => {
    const databasesOf = ({ stores }: MastraStorage) => new Set(Object.values(stores).map(({ database }) => database));
    const [database, ...others] = databasesOf(new InMemoryStore());
    expect(database).toBeInstanceOf(InMemoryDatabase);
    expect(others).toEqual([]);
    expect(databasesOf(new InMemoryStore())).not.toContain(database);
    expect(new InMemoryAgentsStorage().database).not.toBe(new InMemoryAgentVersionsStorage().database);
  });

  it('raises limits for snapshots and configurations', async () => {
    const snapshot = { a: { b: {} } };
    for (const [maxDepth, outcome] of [
      [2, 'rejected'],
      [3, 'fulfilled'],
    ] as const) {
      const { agents, agentVersions } = new InMemoryStore({ limits: { maxDepth } }).stores;
      const calls = [agents?.createAgent(snapshot), agentVersions?.createVersion({ agentId: 'a', snapshot })];
      expect((await Promise.allSettled(calls)).map(({ status }) => status)).toEqual([outcome, outcome]);
    }
  });

  it('refuses an unknown option', () => {
    expect(() => new InMemoryStore({ url: 'file:a.db' } as InMemoryStoreOptions)).toThrow(ValidationError);
  });
});

describe('domains in memory', () => {
  it('stand alone, or share the database they are given', async () => {
    const database = new InMemoryDatabase();
    const shared = {
      agents: new InMemoryAgentsStorage({ database }),
      agentVersions: new InMemoryAgentVersionsStorage({ database }),
    };
    const apart = { agents: new InMemoryAgentsStorage(), agentVersions: new InMemoryAgentVersionsStorage() };
    await activate(new MastraStorage({ id: 'shared', stores: shared }));
    await activate(new MastraStorage({ id: 'apart', stores: apart }));
    expect(await shared.agents.getAgent('a')).toHaveProperty('activeVersionId', 'v1');
    expect(await apart.agents.getAgent('a')).not.toHaveProperty('activeVersionId');
  });

  it('leave nothing behind of agents that were only asked about, or refused', async () => {
    const database = new InMemoryDatabase();
    const versions = new InMemoryAgentVersionsStorage({ database });
    await expect(versions.createVersion({ agentId: 'a', snapshot: {}, expected: 1 })).rejects.toThrow(ConflictError);
    await versions.countVersions('a');
    await versions.listVersions({ agentId: 'a' });
    await versions.deleteVersionsByAgentId('a');
    await versions.removeLabel({ agentId: 'a', label: 'active' });
    await versions.listLabels('a');
    await versions.getHead('a');
    await versions.listHistory({ agentId: 'a' });
    await versions.findVersions({ agentId: 'a', selector: { name: 'b' } });
    await versions.pruneVersions({ agentId: 'a', through: 1 });
    await versions.deleteHistory({ agentId: 'a', record: {} });
    await versions.importLabelMoves({ agentId: 'a', moves: [] });
    expect(await versions.listHeads()).toEqual([]);
    expect(await versions.listEvents()).toEqual({ events: [] });
    expect(database.history('a')).toBeUndefined();
    expect(database.labels('a')).toBeUndefined();
  });

  it('break ties of time by code point, as the databases do', async () => {
    const versions = new InMemoryAgentVersionsStorage();
    const ids = ['\u{1f600}', '\ufb33', 'b', 'B'];
    for (const id of ids) await versions.createVersion({ id, agentId: 'a', snapshot: {}, createdAt: new Date(0) });
    const list = await versions.listVersions({ agentId: 'a', orderBy: { field: 'createdAt', direction: 'ASC' } });
    expect(list.versions.map(({ id }) => id)).toEqual(['B', 'b', '\ufb33', '\u{1f600}']);
  });

  it('give a key free again when its version is deleted', async () => {
    const versions = new InMemoryAgentVersionsStorage();
    const input = { agentId: 'a', snapshot: {}, idempotencyKey: 'k' };
    const first = await versions.createVersion(input);
    await versions.deleteVersion(first.id);
    expect(await versions.createVersion({ ...input, snapshot: { b: 1 } })).toMatchObject({ versionNumber: 2 });
    await versions.deleteVersionsByAgentId('a');
    expect(await versions.createVersion(input)).toMatchObject({ versionNumber: 3 });
  });
});
