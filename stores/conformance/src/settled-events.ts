/** Reading the feed to an end: an event may show up a moment after its write was acknowledged. */
import { setTimeout } from 'node:timers/promises';
import type { AgentVersionsStorage, StoredEvent } from '@agent-versions/core';
import { freshId } from './samples';

/** How long an event may take to show up on a slow machine. */
const PATIENCE_MS = 60_000;

/** All events after a cursor, page by page. */
export async function eventsAfter(
  versions: AgentVersionsStorage,
  from: { after?: string | undefined; agentId?: string; limit?: number } = {},
): Promise<StoredEvent[]> {
  const all: StoredEvent[] = [];
  let { after } = from;
  for (;;) {
    const { events, cursor } = await versions.listEvents({ ...from, limit: from.limit ?? 1000, after });
    all.push(...events);
    if (events.length === 0) return all;
    after = cursor;
  }
}

/** Returns when the feed shows everything that was acknowledged before the call: it never shows a later event first. */
export async function feedSettled(versions: AgentVersionsStorage): Promise<void> {
  const agentId = freshId('sentinel');
  await versions.createVersion({ agentId, snapshot: {} });
  const deadline = Date.now() + PATIENCE_MS;
  while ((await versions.listEvents({ agentId })).events.length === 0) {
    if (Date.now() > deadline) throw new Error('An event did not show up in the feed');
    await setTimeout(5);
  }
}

/** The agent's events in order, those of all writes that were acknowledged before the call. */
export async function settledEvents(versions: AgentVersionsStorage, agentId: string): Promise<StoredEvent[]> {
  await feedSettled(versions);
  return eventsAfter(versions, { agentId });
}
