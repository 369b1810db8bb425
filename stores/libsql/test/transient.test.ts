/** Servers that are away for a moment: what is safe to repeat is tried again, within bounds. */
import { setTimeout as sleep } from 'node:timers/promises';
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

describe('a server that falls silent on a WebSocket', () => {
  /** Calls that follow each other by less than their deadline, and what they are refused with; none closes the store. */
  async function refusedInTurn(calls: (() => Promise<unknown>)[]): Promise<unknown[]> {
    const refusals: Promise<unknown>[] = [];
    for (const call of calls) {
      refusals.push(call().catch((error: unknown) => error));
      await sleep(450);
    }
    return Promise.all(refusals);
  }

  it('ends each call at its own deadline: one that is late closes no other', async () => {
    const proxy = await startProxy(server.host);
    const url = `ws://${proxy.host}`;
    const versions = open({ url, tablePrefix: 'silent_', requestTimeout: 600, busyTimeout: 5_000 });
    await open({ url: `http://${server.host}`, tablePrefix: 'silent_' }).init();
    await versions.init();
    await versions.countVersions('a');
    proxy.mode = 'hang';
    const read = () => versions.countVersions('a');
    for (const refusal of await refusedInTurn([read, read])) {
      expect(refusal).toBeInstanceOf(UnavailableError);
      expect(refusal).toMatchObject({ retryable: true, message: expect.stringContaining('no answer within') });
    }
    proxy.mode = 'pass';
    expect(await versions.countVersions('a')).toBe(0);
  });

  it('but answers on the next one, has what waited for the first repeated', async () => {
    const proxy = await startProxy(server.host);
    const url = `ws://${proxy.host}`;
    const versions = open({ url, tablePrefix: 'silent_', requestTimeout: 600, busyTimeout: 5_000 });
    await versions.init();
    proxy.mode = 'hang';
    const late = versions.countVersions('a').catch((error: unknown) => error);
    await sleep(300);
    // more than the client has under way at once: some find it given up
    const waiting = Array.from({ length: 50 }, () => versions.countVersions('a'));
    await sleep(100);
    proxy.mode = 'pass'; // what was asked meanwhile stays without an answer
    expect(await late).toMatchObject({ retryable: true });
    expect(new Set(await Promise.all(waiting))).toEqual(new Set([0]));
  });
});
