/** Orders that every store shares. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareText, SortedList } from '../../src/storage/order';

describe('compareText', () => {
  it('is the order of UTF-8 bytes', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareText(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
  });

  it('puts what UTF-16 sorts otherwise by code point', () => {
    expect(['\u{1f600}', '\ufb33', 'b', 'B', 'ba', ''].sort(compareText)).toEqual([
      '',
      'B',
      'b',
      'ba',
      '\ufb33',
      '\u{1f600}',
    ]);
  });
});

describe('SortedList', () => {
  const windows = fc.record({
    offset: fc.nat(12),
    limit: fc.integer({ min: 1, max: 12 }),
    direction: fc.constantFrom('ASC' as const, 'DESC' as const),
  });

  it('is what sorting all items would give', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(30)), fc.array(fc.nat(30)), windows, (added, deleted, window) => {
        const list = new SortedList<number>((a, b) => a - b);
        for (const item of added) list.add(item);
        const gone = new Set(deleted.filter((item) => added.includes(item)));
        for (const item of gone) list.delete(item);
        const sorted = added.filter((item) => !gone.has(item)).sort((a, b) => a - b);
        expect(list.size).toBe(sorted.length);
        expect(list.last).toBe(sorted.at(-1));
        expect(list.countBelow((item) => item - 15)).toBe(sorted.filter((item) => item < 15).length);
        const ordered = window.direction === 'ASC' ? sorted : [...sorted].reverse();
        expect(list.slice(window)).toEqual(ordered.slice(window.offset, window.offset + window.limit));
      }),
    );
  });

  it('puts an item in the place of its equal', () => {
    const list = new SortedList<{ key: number; text: string }>((a, b) => a.key - b.key);
    for (const key of [3, 1, 2]) list.add({ key, text: 'before' });
    list.replace({ key: 2, text: 'after' });
    const all = list.slice({ offset: 0, limit: 3, direction: 'ASC' });
    expect(all.map(({ text }) => text)).toEqual(['before', 'after', 'before']);
  });
});
