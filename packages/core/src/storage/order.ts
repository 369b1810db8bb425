/** Orders that every store shares, for those that keep it themselves. */

/** Compares texts by code point, which is the order of their UTF-8 bytes and of the databases. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** UTF-16 puts surrogates, which stand for the highest code points, below U+E000: here they go above U+FFFF. */
function rank(codeUnit: number): number {
  return codeUnit >= 0xd800 && codeUnit <= 0xdfff ? codeUnit + 0x10000 : codeUnit;
}

/** Items kept in order. Adding at the end, the usual case, takes no search. */
export class SortedList<T> {
  readonly #compare: (a: T, b: T) => number;
  #items: T[] = [];

  /** No two items may compare as equal. */
  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  /** How many there are. */
  get size(): number {
    return this.#items.length;
  }

  /** The greatest item. */
  get last(): T | undefined {
    return this.#items.at(-1);
  }

  /** Puts an item in its place. */
  add(item: T): void {
    const last = this.last;
    if (last === undefined || this.#compare(last, item) < 0) this.#items.push(item);
    else
      this.#items.splice(
        this.countBelow((other) => this.#compare(other, item)),
        0,
        item,
      );
  }

  /** Takes an item out; it must be there. */
  delete(item: T): void {
    this.#items.splice(
      this.countBelow((other) => this.#compare(other, item)),
      1,
    );
  }

  /** Puts an item in the place of the one that compares as equal; it must be there. */
  replace(item: T): void {
    this.#items[this.countBelow((other) => this.#compare(other, item))] = item;
  }

  /** How many items come before a point, by binary search: `side` is negative for those that do. */
  countBelow(side: (item: T) => number): number {
    let low = 0;
    let high = this.#items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (side(this.#items[middle] as T) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Up to `limit` items in a direction, past the first `offset` of them. */
  slice(window: { offset: number; limit: number; direction: 'ASC' | 'DESC' }): T[] {
    const { offset, limit, direction } = window;
    if (direction === 'ASC') return this.#items.slice(offset, offset + limit);
    const end = Math.max(this.#items.length - offset, 0);
    return this.#items.slice(Math.max(end - limit, 0), end).reverse();
  }
}
