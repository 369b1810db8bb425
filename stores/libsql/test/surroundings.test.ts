/** Files in a bad state: each a clear typed error, and nothing touched that is not ours. */
import { chmodSync, closeSync, copyFileSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { MigrationError, UnavailableError } from '@agent-versions/core';
import Database from 'libsql';
import { describe, expect, it } from 'vitest';
import { LibSQLAgentVersionsStorage } from '../src/domains/agent-versions';
import { temporaryFile, temporaryFolder } from './support/temporary-folder';
import { startWorker } from './support/worker';

/** Opens the store of a file and expects reading and writing to fail alike. */
async function expectUnavailable(path: string, message: RegExp): Promise<void> {
  const versions = new LibSQLAgentVersionsStorage({ url: `file:${path}` });
  for (const call of [
    () => versions.countVersions('a'),
    () => versions.createVersion({ agentId: 'a', snapshot: {} }),
  ]) {
    const error = await call().catch((error: unknown) => error);
    expect(error).toBeInstanceOf(UnavailableError);
    expect(error).toMatchObject({ code: 'unavailable', retryable: false, message: expect.stringMatching(message) });
    expect(error).toHaveProperty('cause');
  }
  await versions.close();
}

/** A migrated file with enough versions to fill many pages. */
async function filledFile(): Promise<string> {
  const path = temporaryFile();
  const versions = new LibSQLAgentVersionsStorage({ url: `file:${path}` });
  for (let save = 0; save < 40; save++) {
    await versions.createVersion({ agentId: 'a', snapshot: { text: String(save).repeat(3000) } });
  }
  await versions.close();
  return path;
}

describe('a file that cannot be opened', () => {
  it('says which folder is missing, and makes none', async () => {
    const folder = `${temporaryFolder()}/missing`;
    await expectUnavailable(`${folder}/agents.db`, /^There is no folder .*missing/);
    expect(() => readFileSync(folder)).toThrow('ENOENT');
  });

  it('is a folder', async () => {
    const folder = temporaryFolder();
    await expectUnavailable(folder, /cannot be opened/);
  });
});

describe('a file that is damaged', () => {
  it.each([
    ['something else', Buffer.alloc(8192, 'no database ')],
    ['shorter than a header', Buffer.from('hello')],
  ])('is %s, and stays as it was', async (_, content) => {
    const path = temporaryFile();
    writeFileSync(path, content);
    await expectUnavailable(path, /is not a database, or damaged/);
    expect(readFileSync(path)).toEqual(content);
  });

  it('has a page that was written over', async () => {
    const path = await filledFile();
    const size = readFileSync(path).length;
    const file = openSync(path, 'r+');
    writeSync(file, Buffer.alloc(size - 4096, 0xa5), 0, size - 4096, 4096);
    closeSync(file);
    await expectUnavailable(path, /is not a database, or damaged/);
  });
});

describe('a file that this process may only read', () => {
  it('refuses with a reason, and stays as it was', { timeout: 60_000 }, async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'agents.db');
    copyFileSync(await filledFile(), path);
    const before = readFileSync(path);
    const reader = await startWorker('reader-of-read-only', { url: `file:${path}` });
    chmodSync(path, 0o444);
    chmodSync(folder, 0o555);
    reader.go();
    const said = await reader.next<{ read: unknown; write: unknown }>();
    await reader.exited;
    chmodSync(folder, 0o755);
    const refusal = {
      code: 'unavailable',
      retryable: false,
      message: expect.stringMatching(/write access|be writable/),
    };
    expect(said).toEqual({ read: refusal, write: refusal });
    expect(readFileSync(path).equals(before)).toBe(true);
  });
});

describe('a schema that is not ours to touch', () => {
  it('is newer than the code', async () => {
    const path = await filledFile();
    const database = new Database(path);
    database.exec(
      `insert into agent_versions_migrations values ('999', 'from the future', '2030-01-01T00:00:00.000Z', 1, 'x')`,
    );
    // the engine closes the connections above when their statements are collected, which would move the log at any time
    database.exec('pragma wal_checkpoint(truncate)');
    database.close();
    const before = readFileSync(path);
    const versions = new LibSQLAgentVersionsStorage({ url: `file:${path}` });
    await expect(versions.countVersions('a')).rejects.toMatchObject({ code: 'migration', reason: 'newer_database' });
    await versions.close();
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it("holds @mastra/core's tables, which are left alone; a prefix leads out", async () => {
    const path = temporaryFile();
    const database = new Database(path);
    database.exec(`
      create table mastra_agents (id text primary key, name text, model text);
      create table mastra_agent_versions (id text primary key, "agentId" text, "versionNumber" integer);
      insert into mastra_agent_versions values ('theirs', 'a', 1)`);
    const schema = () => database.prepare('select type, name, sql from sqlite_master order by name').all();
    const before = schema();

    const versions = new LibSQLAgentVersionsStorage({ url: `file:${path}` });
    const error = await versions.createVersion({ agentId: 'a', snapshot: {} }).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(MigrationError);
    expect(error).toMatchObject({ reason: 'foreign_tables', message: expect.stringContaining('tablePrefix') });
    await versions.close();
    expect(schema()).toEqual(before);

    const prefixed = new LibSQLAgentVersionsStorage({ url: `file:${path}`, tablePrefix: 'av_' });
    await expect(prefixed.createVersion({ agentId: 'a', snapshot: {} })).resolves.toMatchObject({ versionNumber: 1 });
    await prefixed.close();
    expect(database.prepare('select id from mastra_agent_versions').all()).toEqual([{ id: 'theirs' }]);
    database.close();
  });
});
