/** Servers that are away for a moment: what is safe to repeat is tried again, within bounds. */
import { UnavailableError } from '@agent-versions/core';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { LibSQLOptions } from '../src/db/options';
import { LibSQLAgentVersionsStorage } from '../src/domains/agent-versions';
import { printFigure } from './support/figure';
import { startProxy } from './support/proxy';
import { startSqld } from './support/sqld';

const server = await startSqld();
const opened: LibSQLAgentVersionsStorage[] = [];

afterAll(() => Promise.all(opened.map((versions) => versions.close())));

function open(options: LibSQLOptions): LibSQLAgentVersionsStorage {
  const versions = new LibSQLAgentVersionsStorage(options);
  opened.push(versions);
  return versions;
}

/** A question so long that the proxy knows it by its size. */
const MANY_IDS = Array.from({ length: 700 }, (_, index) => `${index}-`.padEnd(26, 'x'));

describe.each(['http', 'ws'])('over %s', (scheme) => {
  it('calls made while the server is down are answered once it is back', async () => {
    const restarted = await startSqld();
    const url = `${scheme}://${restarted.host}`;
    const before = open({ url, tablePrefix: 'before_', busyTimeout: 30_000 });
    await before.createVersion({ agentId: 'a', snapshot: {} });
    await restarted.kill();
    const during = open({ url, tablePrefix: 'during_', busyTimeout: 30_000 });
    const calls = [
      before.getVersionByNumber('a', 1),
      before.createVersion({ agentId: 'b', snapshot: {} }),
      during.createVersion({ agentId: 'c', snapshot: {} }),
    ];
    await restarted.restart();
    expect(await Promise.all(calls)).toMatchObject([{ agentId: 'a' }, { agentId: 'b' }, { agentId: 'c' }]);
  });

  it('a read whose answer was cut is repeated, and given up when that goes on', async () => {
    const proxy = await startProxy(server.host);
    const options = { url: `${scheme}://${proxy.host}`, tablePrefix: `reads_${scheme}_` };
    const patient = open({ ...options, busyTimeout: 30_000 });
    await patient.init();
    proxy.mode = 'cut';
    const read = patient.getVersions(MANY_IDS);
    await vi.waitFor(() => expect(proxy.cuts).toBeGreaterThan(2), { timeout: 30_000 });
    proxy.mode = 'pass';
    expect(await read).toEqual([]);

    const hasty = open({ ...options, busyTimeout: 2_000 });
    await hasty.init();
    const cutsBefore = proxy.cuts;
    proxy.mode = 'cut';
    const refusal = await hasty.getVersions(MANY_IDS).catch((error: unknown) => error);
    printFigure(`server.cutReads (${scheme})`, `given up after ${proxy.cuts - cutsBefore} tries (target > 1)`);
    expect(refusal).toBeInstanceOf(UnavailableError);
    expect(refusal).toMatchObject({ retryable: true });
    expect(proxy.cuts - cutsBefore).toBeGreaterThan(1);
  });

  it('a write whose answer was cut is not repeated: a second try could write twice', async () => {
    const proxy = await startProxy(server.host);
    const versions = open({ url: `${scheme}://${proxy.host}`, tablePrefix: `writes_${scheme}_` });
    await versions.init();
    proxy.mode = 'cut';
    const save = versions.createVersion({ agentId: 'a', snapshot: { text: 'x'.repeat(32_768) } });
    await expect(save).rejects.toMatchObject({ code: 'outcome_unknown' });
    expect(proxy.cuts).toBe(1);
    proxy.mode = 'pass';
    expect(await versions.countVersions('a')).toBeLessThanOrEqual(1);
  });
});
