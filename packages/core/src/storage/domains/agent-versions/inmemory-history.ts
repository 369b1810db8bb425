/** One agent's versions in memory, by number, by time and by idempotency key. */
import { compareText, SortedList } from '../../order';
import type { VersionRow } from './inmemory-rows';
import type { ListVersionsQuery } from './input';

/** Versions of one agent. It outlives them: numbers are never used again. */
export class InMemoryHistory {
  #lastNumber = 0;
  #byNumber = new Map<number, VersionRow>();
  #byKey = new Map<string, VersionRow>();
  #orders = newOrders();

  /** The number that the next version gets. */
  get nextNumber(): number {
    return this.#lastNumber + 1;
  }

  /** How many versions there are. */
  get count(): number {
    return this.#byNumber.size;
  }

  /** The existing version of the highest number. */
  get head(): VersionRow | undefined {
    return this.#orders.versionNumber.last;
  }

  /** All of them. */
  get rows(): Iterable<VersionRow> {
    return this.#byNumber.values();
  }

  /** The version of that number. */
  byNumber(versionNumber: number): VersionRow | undefined {
    return this.#byNumber.get(versionNumber);
  }

  /** The version that was made under that key. */
  byIdempotencyKey(key: string): VersionRow | undefined {
    return this.#byKey.get(key);
  }

  /** Adds the version of `nextNumber`. */
  append(row: VersionRow): void {
    this.#lastNumber = row.versionNumber;
    this.#byNumber.set(row.versionNumber, row);
    if (row.idempotencyKey !== undefined) this.#byKey.set(row.idempotencyKey, row);
    this.#orders.versionNumber.add(row);
    this.#orders.createdAt.add(row);
  }

  /** Takes a version away; it must be there. */
  delete(row: VersionRow): void {
    this.#byNumber.delete(row.versionNumber);
    if (row.idempotencyKey !== undefined) this.#byKey.delete(row.idempotencyKey);
    this.#orders.versionNumber.delete(row);
    this.#orders.createdAt.delete(row);
  }

  /** Takes all versions away. */
  clear(): void {
    this.#byNumber = new Map();
    this.#byKey = new Map();
    this.#orders = newOrders();
  }

  /** The rows of a page, and whether more follow where the page was found by keyset. */
  page(query: ListVersionsQuery): { rows: VersionRow[]; hasMore: boolean | undefined } {
    const { page, perPage, orderBy, before } = query;
    const list = this.#orders[orderBy.field];
    const direction = orderBy.direction;
    if (before === undefined) {
      return { rows: list.slice({ offset: (page - 1) * perPage, limit: perPage, direction }), hasMore: undefined };
    }
    const smaller = list.countBelow((row) => row.versionNumber - before);
    const rows = list.slice({ offset: list.size - smaller, limit: perPage, direction });
    return { rows, hasMore: smaller > perPage };
  }
}

function newOrders() {
  return {
    versionNumber: new SortedList<VersionRow>((a, b) => a.versionNumber - b.versionNumber),
    createdAt: new SortedList<VersionRow>((a, b) => a.createdAt - b.createdAt || compareText(a.id, b.id)),
  };
}
