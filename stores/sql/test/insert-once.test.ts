/** What storing records once asks of a table, call by call. */
import { ConflictError, UnavailableError } from '@agent-versions/core';
import { describe, expect, it } from 'vitest';
import { ConstraintError } from '../src/database';
import { type InsertOnceSteps, insertOnce } from '../src/domains/insert-once';

interface Item {
  id: string;
  value: number;
}

/** A table of its own, and what was asked of it. */
function table(rows: readonly Item[] = []) {
  const stored = new Map(rows.map((row) => [row.id, row]));
  const calls: string[] = [];
  const idsOf = (items: readonly Item[]) => items.map(({ id }) => id).join('');
  const steps: InsertOnceSteps<Item, Item> = {
    keyOf: ({ id }) => id,
    insert: async (items) => {
      calls.push(`insert ${idsOf(items)}`);
      if (items.some(({ id }) => stored.has(id))) throw new ConstraintError('unique');
      for (const item of items) stored.set(item.id, item);
      return items;
    },
    find: async (items) => {
      calls.push(`find ${idsOf(items)}`);
      return items.flatMap(({ id }) => stored.get(id) ?? []);
    },
    check: ({ id, value }, given) => {
      if (value !== given.value) throw new ConflictError({ entity: 'eval', id, expected: 'none', actual: 'another' });
    },
  };
  return { stored, calls, steps };
}

const items = (ids: string, value = 1): Item[] => [...ids].map((id) => ({ id, value }));

describe('insertOnce', () => {
  it('asks nothing where there is nothing to store', async () => {
    const { calls, steps } = table();
    expect(await insertOnce([], steps)).toEqual([]);
    expect(calls).toEqual([]);
  });

  it('inserts in the order of the keys, and answers in the order given', async () => {
    const { calls, steps } = table();
    const given = items('dbca');
    expect(await insertOnce(given, steps)).toEqual(given);
    expect(calls).toEqual(['insert abcd']);
    expect(given.map(({ id }) => id).join('')).toBe('dbca');
  });

  it('looks once where all of it is there', async () => {
    const { calls, steps } = table(items('ab'));
    expect(await insertOnce(items('ba'), steps)).toEqual(items('ba'));
    expect(calls).toEqual(['insert ab', 'find ba']);
  });

  it('inserts what is missing, in the order of the keys again', async () => {
    const { calls, steps } = table(items('b'));
    expect(await insertOnce(items('dcba'), steps)).toEqual(items('dcba'));
    expect(calls).toEqual(['insert abcd', 'find dcba', 'insert acd']);
  });

  it('stores nothing where another record has one of the keys, also if that one came in between', async () => {
    const there = table(items('b', 2));
    await expect(insertOnce(items('abc'), there.steps)).rejects.toThrow(ConflictError);
    expect([...there.stored.keys()]).toEqual(['b']);
    const late = table(items('b'));
    const find: typeof late.steps.find = async (asked) => {
      const found = await late.steps.find(asked);
      late.stored.set('c', { id: 'c', value: 2 });
      return found;
    };
    await expect(insertOnce(items('abc'), { ...late.steps, find })).rejects.toThrow(ConflictError);
    expect([...late.stored.keys()]).toEqual(['b', 'c']);
  });

  it('checks in the order given, whatever order records are found in', async () => {
    const { calls, steps } = table(items('abc', 2));
    const find: typeof steps.find = async (asked) => [...(await steps.find(asked))].reverse();
    for (const [given, first] of [
      ['cab', 'c'],
      ['dbca', 'b'],
    ] as const) {
      await expect(insertOnce(items(given), { ...steps, find })).rejects.toMatchObject({ id: first });
    }
    expect(calls).toEqual(['insert abc', 'find cab', 'insert abcd', 'find dbca']);
  });

  it('tries again where what was in the way is gone, but not for ever', async () => {
    const { calls, steps } = table();
    let refused = 0;
    const vain = (times: number): InsertOnceSteps<Item, Item> => ({
      ...steps,
      insert: async (asked) => {
        refused += 1;
        if (refused <= times) throw new ConstraintError('unique');
        return steps.insert(asked);
      },
    });
    expect(await insertOnce(items('a'), vain(3))).toEqual(items('a'));
    expect(calls).toEqual(['find a', 'find a', 'find a', 'insert a']);
    await expect(insertOnce(items('b'), vain(Number.POSITIVE_INFINITY))).rejects.toThrow(UnavailableError);
  });

  it('lets every other refusal through', async () => {
    const { calls, steps } = table();
    for (const error of [new ConstraintError('foreign_key'), new ConstraintError('other'), new TypeError('no')]) {
      const insert = () => Promise.reject(error);
      await expect(insertOnce(items('a'), { ...steps, insert })).rejects.toBe(error);
    }
    expect(calls).toEqual([]);
  });
});
