/** Pages of lists. */
import { describe, expect, it } from 'vitest';
import { FIRST_PAGE, pageOffset, pageOutput } from '../../src/storage/pagination';

describe('pageOffset', () => {
  it('counts pages from 1', () => {
    expect(pageOffset({ page: 1, perPage: 20 })).toBe(0);
    expect(pageOffset({ page: 3, perPage: 20 })).toBe(40);
  });

  it('counts them from 0 where the list does', () => {
    const firstPage = FIRST_PAGE;
    expect(pageOffset({ page: 0, perPage: 20, firstPage })).toBe(0);
    expect(pageOffset({ page: 3, perPage: 20, firstPage })).toBe(60);
    expect(pageOffset({ page: 2_147_483_647, perPage: 1000, firstPage })).toBe(2_147_483_647_000);
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

  it.each([
    [{ total: 0, page: 0, perPage: 20 }, false],
    [{ total: 20, page: 0, perPage: 20 }, false],
    [{ total: 21, page: 0, perPage: 20 }, true],
    [{ total: 21, page: 1, perPage: 20 }, false],
    [{ total: 21, page: 9, perPage: 20 }, false],
  ])('of %j, counted from 0, says hasMore: %s', (page, hasMore) => {
    expect(pageOutput({ ...page, firstPage: FIRST_PAGE })).toEqual({ ...page, hasMore });
  });

  it('believes a keyset', () => {
    expect(pageOutput({ total: 100, page: 1, perPage: 20, hasMore: false }).hasMore).toBe(false);
    expect(pageOutput({ total: 1, page: 1, perPage: 20, hasMore: true }).hasMore).toBe(true);
  });
});
