/** Pages of lists: defaults, offsets, and what a page says of itself. */
import type { PageOutput } from './types';

/** The page that a list returns unless asked for another. */
export const DEFAULT_PAGE = 1;

/** The size of a page unless asked for another. */
export const DEFAULT_PER_PAGE = 20;

/** The largest page. */
export const MAX_PER_PAGE = 1000;

/** How many rows come before a page. */
export function pageOffset(input: { page: number; perPage: number }): number {
  return (input.page - 1) * input.perPage;
}

/** What a page says of itself. `hasMore` follows from the total, unless the page was found by keyset. */
export function pageOutput(input: { total: number; page: number; perPage: number; hasMore?: boolean }): PageOutput {
  const { total, page, perPage } = input;
  return { total, page, perPage, hasMore: input.hasMore ?? pageOffset(input) + perPage < total };
}
