/** `verify`: histories are what was saved. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LibSQLDatabase } from '@agent-versions/libsql';
import { describe, expect, it } from 'vitest';
import { emptyFolder } from '../support/folder';
import { folderWithHistory } from '../support/history';
import { runInFolder, runJson } from '../support/run';

interface Verified {
  ok: boolean;
  histories: { agentId: string; ok: boolean; head: { versionNumber: number; chainHash: string } }[];
}

/** What somebody with access to the database does behind everybody's back. */
async function tamper(cwd: string, statement: string): Promise<void> {
  const database = new LibSQLDatabase({ url: pathToFileURL(join(cwd, 'agent-versions.db')).href });
  await database.write({ sql: statement, values: [] } as unknown as Parameters<LibSQLDatabase['write']>[0]);
  await database.close();
}

describe('verify', () => {
  it('verifies every history, and prints the heads to be noted', async () => {
    const cwd = await folderWithHistory();
    await runInFolder(['agents', 'create', 'another'], { cwd });
    const { code, stdout, stderr } = await runInFolder(['verify'], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^another +ok +1 +0 +0 +1:[0-9a-f]{64}$/m);
    expect(stdout).toMatch(/^support +ok +3 +0 +0 +3:[0-9a-f]{64}$/m);
  });

  it('says so where there is none', async () => {
    expect((await runInFolder(['verify'], { cwd: await emptyFolder() })).stdout).toBe('No histories yet\n');
  });

  it('verifies one, against a head noted earlier', async () => {
    const cwd = await folderWithHistory();
    const { histories } = await runJson<Verified>(['verify', 'support'], { cwd });
    const { versionNumber, chainHash } = histories[0]?.head ?? { versionNumber: 0, chainHash: '' };
    await runInFolder(['save', 'support', '--set', 'model="o3"'], { cwd });
    const anchor = `${versionNumber}:${chainHash}`;
    expect((await runInFolder(['verify', 'support', '--anchor', anchor], { cwd })).code).toBe(0);
    const other = await runInFolder(['verify', 'support', '--anchor', `${versionNumber}:${'0'.repeat(64)}`], { cwd });
    expect(other.code).toBe(1);
    expect(other.stderr).toContain('broken at version 3, anchor');
  });

  it('ends with 1 where a history is broken, and says where', async () => {
    const cwd = await folderWithHistory();
    await tamper(cwd, 'update mastra_agent_version_heads set "versionCount" = 2');
    const { code, stdout, stderr } = await runInFolder(['verify'], { cwd });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^support +BROKEN/m);
    expect(stderr).toMatch(/^support: broken at version 3, head \(versionCount\): expected 3, found 2$/m);
    const json = await runInFolder(['verify', '--json'], { cwd });
    expect(JSON.parse(json.stdout)).toMatchObject({
      ok: false,
      histories: [{ ok: false, break: { problem: 'head' } }],
    });
  });

  it.each([
    ['an anchor of no agent', ['--anchor', `1:${'0'.repeat(64)}`], 2],
    ['an anchor that is none', ['support', '--anchor', '1:xyz'], 2],
    ['an agent that is not there', ['nobody'], 3],
  ])('refuses %s', async (_, argv, code) => {
    expect((await runInFolder(['verify', ...argv], { cwd: await emptyFolder() })).code).toBe(code);
  });
});
