/** Which version a key gets where a label splits. */
import { describe, expect, it } from 'vitest';
import { ValidationError } from '../../src/errors';
import { heaviestTarget, type LabelTarget } from '../../src/storage/domains/agent-versions';
import { chooseTarget } from '../../src/versioning/split';

const KEYS = Array.from({ length: 20_000 }, (_, index) => `user-${index}`);

function targets(weights: Record<string, number>): LabelTarget[] {
  return Object.entries(weights).map(([versionId, weight]) => ({ versionId, weight }));
}

/** What each key gets. */
function chosen(weights: Record<string, number>): string[] {
  const split = targets(weights);
  return KEYS.map((key) => chooseTarget(split, key).versionId);
}

/** From where to where keys moved. */
function moves(before: Record<string, number>, after: Record<string, number>): Set<string> {
  const then = chosen(before);
  const now = chosen(after);
  return new Set(then.flatMap((from, index) => (from === now[index] ? [] : [`${from} → ${now[index]}`])));
}

describe('chooseTarget', () => {
  it.each<Record<string, number>>([
    { a: 5000, b: 5000 },
    { a: 9900, b: 100 },
    { a: 1, b: 9999 },
    { a: 1000, b: 2000, c: 3000, d: 4000 },
    { a: 1000, b: 1000, c: 1000, d: 1000, e: 1000, f: 1000, g: 1000, h: 1000, i: 1000, j: 1000 },
  ])('gives each its share: %o', (weights) => {
    const got = chosen(weights);
    for (const [versionId, weight] of Object.entries(weights)) {
      const share = weight / 10_000;
      const deviation = Math.sqrt(KEYS.length * share * (1 - share));
      const count = got.filter((id) => id === versionId).length;
      expect(Math.abs(count - KEYS.length * share)).toBeLessThan(4 * deviation);
    }
  });

  it('gives a key the same each time, in whatever order the targets come', () => {
    const split = targets({ a: 3000, b: 3000, c: 4000 });
    for (const key of KEYS.slice(0, 500)) {
      expect(chooseTarget([...split].reverse(), key)).toEqual(chooseTarget(split, key));
    }
  });

  // a change here moves the users of every label that splits
  it('gives the keys that it always gave', () => {
    const split = targets({ '01A': 5000, '01B': 3000, '01C': 2000 });
    const got = KEYS.slice(0, 20).map((key) => chooseTarget(split, key).versionId.at(-1));
    expect(got.join('')).toMatchInlineSnapshot(`"AACBBAAACBAABABAACBB"`);
  });

  it('moves keys only to the one that grows, where the others shrink alike', () => {
    const moved = moves({ a: 6000, b: 3000, c: 1000 }, { a: 4800, b: 2400, c: 2800 });
    expect(moved).toEqual(new Set(['a → c', 'b → c']));
  });

  it('moves no key back and forth while a rollout goes from nothing to all', () => {
    const steps = [1, 100, 500, 2500, 5000, 9999].map((share) => chosen({ old: 10_000 - share, new: share }));
    for (const [index, step] of steps.entries()) {
      const before = steps[index - 1] ?? KEYS.map(() => 'old');
      expect(step.every((id, key) => id === before[key] || id === 'new')).toBe(true);
    }
  });

  it('moves only the keys of a target that goes', () => {
    const moved = moves({ a: 5000, b: 3000, c: 2000 }, { a: 5000, b: 3000 });
    expect(moved).toEqual(new Set(['c → a', 'c → b']));
  });

  it('spreads the keys of different versions apart', () => {
    const first = chosen({ a: 5000, b: 5000 });
    const second = chosen({ c: 5000, d: 5000 });
    const together = first.filter((id, index) => (id === 'a') === (second[index] === 'c')).length;
    expect(Math.abs(together - KEYS.length / 2)).toBeLessThan(4 * Math.sqrt(KEYS.length / 4));
  });

  it('needs a target', () => {
    expect(() => chooseTarget([], 'key')).toThrow(ValidationError);
  });
});

describe('heaviestTarget', () => {
  it('is the heaviest, the first by id among equals', () => {
    expect(heaviestTarget(targets({ b: 2500, a: 5000, c: 2500 }))?.versionId).toBe('a');
    expect(heaviestTarget(targets({ c: 4000, b: 4000, a: 2000 }))?.versionId).toBe('b');
  });

  it('is undefined where there is none', () => {
    expect(heaviestTarget([])).toBeUndefined();
  });
});
