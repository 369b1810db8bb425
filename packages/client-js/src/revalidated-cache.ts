/** Answers that are trusted for a while, then asked for again while the old one is served (RFC 5861). */
import { Deadline, waitFor } from './deadline';
import { isVerdict } from './errors';
import { LruMap } from './lru-map';

/** Where a value comes from: just asked for, still trusted, or older than that. */
export type CacheSource = 'fresh' | 'cache' | 'stale';

/** How a value is asked for. */
export interface Lookup<Value> {
  /** Names the value. */
  key: string;
  /** Asks for it; `held` is what there is already. */
  load: (held: Value | undefined) => Promise<Value>;
  /** Milliseconds for which it is trusted. */
  ttl: number;
  /** Milliseconds after that for which it is served while it is asked for. */
  staleWhileRevalidate: number;
  /** Milliseconds from the asking for which a caller waits who could be served something older. */
  patience: number;
  /** Ends this caller's wait; the asking goes on, as others may wait for it. */
  signal?: AbortSignal;
}

/** A value, and why it is not a fresher one. */
export interface Found<Value> {
  /** What was asked for. */
  value: Value;
  /** How old it may be. */
  source: CacheSource;
  /** Why it is stale; undefined while no answer is known. */
  error?: unknown;
}

/** A value that is kept. */
interface Held<Value> {
  /** What the server said. */
  value: Value;
  /** When it was asked, by the clock that never goes back. */
  checkedAt: number;
}

/** A question that is on its way. */
interface Flight<Value> {
  /** The answer to come. */
  promise: Promise<Value>;
  /** When it was asked, by the same clock. */
  startedAt: number;
}

/** Keeps what was asked for, and asks once where many want to know. */
export class RevalidatedCache<Value> {
  readonly #held: LruMap<string, Held<Value>>;
  readonly #flights = new Map<string, Flight<Value>>();

  constructor(max: number) {
    this.#held = new LruMap(max);
  }

  /** The value, as fresh as the lookup demands and the server allows. What the server refuses to tell is forgotten. */
  async get(lookup: Lookup<Value>): Promise<Found<Value>> {
    const { key, ttl, staleWhileRevalidate, signal } = lookup;
    const held = this.#held.get(key);
    const age = held ? performance.now() - held.checkedAt : Number.POSITIVE_INFINITY;
    if (held && age < ttl) return { value: held.value, source: 'cache' };
    const flight = this.#flights.get(key) ?? this.#take(lookup, held?.value);
    if (!held) return { value: await waitFor(flight.promise, signal), source: 'fresh' };
    if (age < ttl + staleWhileRevalidate) return { value: held.value, source: 'stale' };
    return this.#orStale(lookup, { held, flight });
  }

  /** Stops trusting what is held under keys that begin so, and what is being asked for: the next caller asks anew. */
  expire(prefix: string): void {
    for (const [key, held] of this.#held.entries()) {
      if (key.startsWith(prefix)) held.checkedAt = Number.NEGATIVE_INFINITY;
    }
    for (const key of this.#flights.keys()) {
      if (key.startsWith(prefix)) this.#flights.delete(key);
    }
  }

  #take({ key, load }: Lookup<Value>, held: Value | undefined): Flight<Value> {
    const isCurrent = () => this.#flights.get(key) === flight;
    const ask = async () => {
      try {
        const value = await load(held);
        if (isCurrent()) this.#held.set(key, { value, checkedAt: flight.startedAt });
        return value;
      } catch (error) {
        if (isVerdict(error) && isCurrent()) this.#held.delete(key);
        throw error;
      } finally {
        if (isCurrent()) this.#flights.delete(key);
      }
    };
    const flight: Flight<Value> = { promise: Promise.resolve().then(ask), startedAt: performance.now() };
    this.#flights.set(key, flight);
    // callers who do not wait for it hear nothing of its failure
    flight.promise.catch(() => undefined);
    return flight;
  }

  async #orStale(
    { patience, signal }: Lookup<Value>,
    { held, flight }: { held: Held<Value>; flight: Flight<Value> },
  ): Promise<Found<Value>> {
    const deadline = new Deadline(signal);
    deadline.allow(Math.max(0, flight.startedAt + patience - performance.now()));
    try {
      return { value: await deadline.race(flight.promise), source: 'fresh' };
    } catch (error) {
      if (signal?.aborted || isVerdict(error)) throw error;
      return { value: held.value, source: 'stale', error };
    } finally {
      deadline.release();
    }
  }
}
