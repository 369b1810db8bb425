/** What the targets of a label come to. */
import { describe, expect, it } from 'vitest';
import { heaviestTarget, sameTargets } from '../../../../src/storage/domains/agent-versions/label-targets';

const shares = (...weights: number[]) => weights.map((weight, index) => ({ versionId: `v${index}`, weight }));

describe('heaviestTarget', () => {
  it.each([
    [[1, 9999], 'v1'],
    [[5000, 5000], 'v0'],
    [[1, 3, 3, 2], 'v1'],
    [[10_000], 'v0'],
  ])('of %j is %s', (weights, versionId) => {
    expect(heaviestTarget(shares(...weights))?.versionId).toBe(versionId);
  });

  it('is nothing where there is no target', () => {
    expect(heaviestTarget([])).toBeUndefined();
  });
});

describe('sameTargets', () => {
  it('compares ids and weights', () => {
    expect(sameTargets(shares(1, 2), shares(1, 2))).toBe(true);
    expect(sameTargets(shares(1, 2), shares(2, 1))).toBe(false);
    expect(sameTargets(shares(1), shares(1, 2))).toBe(false);
    expect(sameTargets(shares(1), [{ versionId: 'w', weight: 1 }])).toBe(false);
  });
});
