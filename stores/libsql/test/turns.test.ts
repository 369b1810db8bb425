/** Taking turns: with the event loop, with other writers, and with a database that is busy. */
import { OutcomeUnknownError, UnavailableError } from '@agent-versions/core';
import { describe, expect, it } from 'vitest';
import { DeadlineError, withDeadline } from '../src/db/deadline';
import { Patience } from '../src/db/patience';
import { SerialQueue } from '../src/db/serial-queue';
import { LibSQLStore } from '../src/store';

const BUSY = Object.assign(new Error('database is locked'), { code: 'SQLITE_BUSY', rawCode: 5 });

describe('the event loop', () => {
  it.each(['one after the other', 'at once'])('has its turns during a thousand calls %s', async (how) => {
    const store = new LibSQLStore({ id: 's', url: ':memory:' });
    const versions = await store.requireStore('agentVersions');
    const agents = await store.requireStore('agents');
    let turns = 0;
    let done = false;
    const count = () => {
      turns += 1;
      if (!done) setImmediate(count);
    };
    setImmediate(count);
    const startedAt = performance.now();
    const calls = Array.from({ length: 1000 }, (_, index) => async () => {
      await (index % 2 ? agents.listAgents() : versions.createVersion({ agentId: 'a', snapshot: { index } }));
    });
    if (how === 'at once') await Promise.all(calls.map((call) => call()));
    else for (const call of calls) await call();
    done = true;
    expect(turns).toBeGreaterThan((performance.now() - startedAt) / 50);
    expect(turns).toBeGreaterThan(1);
    await store.close();
  });
});

describe('the queue', () => {
  it('runs tasks in order, one at a time, also past one that fails', async () => {
    const queue = new SerialQueue();
    const log: string[] = [];
    const task = (name: string) => async () => {
      log.push(`${name} begins`);
      await Promise.resolve();
      log.push(`${name} ends`);
      if (name === 'b') throw new Error('b failed');
      return name;
    };
    const results = await Promise.allSettled([queue.run(task('a')), queue.run(task('b')), queue.run(task('c'))]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
    await expect(queue.idle()).resolves.toBeUndefined();
  });
});

describe('patience', () => {
  it('repeats what is refused as busy, recovering each time', async () => {
    const patience = new Patience({ timeout: 10_000, target: 'it' });
    let [attempts, recoveries] = [0, 0];
    const attempt = () => {
      attempts += 1;
      if (attempts < 4) throw BUSY;
      return 'done';
    };
    const recover = async () => {
      recoveries += 1;
    };
    expect(await patience.run({ attempt, recover })).toBe('done');
    expect({ attempts, recoveries }).toEqual({ attempts: 4, recoveries: 3 });
  });

  it('does not repeat what failed otherwise', async () => {
    const patience = new Patience({ timeout: 10_000, target: 'it' });
    const unknown = new OutcomeUnknownError({ message: 'lost', idempotencyKey: 'k' });
    let attempts = 0;
    const attempt = () => {
      attempts += 1;
      throw unknown;
    };
    await expect(patience.run({ attempt })).rejects.toBe(unknown);
    expect(attempts).toBe(1);
  });

  it('gives those that queued behind a lock no more time than the first, and newcomers their own', async () => {
    const timeout = 300;
    const patience = new Patience({ timeout, target: 'it' });
    const busy = {
      attempt: () => {
        throw BUSY;
      },
    };
    const queue = new SerialQueue();
    const startedAt = performance.now();
    const waits = Array.from({ length: 10 }, () =>
      queue.run(() => patience.run(busy, startedAt)).catch((error: unknown) => error),
    );
    for (const error of await Promise.all(waits)) {
      expect(error).toBeInstanceOf(UnavailableError);
      expect(error).toMatchObject({ retryable: true, cause: BUSY });
    }
    expect(performance.now() - startedAt).toBeLessThan(waits.length * timeout);

    const again = performance.now();
    await expect(patience.run(busy)).rejects.toThrow(UnavailableError);
    expect(performance.now() - again).toBeGreaterThanOrEqual(timeout - 1);
  });
});

describe('a deadline', () => {
  it('passes on what comes in time, good or bad', async () => {
    expect(await withDeadline(Promise.resolve(1), 1000)).toBe(1);
    await expect(withDeadline(Promise.reject(BUSY), 1000)).rejects.toBe(BUSY);
  });

  it('fails what comes too late, and forgets it', async () => {
    const late = new Promise((_, reject) => setTimeout(() => reject(BUSY), 30));
    await expect(withDeadline(late, 5)).rejects.toThrow(DeadlineError);
    await expect(late).rejects.toBe(BUSY); // handled by nobody else, and still no unhandled rejection
  });
});
