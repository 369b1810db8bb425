/** Pages of lists. */
import { describe, expect, it } from 'vitest';
import { pageOffset, pageOutput } from '../../src/storage/pagination';

describe('pageOffset', () => {
  it('counts pages from 1', () => {
    expect(pageOffset({ page: 1, perPage: 20 })).toBe(0);
    expect(pageOffset({ page: 3, perPage: 20 })).toBe(40);
  });
});

describe('pageOutput', () => {
  it.each([
    [{ total: 0, page: 1, perPage: 20 }, false],
    [{ total: 20, page: 1, perPage: 20 }, false],
    [{ total: 21, page: 1, perPage: 20 }, true],
    [{ total: 21, page: 2, perPage: 20 }, false],
    [{ total: 21, page: 9, perPage: 20 }, false],
  ])('of %j says hasMore: %s', (page, hasMore) => {
    expect(pageOutput(page)).toEqual({ ...page, hasMore });
  });

  it('believes a keyset', () => {
    expect(pageOutput({ total: 100, page: 1, perPage: 20, hasMore: false }).hasMore).toBe(false);
    expect(pageOutput({ total: 1, page: 1, perPage: 20, hasMore: true }).hasMore).toBe(true);
  });
});
