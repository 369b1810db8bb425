/** A feed the naive way: a place is taken when the work begins, and is seen when the work is done. */
import type { AgentVersion, ListEventsInput, ListEventsOutput, StoredEvent } from '@agent-versions/core';

/** Events by place; those of slow writers turn up behind a cursor that has gone past them. */
export class NaiveFeed {
  readonly #events: StoredEvent[] = [];
  #places = 0;

  /** The place of an event that is yet to happen. */
  takePlace(): number {
    this.#places += 1;
    return this.#places;
  }

  /** Tells of a version at its place. */
  tell(place: number, { agentId, id: versionId, versionNumber }: AgentVersion): void {
    const told = { type: 'version.created' as const, agentId, at: new Date(), versionId, versionNumber };
    this.#events.push({ ...told, cursor: `0.${place}` });
  }

  /** As listEvents. */
  list({ after = '0.0', limit = 100, agentId }: ListEventsInput = {}): ListEventsOutput {
    const place = (cursor: string): number => Number(cursor.slice(2));
    const events = this.#events
      .filter((event) => place(event.cursor) > place(after) && (agentId ?? event.agentId) === event.agentId)
      .sort((left, right) => place(left.cursor) - place(right.cursor))
      .slice(0, limit);
    return { events, cursor: events.at(-1)?.cursor ?? after };
  }
}
