/** Compare-and-swap loops, and turns. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConflictError } from '../../src/errors';
import { Turns } from '../../src/storage/turns';
import { bothOf, isConflict, untilSettled } from '../../src/versioning/retry';

const conflict = (entity: 'version' | 'label') => new ConflictError({ entity, id: 'x', expected: 1, actual: 2 });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a loop', () => {
  const overtaken = (error: unknown) => isConflict(error, ['version']);

  it('goes on until it is not overtaken', async () => {
    const attempt = vi.fn<() => Promise<string>>().mockRejectedValueOnce(conflict('version'));
    attempt.mockRejectedValueOnce(conflict('version')).mockResolvedValueOnce('done');
    const result = untilSettled({ attempt, overtaken });
    await vi.runAllTimersAsync();
    expect(await result).toBe('done');
    expect(attempt).toHaveBeenCalledTimes(3);
  });

  it('ends with what is no such conflict', async () => {
    const attempt = vi.fn<() => Promise<string>>().mockRejectedValue(conflict('label'));
    await expect(untilSettled({ attempt, overtaken })).rejects.toThrow('label');
    expect(attempt).toHaveBeenCalledTimes(1);
  });

  it('gives up with the conflict, rather than never', async () => {
    const attempt = vi.fn<() => Promise<string>>().mockRejectedValue(conflict('version'));
    const result = expect(untilSettled({ attempt, overtaken })).rejects.toThrow('version');
    await vi.runAllTimersAsync();
    await result;
    expect(attempt).toHaveBeenCalledTimes(500);
  });
});

it('of two errors, it is always the first', async () => {
  const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error('first')), 10));
  const result = expect(bothOf(late, Promise.reject(new Error('second')))).rejects.toThrow('first');
  await vi.runAllTimersAsync();
  await result;
});

describe('turns', () => {
  it('are taken one after the other by key, also after one that failed', async () => {
    const turns = new Turns();
    const log: string[] = [];
    const work = (name: string) => async () => {
      log.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve, 100));
      log.push(`${name} ends`);
      if (name === 'a1') throw new Error(name);
    };
    const all = Promise.allSettled([
      turns.take('a', work('a1')),
      turns.take('a', work('a2')),
      turns.take('b', work('b')),
    ]);
    await vi.runAllTimersAsync();
    expect((await all).map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(log.slice(0, 2)).toEqual(['a1 begins', 'b begins']);
    expect(log.filter((line) => line.startsWith('a'))).toEqual(['a1 begins', 'a1 ends', 'a2 begins', 'a2 ends']);
  });

  it('are waited for as long as the others get on', async () => {
    const turns = new Turns();
    const ended: number[] = [];
    for (let index = 0; index < 5; index += 1) {
      void turns.take('a', async () => {
        await new Promise((resolve) => setTimeout(resolve, 4_000));
        ended.push(index);
      });
    }
    await vi.advanceTimersByTimeAsync(19_999);
    expect(ended).toEqual([0, 1, 2, 3]);
    await vi.advanceTimersByTimeAsync(1);
    expect(ended).toEqual([0, 1, 2, 3, 4]);
  });

  it('are given up when nobody has got on for five seconds', async () => {
    const turns = new Turns();
    void turns.take('a', () => new Promise(() => {}));
    const second = turns.take('a', async () => 'went on');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await second).toBe('went on');
  });
});
