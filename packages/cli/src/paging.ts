/** The options of lists: which page, and how large. */
import { MAX_PER_PAGE } from '@agent-versions/core';
import { InvalidArgumentError } from 'commander';

/** Reads a whole number of 1 or more, for an option. */
export function parseCount(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a whole number, 1 or more.');
}

/** Reads the size of a page, for an option. */
export function parsePageSize(text: string): number {
  const size = parseCount(text);
  if (size <= MAX_PER_PAGE) return size;
  throw new InvalidArgumentError(`It is at most ${MAX_PER_PAGE}.`);
}

/** What to say under a page that is not all there is; nothing under one that is. */
export function pageRemark(page: { total: number; page: number; perPage: number; hasMore: boolean }): string | null {
  if (page.page === 1 && !page.hasMore) return null;
  const pages = Math.ceil(page.total / page.perPage);
  const next = page.hasMore ? `; --page ${page.page + 1} shows more` : '';
  return `Page ${page.page} of ${pages}, ${page.total} in all${next}`;
}
