/** Lists in parts. */
import { describe, expect, it } from 'vitest';
import { inParts, inPartsOfLength } from '../src/domains/parts';

const lengthsOf = (count: number) => inParts(Array.from({ length: count })).map(({ length }) => length);

describe('inParts', () => {
  it.each([
    [0, []],
    [1, [1]],
    [5, [4, 1]],
    [127, [64, 32, 16, 8, 4, 2, 1]],
    [128, [128]],
    [300, [128, 128, 32, 8, 4]],
  ])('cuts %i items into %j', (count, lengths) => {
    expect(lengthsOf(count)).toEqual(lengths);
  });

  it('keeps all items, in their order, in parts of eight lengths', () => {
    const lengths = new Set<number>();
    for (let count = 0; count <= 1000; count += 1) {
      const items = Array.from({ length: count }, (_, index) => index);
      const parts = inParts(items);
      expect(parts.flat()).toEqual(items);
      for (const { length } of parts) lengths.add(length);
    }
    expect([...lengths].sort((a, b) => a - b)).toEqual([1, 2, 4, 8, 16, 32, 64, 128]);
  });
});

describe('inPartsOfLength', () => {
  const most = 2_097_152;
  it.each([
    [[], []],
    [[0, 0], [[0, 0]]],
    [[most], [[most]]],
    [
      [most, 0, 1],
      [[most, 0], [1]],
    ],
    [
      [1, most, 1],
      [[1], [most], [1]],
    ],
    [
      [most + 1, most + 1],
      [[most + 1], [most + 1]],
    ],
    [
      [1_000_000, 1_000_000, 97_152, 1],
      [[1_000_000, 1_000_000, 97_152], [1]],
    ],
  ])('cuts lengths of %j into %j', (lengths, parts) => {
    expect(inPartsOfLength(lengths, (length) => length)).toEqual(parts);
  });
});
