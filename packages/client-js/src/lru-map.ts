/** A map of bounded size: what was not used for longest makes room. */
export class LruMap<Key, Value> {
  readonly #entries = new Map<Key, Value>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  /** The value, which counts as used by this. */
  get(key: Key): Value | undefined {
    const value = this.#entries.get(key);
    if (value !== undefined) this.set(key, value);
    return value;
  }

  /** Keeps the value as the one used last. */
  set(key: Key, value: Value): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#max) return;
    const [oldest] = this.#entries.keys();
    this.#entries.delete(oldest as Key);
  }

  /** Forgets it. */
  delete(key: Key): void {
    this.#entries.delete(key);
  }

  /** All of it, the least recently used first; looking does not count as use. */
  entries(): IterableIterator<[Key, Value]> {
    return this.#entries.entries();
  }
}
