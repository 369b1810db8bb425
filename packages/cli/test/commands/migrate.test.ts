/** `migrate`: the schema, forward and back. */
import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyFolder } from '../support/folder';
import { runInFolder, runJson } from '../support/run';

/** The migrations of every store, and the domains that the default one keeps. */
const IDS = ['001', '002', '003', '004', '005', '006', '007'];
const DOMAINS = ['agents', 'agentVersions', 'memory', 'workflows', 'evals', 'observability', 'sessions'];

/** What a command prints that does something to each of some migrations. */
const linesOf = (verb: string, ids: readonly string[]) =>
  new RegExp(`^${ids.map((id) => `${verb} ${id} {2}\\S.*\\n`).join('')}$`);

interface Status {
  databases: { domains: string[]; appliedMigrations: number; pendingMigrationIds: string[]; currentVersion?: string }[];
}

const pendingOf = async (cwd: string) => {
  const { databases } = await runJson<Status>(['migrate', 'status'], { cwd });
  return databases[0]?.pendingMigrationIds;
};

describe('migrate up', () => {
  it('says with --dry-run what it would apply, and applies nothing', async () => {
    const cwd = await emptyFolder();
    const { code, stdout } = await runInFolder(['migrate', 'up', '--dry-run'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(linesOf('Would apply', IDS));
    expect(await pendingOf(cwd)).toEqual(IDS);
    expect(await readdir(cwd)).toEqual([]); // neither of the two made a database
  });

  it('applies what is pending, and then nothing', async () => {
    const cwd = await emptyFolder();
    expect((await runInFolder(['migrate', 'up'], { cwd })).stdout).toMatch(linesOf('Applied', IDS));
    expect((await runInFolder(['migrate', 'up'], { cwd })).stdout).toBe('Up to date: nothing is pending\n');
    expect(await pendingOf(cwd)).toEqual([]);
  });
});

describe('migrate status', () => {
  it('prints how far the schema is', async () => {
    const cwd = await emptyFolder();
    await runInFolder(['migrate', 'up'], { cwd });
    const { code, stdout } = await runInFolder(['migrate', 'status'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^${DOMAINS.join(', ')} +007 +7 +- +ok$`, 'm'));
  });

  it('tells two databases apart', async () => {
    const cwd = await emptyFolder();
    await writeFile(
      join(cwd, 'agent-versions.config.ts'),
      `import { MastraStorage } from '@agent-versions/core';
       import { LibSQLAgentsStorage, LibSQLAgentVersionsStorage } from '@agent-versions/libsql';
       const url = (name: string) => new URL(name, import.meta.url).href;
       export const storage = () => new MastraStorage({ id: 'main', stores: {
         agents: new LibSQLAgentsStorage({ url: url('agents.db') }),
         agentVersions: new LibSQLAgentVersionsStorage({ url: url('versions.db') }),
       } });`,
    );
    await runInFolder(['migrate', 'up'], { cwd });
    const { databases } = await runJson<Status>(['migrate', 'status'], { cwd });
    expect(databases.map(({ domains }) => domains)).toEqual([['agents'], ['agentVersions']]);
    expect(databases.map(({ appliedMigrations }) => appliedMigrations)).toEqual([7, 7]);
    expect([existsSync(join(cwd, 'agents.db')), existsSync(join(cwd, 'versions.db'))]).toEqual([true, true]);
  });

  it('ends with 2 where the storage has no schema', async () => {
    const cwd = await emptyFolder();
    const text = `import { InMemoryStore } from '@agent-versions/core';\nexport default new InMemoryStore();`;
    await writeFile(join(cwd, 'agent-versions.config.js'), text);
    const { code, stderr } = await runInFolder(['migrate', 'status'], { cwd });
    expect({ code, stderr }).toEqual({ code: 2, stderr: 'Error: This storage has no schema to migrate\n' });
  });
});

describe('migrate down', () => {
  it('undoes the last migration, all after one, or all', async () => {
    const cwd = await emptyFolder();
    await runInFolder(['migrate', 'up'], { cwd });
    expect((await runInFolder(['migrate', 'down', '--yes'], { cwd })).stdout).toMatch(linesOf('Undid', ['007']));
    expect(await pendingOf(cwd)).toEqual(['007']);
    await runInFolder(['migrate', 'up'], { cwd });
    const after002 = await runInFolder(['migrate', 'down', '--to', '002', '--yes'], { cwd });
    expect(after002.stdout).toMatch(linesOf('Undid', ['007', '006', '005', '004', '003']));
    const all = await runInFolder(['migrate', 'down', '--all', '--yes'], { cwd });
    expect(all.stdout).toMatch(linesOf('Undid', ['002', '001']));
    expect((await runInFolder(['migrate', 'down', '--yes'], { cwd })).stdout).toBe('Nothing to undo\n');
  });

  it('asks first, and needs --yes where nobody can be asked', async () => {
    const cwd = await emptyFolder();
    await runInFolder(['migrate', 'up'], { cwd });
    expect((await runInFolder(['migrate', 'down'], { cwd })).code).toBe(2);
    await runInFolder(['migrate', 'down'], { cwd, tty: true, stdin: 'n\n' });
    expect(await pendingOf(cwd)).toEqual([]);
    expect((await runInFolder(['migrate', 'down'], { cwd, tty: true, stdin: 'yes\n' })).code).toBe(0);
    expect(await pendingOf(cwd)).toEqual(['007']);
  });

  it('ends with 7 where the migration is not known', async () => {
    const cwd = await emptyFolder();
    await runInFolder(['migrate', 'up'], { cwd });
    const { code, stderr } = await runInFolder(['migrate', 'down', '--to', '999', '--yes'], { cwd });
    expect(code).toBe(7);
    expect(stderr).toContain('Migration "999" is not applied');
  });
});
