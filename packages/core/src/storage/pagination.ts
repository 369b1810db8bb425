/** Pages of lists: defaults, offsets, and what a page says of itself. */
import type { PageOutput } from './types';

/** The page that a list returns unless asked for another. */
export const DEFAULT_PAGE = 1;

/** The first page of the lists that count from 0: all but those of `agents` and `agentVersions`. */
export const FIRST_PAGE = 0;

/** The size of a page unless asked for another. */
export const DEFAULT_PER_PAGE = 20;

/** The largest page. */
export const MAX_PER_PAGE = 1000;

/** A page of a list whose pages count from 1, or from 0 where it says so: the specification has both. */
export interface PageWindow {
  page: number;
  perPage: number;
  /** The number of the first page (default 1). */
  firstPage?: 0 | 1;
}

/** How many rows come before a page. */
export function pageOffset({ page, perPage, firstPage = DEFAULT_PAGE }: PageWindow): number {
  return (page - firstPage) * perPage;
}

/** What a page says of itself. `hasMore` follows from the total, unless the page was found by keyset. */
export function pageOutput(input: PageWindow & { total: number; hasMore?: boolean }): PageOutput {
  const { total, page, perPage } = input;
  return { total, page, perPage, hasMore: input.hasMore ?? pageOffset(input) + perPage < total };
}
