/** Opening, sharing and closing: what a store touches, and when. */
import { existsSync, readdirSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { MigrationError, UnavailableError } from '@agent-versions/core';
import { createClient } from '@libsql/client';
import Database from 'libsql';
import { describe, expect, it } from 'vitest';
import { LocalConnection } from '../src/db/local-connection';
import { DefaultStorage } from '../src/default-storage';
import { LibSQLAgentVersionsStorage } from '../src/domains/agent-versions';
import { LibSQLAgentsStorage } from '../src/domains/agents';
import { libsqlMigrations } from '../src/migrations';
import { LibSQLStore } from '../src/store';
import { temporaryFile, temporaryFolder } from './support/temporary-folder';

const CLOSED = { code: 'unavailable', retryable: false, message: expect.stringContaining('is closed') };

/** The tables of a file, by name. */
function tablesOf(path: string): string[] {
  const database = new Database(path);
  const theirs = `type = 'table' and name not like 'sqlite@_%' escape '@'`;
  const rows = database.prepare(`select name from sqlite_master where ${theirs} order by name`).all();
  database.close();
  return (rows as { name: string }[]).map(({ name }) => name);
}

describe('opening', () => {
  it('touches nothing before the first call', async () => {
    const path = temporaryFile();
    const store = new LibSQLStore({ id: 's', url: `file:${path}` });
    expect(existsSync(path)).toBe(false);
    await store.close();
    expect(existsSync(path)).toBe(false);
  });

  it.each([
    ['full', 2],
    ['lose-last-commits-on-power-loss', 1],
  ] as const)('keeps a write-ahead log and syncs it as durability asks (%s)', (durability, level) => {
    const connection = new LocalConnection({ path: temporaryFile(), durability, readOnly: false });
    expect(connection.all({ sql: 'pragma journal_mode', values: [] })).toEqual([{ journal_mode: 'wal' }]);
    expect(connection.all({ sql: 'pragma synchronous', values: [] })).toEqual([{ synchronous: level }]);
    expect(connection.all({ sql: 'pragma foreign_keys', values: [] })).toEqual([{ foreign_keys: 1 }]);
    connection.close({ checkpoint: true });
  });

  it("gives an injected client's file a write-ahead log", async () => {
    const client = createClient({ url: `file:${temporaryFile()}` });
    const agents = new LibSQLAgentsStorage({ client });
    await agents.init();
    expect((await client.execute('pragma journal_mode')).rows[0]).toMatchObject({ journal_mode: 'wal' });
    await agents.close();
    client.close();
  });

  it('leaves a relative file where it was, when the process goes elsewhere', async () => {
    const folder = temporaryFolder();
    const before = process.cwd();
    process.chdir(folder);
    const storage = new DefaultStorage();
    process.chdir(before);
    await storage.init();
    await storage.close();
    expect(readdirSync(folder)).toContain('agent-versions.db');
  });

  it('takes url or name for the default storage', async () => {
    const storage = new DefaultStorage({ name: 'mine', config: { url: 'file::memory:' } });
    expect(storage).toMatchObject({ id: 'mine', name: 'mine' });
    const versions = await storage.requireStore('agentVersions');
    expect(await versions.createVersion({ agentId: 'a', snapshot: {} })).toMatchObject({ versionNumber: 1 });
    await storage.close();
  });

  it('tries again when the first time failed', async () => {
    const folder = temporaryFolder();
    const agents = new LibSQLAgentsStorage({ url: `file:${folder}/later/agents.db` });
    await expect(agents.init()).rejects.toThrow(UnavailableError);
    renameSync(temporaryFolder(), `${folder}/later`);
    await expect(agents.createAgent({ id: 'a' })).resolves.toMatchObject({ id: 'a' });
    await agents.close();
  });
});

describe('disableInit', () => {
  it('leaves the schema alone until init is called', async () => {
    const path = temporaryFile();
    const store = new LibSQLStore({ id: 's', url: `file:${path}`, disableInit: true });
    const versions = await store.requireStore('agentVersions');
    await expect(versions.countVersions('a')).rejects.toMatchObject({
      code: 'migration',
      reason: 'missing',
      message: expect.stringContaining('call init()'),
    });
    await expect(versions.createVersion({ agentId: 'a', snapshot: {} })).rejects.toThrow(MigrationError);
    expect(tablesOf(path)).toEqual([]);
    await store.init();
    await expect(versions.countVersions('a')).resolves.toBe(0);
    await store.close();
  });
});

describe('closing', () => {
  it('lets go of the files, whole without a log beside them', async () => {
    const path = temporaryFile();
    const store = new LibSQLStore({ id: 's', url: `file:${path}` });
    const agents = await store.requireStore('agents');
    await agents.createAgent({ id: 'a' });
    await store.close();
    const moved = `${temporaryFolder()}/copy.db`;
    renameSync(path, moved);
    const copy = new LibSQLAgentsStorage({ url: `file:${moved}` });
    expect(await copy.getAgent('a')).toMatchObject({ id: 'a' });
    await copy.close();
    expect(readdirSync(dirname(path)).filter((name) => !/-(wal|shm)$/.test(name))).toEqual([]);
  });

  it.each(['file', ':memory:'])('carries out what came before and refuses what comes after (%s)', async (kind) => {
    const store = new LibSQLStore({ id: 's', url: kind === 'file' ? `file:${temporaryFile()}` : kind });
    const versions = await store.requireStore('agentVersions');
    const agents = await store.requireStore('agents');
    const saves = Array.from({ length: 20 }, () => versions.createVersion({ agentId: 'a', snapshot: {} }));
    const closing = [store.close(), store.close()];
    const numbers = (await Promise.all(saves)).map(({ versionNumber }) => versionNumber);
    expect(numbers).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect(await Promise.all(closing)).toEqual([undefined, undefined]);
    await store.close();

    await expect(versions.createVersion({ agentId: 'a', snapshot: {} })).rejects.toMatchObject(CLOSED);
    await expect(versions.countVersions('a')).rejects.toMatchObject(CLOSED);
    await expect(agents.init()).rejects.toMatchObject(CLOSED);
    await expect(store.migrator().migrate()).rejects.toMatchObject(CLOSED);
  });

  it('leaves an injected client open', async () => {
    const client = createClient({ url: `file:${temporaryFile()}` });
    const store = new LibSQLStore({ id: 's', client });
    const agents = await store.requireStore('agents');
    await agents.createAgent({ id: 'a' });
    await store.close();
    expect(client.closed).toBe(false);
    const { rows } = await client.execute('select id from mastra_agents');
    expect(rows.map(({ id }) => id)).toEqual(['a']);
    await expect(agents.getAgent('a')).rejects.toMatchObject(CLOSED);
    client.close();
  });

  it('says so when an injected client was closed by its owner', async () => {
    const client = createClient({ url: `file:${temporaryFile()}` });
    const agents = new LibSQLAgentsStorage({ client });
    await agents.init();
    client.close();
    await expect(agents.getAgent('a')).rejects.toMatchObject(CLOSED);
    await expect(agents.createAgent({ id: 'a' })).rejects.toMatchObject(CLOSED);
  });
});

describe('sharing', () => {
  it('keeps stores of different prefixes apart in one file', async () => {
    const path = temporaryFile();
    const url = `file:${path}`;
    const [one, two] = [
      new LibSQLAgentVersionsStorage({ url, tablePrefix: 'one_' }),
      new LibSQLAgentVersionsStorage({ url, tablePrefix: 'two_' }),
    ];
    await one.createVersion({ agentId: 'a', snapshot: { of: 'one' } });
    await one.createVersion({ agentId: 'a', snapshot: { of: 'one' } });
    await two.createVersion({ agentId: 'a', snapshot: { of: 'two' } });
    expect([await one.countVersions('a'), await two.countVersions('a')]).toEqual([2, 1]);
    expect((await two.getLatestVersion('a'))?.snapshot).toEqual({ of: 'two' });
    await Promise.all([one.close(), two.close()]);
    expect(tablesOf(path).filter((name) => !/^(one|two)_/.test(name))).toEqual([]);
  });

  it('gives the domains of a store one database, and each alone one of its own', async () => {
    const url = `file:${temporaryFile()}`;
    const store = new LibSQLStore({ id: 's', url });
    const agents = await store.requireStore('agents');
    const versions = await store.requireStore('agentVersions');
    await agents.createAgent({ id: 'a' });
    const { id } = await versions.createVersion({ agentId: 'a', snapshot: {} });
    await versions.setLabel({ agentId: 'a', label: 'active', versionId: id });
    const alone = new LibSQLAgentsStorage({ url });
    expect(await alone.getAgent('a')).toMatchObject({ activeVersionId: id });
    await Promise.all([store.close(), alone.close()]);
  });

  it('applies its limits to every domain', async () => {
    const store = new LibSQLStore({ id: 's', url: ':memory:', limits: { maxKeys: 1 } });
    const { agents, agentVersions, memory, workflows, evals, observability, sessions } = store.stores;
    const json = { name: 'n', description: 'd' };
    const span = { traceId: 't', spanId: 's', name: 'n', startedAt: new Date(0) };
    const calls = [
      agents?.createAgent(json),
      agentVersions?.createVersion({ agentId: 'a', snapshot: json }),
      memory?.createThread({ resourceId: 'r', metadata: json }),
      workflows?.persistWorkflowSnapshot({ workflowId: 'w', runId: 'r', snapshot: json }),
      evals?.saveEval({ scorerId: 's', score: 1, metadata: json }),
      observability?.createSpan({ ...span, attributes: json }),
      sessions?.createSession({ mainAgentId: 'a', overrides: { model: 'm', configuration: json } }),
    ];
    const outcomes = await Promise.allSettled(calls);
    const refused = { status: 'rejected', reason: expect.objectContaining({ code: 'invalid_input' }) };
    expect(outcomes).toEqual(calls.map(() => refused));
    await store.close();
  });
});

describe('migrator', () => {
  it('tells how far the schema is, and goes back and forth', async () => {
    const path = temporaryFile();
    const store = new LibSQLStore({ id: 's', url: `file:${path}`, tablePrefix: 'p_' });
    const migrator = store.migrator();
    const ids = libsqlMigrations('p_').map(({ id }) => id);
    expect(await migrator.getMigrationSummary()).toMatchObject({ appliedMigrations: 0, pendingMigrationIds: ids });
    expect(tablesOf(path)).toEqual([]);
    await store.init();
    expect(await migrator.getMigrationSummary()).toMatchObject({
      appliedMigrations: ids.length,
      currentVersion: ids.at(-1),
    });
    await migrator.rollbackTo(null);
    expect(tablesOf(path)).toEqual(['p_agent_versions_migrations']);
    await store.close();
  });
});
