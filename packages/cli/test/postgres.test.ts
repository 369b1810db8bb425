/** The commands on Postgres, as DATABASE_URL chooses it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { emptyFolder } from './support/folder';
import { emptyDatabase } from './support/postgres-database';
import { runInFolder, runJson } from './support/run';

describe('on Postgres', () => {
  it('a history is made, looked at, verified and migrated back', async () => {
    const url = new URL(await emptyDatabase());
    const run = { cwd: await emptyFolder(), env: { DATABASE_URL: url.href } };
    vi.stubEnv('DATABASE_URL', url.href); // what the configuration file reads
    onTestFinished(() => void vi.unstubAllEnvs());

    expect((await runInFolder(['migrate', 'up'], run)).stdout).toMatch(/^Applied 001 /);
    expect((await runInFolder(['init'], run)).stdout).toMatch(/^Wrote agent-versions\.config\.ts$/m);
    const config = await readFile(join(run.cwd, 'agent-versions.config.ts'), 'utf8');
    expect(config).toContain("new PostgresStore({ id: 'main', connectionString: process.env.DATABASE_URL })");
    expect((await runInFolder(['agents', 'create', 'support', '-'], { ...run, stdin: '{"model":"a"}' })).code).toBe(0);
    expect((await runInFolder(['save', 'support', '--set', 'model="b"'], run)).code).toBe(0);
    expect((await runInFolder(['diff', 'support', '1', '--exit-code'], run)).code).toBe(1);
    expect((await runInFolder(['activate', 'support', '1'], run)).code).toBe(0);
    expect(await runJson(['show', 'support'], run)).toMatchObject({ versionNumber: 1, labels: ['active'] });
    expect((await runInFolder(['verify'], run)).stdout).toMatch(/^support +ok +2 /m);
    const { stdout } = await runInFolder(['doctor'], run);
    expect(stdout).toMatch(/^histories +ok +1 verified$/m);
    if (url.password) expect(stdout).not.toContain(`:${url.password}@`);
    expect((await runInFolder(['migrate', 'down', '--all', '--yes'], run)).code).toBe(0);
  });
});
