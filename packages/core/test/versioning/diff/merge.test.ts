/** Three-way merges of snapshots. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AgentConfig } from '../../../src/storage/types';
import { mergeSnapshots } from '../../../src/versioning/diff/merge';
import type { MergeConflict } from '../../../src/versioning/diff/types';
import { histories, pairs, snapshots } from './snapshots';

/** What becomes of one field. */
function merge(field: string, [base, mine, theirs]: readonly unknown[]) {
  const side = (value: unknown): AgentConfig => (value === undefined ? {} : { [field]: value });
  const { merged, conflicts } = mergeSnapshots(side(base), side(mine), side(theirs));
  return conflicts.length > 0 ? 'conflict' : merged[field];
}

describe('mergeSnapshots', () => {
  it('takes what only one side changed', () => {
    const base = { name: 'A', model: 'm', temperature: 0.2, gone: 1, kept: [1] };
    const mine = { name: 'B', model: 'm', temperature: 0.2, kept: [1], mine: true };
    const theirs = { name: 'A', model: 'm2', gone: 1, kept: [1], theirs: null };
    expect(mergeSnapshots(base, mine, theirs)).toEqual({
      merged: { name: 'B', model: 'm2', kept: [1], mine: true, theirs: null },
      conflicts: [],
    });
  });

  it('reports what both changed, each in its own way, and keeps theirs', () => {
    const result = mergeSnapshots({ a: 1, b: 1, c: 1 }, { a: 2, c: 2, d: 'mine' }, { a: 3, b: 2, d: 'theirs' });
    expect(result).toEqual({
      merged: { a: 3, b: 2, d: 'theirs' },
      conflicts: [
        { field: 'a', base: 1, mine: 2, theirs: 3 },
        { field: 'b', base: 1, mine: undefined, theirs: 2 },
        { field: 'c', base: 1, mine: 2, theirs: undefined },
        { field: 'd', base: undefined, mine: 'mine', theirs: 'theirs' },
      ],
    });
  });

  it('has no conflict where both made the same change', () => {
    expect(mergeSnapshots({ a: 1, b: 1 }, { a: { x: 1, y: 2 } }, { a: { y: 2, x: 1 } })).toEqual({
      merged: { a: { x: 1, y: 2 } },
      conflicts: [],
    });
  });

  it('gives back the side that changed, whatever the snapshots', () => {
    fc.assert(
      fc.property(pairs, ([base, changed]) => {
        for (const result of [mergeSnapshots(base, changed, base), mergeSnapshots(base, base, changed)]) {
          expect(result).toEqual({ merged: changed, conflicts: [] });
        }
        expect(mergeSnapshots(base, changed, changed)).toEqual({ merged: changed, conflicts: [] });
      }),
    );
  });

  it('loses no edit: a field is one side’s where only that changed it, and in conflict or merged where both did', () => {
    fc.assert(
      fc.property(pairs, snapshots, ([base, mine], theirs) => {
        const forth = mergeSnapshots(base, mine, theirs);
        const back = mergeSnapshots(base, theirs, mine);
        expect(forth.conflicts.map(({ field }) => field)).toEqual(back.conflicts.map(({ field }) => field));
        for (const { field } of forth.conflicts) {
          expect(Object.hasOwn(forth.merged, field)).toBe(Object.hasOwn(theirs, field));
          if (Object.hasOwn(theirs, field)) expect(forth.merged[field]).toEqual(theirs[field]);
        }
      }),
    );
  });

  it('shares nothing with the snapshots', () => {
    const base = { a: [1], b: { x: 1 } };
    const mine = { a: [2], b: { x: 1 } };
    const theirs = { a: [3], b: { x: 2 } };
    const { merged, conflicts } = mergeSnapshots(base, mine, theirs);
    const [conflict] = conflicts as [MergeConflict];
    (merged.a as number[]).push(9);
    (merged.b as { x: number }).x = 9;
    for (const side of ['base', 'mine', 'theirs'] as const) (conflict[side] as number[]).push(9);
    expect([base, mine, theirs]).toEqual([
      { a: [1], b: { x: 1 } },
      { a: [2], b: { x: 1 } },
      { a: [3], b: { x: 2 } },
    ]);
  });

  it('merges a late edit of each real version into the newest', () => {
    for (const versions of histories()) {
      const newest = versions.at(-1) as AgentConfig;
      for (const version of versions) {
        const { merged, conflicts } = mergeSnapshots(version, { ...version, late: true }, newest);
        expect(conflicts).toEqual([]);
        expect(merged).toEqual({ ...newest, late: true });
      }
    }
  });
});

describe('lists of named items', () => {
  const search = { name: 'search', limit: 5 };
  const wider = { name: 'search', limit: 9 };

  it.each<[string, unknown[], unknown]>([
    ['both add an item', [['a'], ['a', 'b'], ['c', 'a']], ['c', 'a', 'b']],
    ['both add the same item', [['a'], ['a', 'b'], ['a', 'b']], ['a', 'b']],
    ['one adds and one removes', [['a', 'b'], ['b'], ['a', 'b', 'c']], ['b', 'c']],
    ['one changes an item and one adds one', [[search], [wider], ['mail', search]], ['mail', wider]],
    [
      'one reorders and one adds',
      [
        ['a', 'b'],
        ['b', 'a'],
        ['a', 'b', 'c'],
      ],
      ['b', 'c', 'a'],
    ],
    ['both remove everything else', [['a', 'b', 'c'], ['a'], ['c']], []],
  ])('merge where %s', (_, sides, merged) => {
    expect(merge('tools', sides)).toEqual(merged);
  });

  it.each<[string, unknown[]]>([
    ['both change an item', [[search], [wider], [{ name: 'search', limit: 1 }]]],
    ['one changes what the other removes', [[search], [wider], []]],
    ['both add an item of one name', [[], [search], [wider]]],
    [
      'both change the order',
      [
        ['a', 'b', 'c'],
        ['b', 'a', 'c'],
        ['a', 'c', 'b'],
      ],
    ],
    ['items have no names', [[1], [1, 2], [1, 3]]],
    ['there was no list before', [undefined, ['a'], ['b']]],
  ])('are in conflict where %s', (_, sides) => {
    expect(merge('tools', sides)).toBe('conflict');
  });

  it('may be objects, in fields of which that is known', () => {
    const sides = [{ a: 1 }, { a: 1, b: 1 }, { c: 1 }];
    expect(merge('tools', sides)).toEqual({ b: 1, c: 1 });
    expect(merge('model', sides)).toBe('conflict');
  });
});

describe('texts', () => {
  const base = 'one\ntwo\nthree\nfour\nfive';

  it.each<[string, unknown[], string]>([
    ['lines apart', [base, base.replace('one', 'ONE'), base.replace('five', 'FIVE')], 'ONE\ntwo\nthree\nfour\nFIVE'],
    ['a line more and a line less', [base, `zero\n${base}`, base.replace('four\n', '')], 'zero\none\ntwo\nthree\nfive'],
    [
      'a change that both made',
      [base, base.replace('two', 'TWO'), base.replace('two', 'TWO').replace('five', 'FIVE')],
      'one\nTWO\nthree\nfour\nFIVE',
    ],
    ['other breaks', ['a\r\nb\r\nc\r\n', 'A\r\nb\r\nc\r\n', 'a\r\nb\r\nC\r\n'], 'A\r\nb\r\nC\r\n'],
  ])('merge by lines: %s', (_, sides, merged) => {
    expect(merge('instructions', sides)).toBe(merged);
  });

  it.each<[string, unknown[]]>([
    ['the same line', [base, base.replace('two', '2'), base.replace('two', 'II')]],
    ['neighbouring lines', [base, base.replace('two', '2'), base.replace('three', '3')]],
    ['more at the same place', [base, `${base}\nsix`, `${base}\nseven`]],
    ['the only line', ['Be brief.', 'Be very brief.', 'Be brief and kind.']],
    ['all and nothing', [base, '', base.replace('two', 'TWO')]],
  ])('are in conflict where both changed %s', (_, sides) => {
    expect(merge('instructions', sides)).toBe('conflict');
  });

  it('keep every line that either side added, or are in conflict', () => {
    const lines = fc.uniqueArray(fc.nat({ max: 30 }), { maxLength: 12 });
    const inserts = fc.array(fc.nat({ max: 12 }), { maxLength: 3 });
    fc.assert(
      fc.property(lines, inserts, inserts, (numbers, mine, theirs) => {
        const text = (added: readonly number[], side: string) => {
          const all = numbers.map(String);
          for (const at of added) all.splice(at, 0, `${side}${at}`);
          return all.map((line) => `${line}\n`).join('');
        };
        const merged = merge('instructions', [text([], ''), text(mine, 'm'), text(theirs, 't')]);
        const expected = [...numbers.map(String), ...mine.map((at) => `m${at}`), ...theirs.map((at) => `t${at}`)];
        if (merged !== 'conflict')
          expect(
            String(merged ?? '')
              .split('\n')
              .filter(Boolean)
              .sort(),
          ).toEqual(expected.sort());
      }),
    );
  });
});
