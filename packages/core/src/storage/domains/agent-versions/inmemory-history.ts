/** One agent's versions in memory, by number, by time and by idempotency key, and what is left of the deleted. */
import { compareText, SortedList } from '../../order';
import type { DeletionRow, VersionRow } from './inmemory-rows';
import type { DeletionNoteFields } from './input-deletions';
import type { ListHistoryQuery, ListVersionsQuery } from './input-lists';
import type { HistoryHead } from './records';

/** Versions of one agent. It outlives them: numbers are never used again. */
export class InMemoryHistory {
  readonly #agentId: string;
  #lastNumber = 0;
  #chainHash: string | undefined;
  #floorNumber = 0;
  #floorHash: string | undefined;
  #byNumber = new Map<number, VersionRow>();
  #byKey = new Map<string, VersionRow>();
  #deletions = new Map<number, DeletionRow>();
  #orders = newOrders();

  constructor(agentId: string) {
    this.#agentId = agentId;
  }

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

  /** Where it stands. */
  get state(): HistoryHead {
    return {
      agentId: this.#agentId,
      lastNumber: this.#lastNumber,
      headNumber: this.head?.versionNumber ?? 0,
      versionCount: this.count,
      chainHash: this.#chainHash,
      floorNumber: this.#floorNumber,
      floorHash: this.#floorHash,
    };
  }

  /** The version of that number. */
  byNumber(versionNumber: number): VersionRow | undefined {
    return this.#byNumber.get(versionNumber);
  }

  /** The version that was made under that key. */
  byIdempotencyKey(key: string): VersionRow | undefined {
    return this.#byKey.get(key);
  }

  /** The version so many before the head. */
  ancestor(distance: number): VersionRow | undefined {
    return this.#orders.versionNumber.slice({ offset: distance, limit: 1, direction: 'DESC' })[0];
  }

  /** Lets an empty history begin above 1. */
  beginAbove(floor: { number: number; hash: string | undefined }): void {
    this.#lastNumber = floor.number;
    this.#chainHash = floor.hash;
    this.#raiseFloor();
  }

  /** Adds the version of `nextNumber`. */
  append(row: VersionRow): void {
    this.#lastNumber = row.versionNumber;
    this.#chainHash = row.chainHash;
    this.#put(row);
    this.#orders.versionNumber.add(row);
    this.#orders.createdAt.add(row);
  }

  /** Adds what is left of the version of `nextNumber`. */
  appendDeletion(row: DeletionRow): void {
    this.#lastNumber = row.versionNumber;
    this.#chainHash = row.chainHash;
    this.#deletions.set(row.versionNumber, row);
  }

  /** Puts a row in the place of the one of its number, which must be there; its place in each order is the same. */
  replace(row: VersionRow): void {
    for (const order of Object.values(this.#orders)) order.replace(row);
    this.#put(row);
  }

  /** Takes a version away, which must be there, and keeps what is left of it. */
  delete(row: VersionRow, note: DeletionNoteFields & { deletedAt: number }): void {
    this.#byNumber.delete(row.versionNumber);
    if (row.idempotencyKey !== undefined) this.#byKey.delete(row.idempotencyKey);
    for (const order of Object.values(this.#orders)) order.delete(row);
    const { agentId, versionNumber, id: versionId, contentHash, chainHash, changeMessage, createdBy, createdAt } = row;
    const about = { agentId, versionNumber, versionId, contentHash, chainHash, changeMessage, createdBy, createdAt };
    this.#deletions.set(versionNumber, { ...about, ...note });
  }

  /** Takes everything away but where it stands. */
  clear(): void {
    this.#byNumber = new Map();
    this.#byKey = new Map();
    this.#deletions = new Map();
    this.#orders = newOrders();
    this.#raiseFloor();
  }

  /** The versions of the numbers `after` to `through`, ascending. */
  range({ after, through }: { after: number; through: number }): VersionRow[] {
    const list = this.#orders.versionNumber;
    const offset = list.countBelow((row) => row.versionNumber - after - 1);
    const end = list.countBelow((row) => row.versionNumber - through - 1);
    return list.slice({ offset, limit: Math.max(end - offset, 0), direction: 'ASC' });
  }

  /** What became of the numbers, ascending. */
  entries({ after, limit }: ListHistoryQuery): (VersionRow | DeletionRow)[] {
    const entries: (VersionRow | DeletionRow)[] = [];
    for (let number = Math.max(after, this.#floorNumber) + 1; number <= this.#lastNumber; number += 1) {
      if (entries.length === limit) break;
      entries.push((this.#byNumber.get(number) ?? this.#deletions.get(number)) as VersionRow | DeletionRow);
    }
    return entries;
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

  #put(row: VersionRow): void {
    this.#byNumber.set(row.versionNumber, row);
    if (row.idempotencyKey !== undefined) this.#byKey.set(row.idempotencyKey, row);
  }

  #raiseFloor(): void {
    this.#floorNumber = this.#lastNumber;
    this.#floorHash = this.#chainHash;
  }
}

function newOrders() {
  return {
    versionNumber: new SortedList<VersionRow>((a, b) => a.versionNumber - b.versionNumber),
    createdAt: new SortedList<VersionRow>((a, b) => a.createdAt - b.createdAt || compareText(a.id, b.id)),
  };
}
