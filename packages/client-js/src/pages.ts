/** Walks through pages, one page ahead of the caller. */
import { refuseAborted, waitFor } from './deadline';

/** A list that comes in pages. */
export interface Pages<Page, Item, Position> {
  /** Where to begin. */
  first: Position;
  /** Gets a page. */
  load: (position: Position, signal: AbortSignal) => Promise<Page>;
  /** What is on it. */
  items: (page: Page) => readonly Item[];
  /** Where the next page begins; undefined after the last one. */
  next: (page: Page, position: Position) => Position | undefined;
  /** Ends it all. */
  signal?: AbortSignal;
}

/**
 * Every item of every page. While the caller is at one page the next is fetched, and no more than that; what is on its
 * way when the caller stops is aborted.
 */
export async function* iteratePages<Page, Item, Position>(
  pages: Pages<Page, Item, Position>,
): AsyncGenerator<Item, void> {
  const stop = new AbortController();
  const load = (position: Position) => {
    const page = pages.load(position, stop.signal);
    // a page that nobody comes to ask for may fail
    page.catch(() => undefined);
    return { page, position };
  };
  let coming: ReturnType<typeof load> | undefined = load(pages.first);
  try {
    while (coming) {
      const page: Page = await waitFor(coming.page, pages.signal);
      const position: Position | undefined = pages.next(page, coming.position);
      coming = position === undefined ? undefined : load(position);
      for (const item of pages.items(page)) {
        refuseAborted(pages.signal);
        yield item;
      }
    }
  } finally {
    stop.abort();
  }
}
