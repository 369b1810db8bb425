/** The quickstart, run as its reader runs it. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { LibSQLStore } from '@agent-versions/libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const EXAMPLE = resolve(import.meta.dirname, '..');
const ROOT = resolve(EXAMPLE, '../..');
const SHIPPED = join(EXAMPLE, 'histories.jsonl');

/** A file of 135 real agents, where there is one. */
const REAL = process.env.AGENT_HISTORIES ?? resolve(ROOT, '../shared/data/agent-histories.jsonl');

let folder: string;
let db: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quickstart-'));
  db = join(folder, 'agents.db');
});

afterEach(() => rm(folder, { recursive: true }));

/** Runs the quickstart in a process of its own. */
function quickstart(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const command = ['--tsconfig', join(EXAMPLE, 'tsconfig.json'), join(EXAMPLE, 'src/main.ts'), '--db', db, ...args];
  return new Promise((done) => {
    execFile(join(ROOT, 'node_modules/.bin/tsx'), command, (error, stdout, stderr) => {
      done({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

/** How many versions each agent in the file has. */
async function stored(): Promise<Record<string, number>> {
  const store = new LibSQLStore({ id: 'check', url: `file:${db}` });
  const agents = await store.requireStore('agents');
  const versions = await store.requireStore('agentVersions');
  const listed = await agents.listAgents({ perPage: 1000 });
  const counts = await Promise.all(
    listed.agents.map(async ({ id }) => [id, await versions.countVersions(id)] as const),
  );
  await store.close();
  return Object.fromEntries(counts);
}

const ALL_SHIPPED = { 'support-triage': 7, 'release-notes': 5, 'sql-analyst': 4, 'contract-reviewer': 5 };

describe('with the histories that come with it', () => {
  it('imports, compares, activates, protects and restores', async () => {
    const { code, stdout, stderr } = await quickstart();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('20 new versions, 0 were there already');
    expect(stdout).toContain('+Open a ticket for every mail of high urgency');
    expect(stdout).toContain('refused, version_in_use');
    expect(stdout).toContain('version 7 made from version 1');
    expect(stdout).toMatch(/│ 7 .*Restore version 1/);
    expect(stdout).toMatch(/│ 6 .*│ active │/);
    expect(stdout).toContain('7 versions, not one altered');
    expect(stdout).toContain(`4 agents imported; 21 versions in ${db}`);
    expect(await stored()).toEqual(ALL_SHIPPED);
  });

  it('adds nothing when it runs again', async () => {
    await quickstart();
    const { code, stdout } = await quickstart();
    expect(code).toBe(0);
    expect(stdout).toContain('0 new versions, 20 were there already');
    expect(stdout).toContain('version 7 had been made from version 1');
    expect(stdout).toContain(`4 agents imported; 21 versions in ${db}`);
    expect(await stored()).toEqual(ALL_SHIPPED);
  });

  it('leaves the restored configuration as the one being edited', async () => {
    await quickstart();
    const store = new LibSQLStore({ id: 'check', url: `file:${db}` });
    const agent = await (await store.requireStore('agents')).getAgent('support-triage');
    const restored = await (await store.requireStore('agentVersions')).getLatestVersion('support-triage');
    await store.close();
    const { id, revision, createdAt, updatedAt, activeVersionId, versionNumber, ...config } = agent ?? {};
    expect(config).toEqual(restored?.snapshot);
    expect(restored?.restoredFrom).toBeDefined();
    expect(versionNumber).toBe(restored?.versionNumber);
    expect({ id, revision }).toEqual({ id: 'support-triage', revision: 7 });
  });
});

describe('with a file of its user', () => {
  it.each([
    ['no JSON', '{"agentId": "broken', /line 2: .*JSON/],
    ['a field missing', '{"agentId": "broken", "revisions": [{"config": {}}]}', /line 2: revisions\.0\.createdAt/],
    ['no revisions', '{"agentId": "broken", "revisions": []}', /line 2: revisions/],
    ['an id that cannot be', '{"agentId": "a\\u0000b", "revisions": [REVISION]}', /line 2: Invalid input: id/],
  ])('names the line that has %s, and keeps what came before it', async (_, bad, message) => {
    const [first, ...rest] = (await readFile(SHIPPED, 'utf8')).trimEnd().split('\n');
    const revision = '{"createdAt": "2026-01-01T00:00:00Z", "config": {"name": "x"}}';
    const file = join(folder, 'histories.jsonl');
    await writeFile(file, [first, bad.replace('REVISION', revision), ...rest].join('\n'));
    const { code, stderr } = await quickstart(file);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).toContain('Agents imported before it: 1.');
    expect(await stored()).toEqual({ 'support-triage': 6 });

    await writeFile(file, [first, ...rest].join('\n'));
    expect((await quickstart(file)).stdout).toContain('14 new versions, 6 were there already');
    expect(await stored()).toEqual(ALL_SHIPPED);
  });

  it('says so when the file is missing or empty', async () => {
    expect((await quickstart(join(folder, 'nowhere.jsonl'))).stderr).toContain('no such file');
    await writeFile(join(folder, 'empty.jsonl'), '\n');
    expect((await quickstart(join(folder, 'empty.jsonl'))).stderr).toContain('holds no history');
  });

  it.skipIf(!existsSync(REAL))(`imports 135 real agents (AGENT_HISTORIES, now ${REAL})`, async () => {
    const { code, stdout } = await quickstart(REAL);
    expect(code).toBe(0);
    expect(stdout).toContain('135 agents, 953 revisions');
    expect(stdout).toContain(`135 agents imported; 954 versions in ${db}`);
  });
});
