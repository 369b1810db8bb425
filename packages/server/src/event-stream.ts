/** The feed of events as server-sent events: polled, without an end, to be resumed at any event. */
import type { AgentVersioning, ListEventsInput, StoredEvent } from '@agent-versions/core';

/** Content type of server-sent events. */
export const EVENT_STREAM = 'text/event-stream';

/** How often things happen on a quiet feed, in milliseconds. */
export interface EventStreamPace {
  /** Looks for new events. */
  poll: number;
  /** Sends a comment, so that proxies and clients see that it is alive. */
  heartbeat: number;
}

/** What a stream tells, and how long. */
export interface EventStreamInput {
  /** Whose feed: asked at each look, so that the policy is too. */
  versioning: AgentVersioning;
  /** Where it begins, whose events, and how many at a time. */
  query: ListEventsInput;
  /** Ends it; any of them. */
  signals: readonly AbortSignal[];
  /** Default: twice a second, every 15 seconds. */
  pace?: EventStreamPace;
}

const PACE: EventStreamPace = { poll: 500, heartbeat: 15_000 };

/** How long a client waits before it comes back, in milliseconds. */
const RETRY = 1000;

/** The feed as text; the first piece comes once the feed was read. */
export async function* eventStream(input: EventStreamInput): AsyncGenerator<string> {
  const { versioning, query, signals, pace = PACE } = input;
  const { limit = 100 } = query;
  let text = `retry: ${RETRY}\n\n`;
  let after = query.after;
  let sent = Date.now();
  while (!signals.some(({ aborted }) => aborted)) {
    const { events, cursor = after } = await versioning.listEvents({ ...query, after, limit });
    text += events.map(frame).join('');
    if (text === '' && Date.now() - sent >= pace.heartbeat) text = ':\n\n';
    if (text !== '') {
      yield text;
      sent = Date.now();
    }
    text = '';
    after = cursor;
    if (events.length < limit) await pause(pace.poll, signals);
  }
}

/** JSON has no line breaks of its own. */
function frame(event: StoredEvent): string {
  return `id: ${event.cursor}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** Waits; not any longer once one of the signals is aborted. */
function pause(milliseconds: number, signals: readonly AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      for (const signal of signals) signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    for (const signal of signals) signal.addEventListener('abort', end, { once: true });
    if (signals.some(({ aborted }) => aborted)) end();
  });
}
