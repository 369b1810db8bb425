/** What an import refuses: lines that are wrong, and histories that are not the ones that are here. */
import { beforeAll, describe, expect, it } from 'vitest';
import { contentHash } from '../../../src/json/hash';
import type { AgentVersionSummary } from '../../../src/storage/domains/agent-versions/records';
import { AgentVersioning } from '../../../src/versioning/service';
import { together } from '../stores';
import { linesOf } from './sample-histories';

let lines: string[];

/** The lines with one of them changed. */
function edited(number: number, change: object | string): string[] {
  const line = lines[number - 1] as string;
  const text = typeof change === 'string' ? change : JSON.stringify({ ...JSON.parse(line), ...change });
  return lines.toSpliced(number - 1, 1, text);
}

function fresh(): AgentVersioning {
  return new AgentVersioning(together());
}

beforeAll(async () => {
  // 1 header, 2 agent, 3 to 5 versions, 6 and 7 moves, 8 end of the agent, 9 end
  const versioning = fresh();
  await versioning.createAgent({ id: 'a', step: 1 }, { message: 'One' });
  await versioning.save('a', { step: 2 }, { labels: ['active'] });
  await versioning.save('a', { step: 3 }, { labels: ['active'] });
  lines = await linesOf(versioning);
  expect(lines.map((line) => JSON.parse(line).type)).toEqual([
    ...['header', 'agent', 'version', 'version', 'version', 'labelMove', 'labelMove', 'agentEnd', 'end'],
  ]);
});

describe('a wrong line is named', () => {
  const hash = contentHash('other');

  it.each<{ line: number; change: object | string; message?: string }>([
    { line: 1, change: { format: 'other' } },
    { line: 1, change: { formatVersion: 2 } },
    { line: 1, change: { type: 'end', agents: 0 } },
    { line: 2, change: { type: 'unknown' }, message: 'type is not known' },
    { line: 2, change: 'null' },
    { line: 2, change: '[]' },
    { line: 2, change: '{"type":"agent"', message: 'cut off' },
    { line: 2, change: { config: undefined }, message: 'without the other' },
    { line: 2, change: { config: { id: 'other' } } },
    { line: 3, change: { agentId: 'b' }, message: 'another agent' },
    { line: 3, change: { versionNumber: 2 }, message: 'leaves out number 1' },
    { line: 4, change: { versionNumber: 1 }, message: 'comes back' },
    { line: 4, change: { changeMessage: 'edited' }, message: 'has the link' },
    { line: 4, change: { createdAt: '2026-01-01T00:00:00.000Z' }, message: 'has the link' },
    { line: 4, change: { createdAt: '2026-01-01' }, message: 'must be a time' },
    { line: 4, change: { chainHash: hash }, message: 'has the link' },
    { line: 4, change: { contentHash: hash }, message: 'has the link' },
    { line: 5, change: { snapshot: { step: 4 } }, message: 'not the hash of the snapshot' },
    { line: 5, change: { snapshot: [] } },
    { line: 5, change: { unknown: 1 } },
    { line: 6, change: { label: 'Not A Label' } },
    { line: 6, change: { to: [{ versionId: 'x', weight: 1 }] } },
    { line: 7, change: { revision: 1 } },
    { line: 8, change: { versions: 2 }, message: 'says versions 2, not 3' },
    { line: 8, change: { moves: 3 }, message: 'says 3 moves, not 2' },
    { line: 8, change: { chainHash: hash } },
    { line: 9, change: { agents: 2 }, message: 'says 2 agents' },
  ])('line $line with $change', async ({ line, change, message = '' }) => {
    const error = await fresh()
      .importHistories(edited(line, change))
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'invalid_input' });
    const [issue] = (error as { issues: { path: string; message: string }[] }).issues;
    expect(issue?.path.split('.')[0]).toBe(`line ${line}`);
    expect(issue?.message).toContain(message);
  });

  it('also where it is missing', async () => {
    const refused = fresh().importHistories(lines.toSpliced(3, 1));
    await expect(refused).rejects.toMatchObject({ issues: [{ path: 'line 4', message: 'leaves out number 2' }] });
  });

  it('also where it is too long, in bytes', async () => {
    const longest = Math.max(...lines.map((line) => Buffer.byteLength(line)));
    await fresh().importHistories(lines, { maxLineBytes: longest });
    const refused = fresh().importHistories(lines, { maxLineBytes: longest - 1 });
    await expect(refused).rejects.toMatchObject({ issues: [{ path: expect.stringMatching(/^line \d$/) }] });
    const wide = fresh().importHistories([`"${'é'.repeat(60)}"`], { maxLineBytes: 100 });
    await expect(wide).rejects.toMatchObject({ issues: [{ path: 'line 1', message: 'must be at most 100 bytes' }] });
  });

  it.each([[undefined], ['text'], [null], [5]])('and so is a source that has no lines (%#)', async (source) => {
    await expect(fresh().importHistories(source as never)).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('lets go of the file', async () => {
    let closed = false;
    async function* source() {
      try {
        yield* edited(4, 'x');
      } finally {
        closed = true;
      }
    }
    await expect(fresh().importHistories(source())).rejects.toThrow('line 4');
    expect(closed).toBe(true);
  });
});

describe('what is here already', () => {
  it('is refused where it is another history', async () => {
    const other = fresh();
    await other.createAgent({ id: 'a', step: 1 }, { message: 'Another' });
    const before = await linesOf(other);
    await expect(other.importHistories(lines)).rejects.toMatchObject({ code: 'conflict', id: 'a' });
    expect(await linesOf(other)).toEqual(before);
  });

  it('is refused where it goes on otherwise', async () => {
    const other = fresh();
    await other.importHistories(lines);
    await other.save('a', { step: 'here' });
    const theirs = fresh();
    await theirs.importHistories(lines);
    await theirs.save('a', { step: 'there' });
    await theirs.save('a', { step: 'and on' });
    const before = await linesOf(other);
    await expect(other.importHistories(await linesOf(theirs))).rejects.toMatchObject({ code: 'conflict', id: 'a' });
    expect(await linesOf(other)).toEqual(before);
  });

  it('goes on where it is the beginning, record and all', async () => {
    const other = fresh();
    await other.importHistories(lines);
    const theirs = fresh();
    await theirs.importHistories(lines);
    await theirs.save('a', { step: 4 }, { labels: ['staging'] });
    const done = await other.importHistories(await linesOf(theirs));
    expect(done).toEqual({ agents: 1, versions: 1, deletions: 0, moves: 1, skipped: 3 });
    expect(await other.getAgent('a')).toMatchObject({ step: 4, versionNumber: 4 });
  });

  it('is refused where the agent was deleted', async () => {
    const other = fresh();
    await other.importHistories(lines);
    await other.deleteAgent('a');
    await expect(other.importHistories(lines)).rejects.toMatchObject({ code: 'conflict', expected: 'none', actual: 3 });
  });

  it('is compared entry by entry where it is older than the chain', async () => {
    const bare = lines.map((line) => {
      const { chainHash: _, ...rest } = JSON.parse(line);
      return JSON.stringify(rest);
    });
    const other = fresh();
    await other.importHistories(bare);
    expect(await other.importHistories(bare)).toMatchObject({ versions: 0, skipped: 3 });
    expect(await other.verifyHistory('a')).toMatchObject({ ok: true, unchained: 3 });
    await expect(other.importHistories(lines)).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('an import', () => {
  it('is asked of the policy for each agent and label, and tells listeners', async () => {
    const asked: string[] = [];
    const policy = {
      can: ({ action, label }: { action: string; label?: string }) =>
        asked.push(label ? `${action} ${label}` : action) > 0,
    };
    const versioning = new AgentVersioning({ ...together(), policy });
    const told: unknown[] = [];
    versioning.on('version.created', ({ versionNumber }) => void told.push(versionNumber));
    versioning.on('label.moved', ({ label, revision }) => void told.push(`${label} ${revision}`));
    await versioning.importHistories(lines);
    expect(asked).toEqual(['history.import', 'label.move active']);
    expect(told).toEqual([1, 2, 3, 'active 1', 'active 2']);
  });

  it('moves no protected label unasked', async () => {
    const versioning = new AgentVersioning({ ...together(), protectedLabels: ['active'] });
    await expect(versioning.importHistories(lines)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('goes in batches, says how far it is, and ends when it is told to', async () => {
    const source = together();
    for (let step = 1; step <= 1500; step += 1) {
      await source.agentVersions.createVersion({ agentId: 'a', snapshot: { step } });
    }
    const all = await linesOf(new AgentVersioning(source));
    const copy = fresh();
    const controller = new AbortController();
    const seen: (number | undefined)[] = [];
    const onProgress = ({ line, versions }: { line: number; versions: number }) => {
      seen.push(line, versions);
      controller.abort(new Error('Enough'));
    };
    await expect(copy.importHistories(all, { onProgress, signal: controller.signal })).rejects.toThrow('Enough');
    expect(seen).toEqual([1002, 1000]);
    expect(await copy.importHistories(all)).toMatchObject({ versions: 500, skipped: 1000 });
    const versions: AgentVersionSummary[] = (await copy.list({ agentId: 'a', perPage: 1 })).versions;
    expect(versions[0]?.versionNumber).toBe(1500);
  });
});
