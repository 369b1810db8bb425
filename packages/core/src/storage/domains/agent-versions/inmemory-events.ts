/** The feed of events in memory. */
import type { StoredEvent, VersioningEvent } from './events';
import { type EventCursor, formatEventCursor, type ListEventsQuery } from './input-events';

/** Events in the order in which they happened. */
export class InMemoryEvents {
  #events: VersioningEvent[] = [];
  #forgotten = 0;

  /** Tells what happened. The event is kept as it is: nobody may change it later. */
  add(event: VersioningEvent): void {
    this.#events.push(event);
  }

  /** A stretch of the feed, made anew for each caller. */
  list({ after, limit, agentId }: ListEventsQuery): StoredEvent[] {
    const listed: StoredEvent[] = [];
    for (let index = after ? this.#countThrough(after) : 0; index < this.#events.length; index += 1) {
      const event = this.#events[index] as VersioningEvent;
      if (listed.length === limit) break;
      if (agentId === undefined || event.agentId === agentId) {
        listed.push({ ...structuredClone(event), cursor: this.#cursorOf(index) });
      }
    }
    return listed;
  }

  /** Forgets the events up to a cursor; returns how many. */
  deleteThrough(cursor: EventCursor): number {
    const count = this.#countThrough(cursor);
    this.#events = this.#events.slice(count);
    this.#forgotten += count;
    return count;
  }

  #cursorOf(index: number): string {
    return formatEventCursor({ transactionId: 0n, position: BigInt(this.#forgotten + index + 1) });
  }

  /** How many of the events kept come up to a cursor: places have no hole, as only the first are ever forgotten. */
  #countThrough({ transactionId, position }: EventCursor): number {
    if (transactionId > 0n) return this.#events.length;
    return Math.min(Math.max(Number(position) - this.#forgotten, 0), this.#events.length);
  }
}
