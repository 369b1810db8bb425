/** The feed of events. */
import { type EventCursor, formatEventCursor, type ListEventsOutput, type ListEventsQuery } from '@agent-versions/core';
import type { SqlDatabase } from '../database';
import { readStoredEvent } from '../rows-history';
import * as statements from '../statements/events';

const START: EventCursor = { transactionId: 0n, position: 0n };

/** A page of the feed. */
export async function listEvents(db: SqlDatabase, query: ListEventsQuery): Promise<ListEventsOutput> {
  const { dialect } = db;
  const rows = await db.read(statements.selectEvents(dialect, { ...query, after: query.after ?? START }));
  const events = rows.map((row) => readStoredEvent(dialect, row));
  const cursor = events.at(-1)?.cursor ?? (query.after && formatEventCursor(query.after));
  return cursor === undefined ? { events } : { events, cursor };
}

/** Forgets events up to and including the one at a place; returns how many. */
export async function deleteEvents(db: SqlDatabase, through: EventCursor): Promise<number> {
  const [gone = []] = await db.write(statements.deleteEvents(db.dialect, through));
  return gone.length;
}
