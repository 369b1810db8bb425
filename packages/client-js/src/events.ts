/** The feed of events: in stretches, and as a stream that reconnects. */
import type { EventResponse } from '@agent-versions/server/schemas';
import { pause } from './deadline';
import { AgentVersionsError, isTransient } from './errors';
import { readLines } from './lines';
import type { CallOptions } from './options';
import { backoff } from './retry';
import { checkTimeout } from './settings';
import type { Transport } from './transport';

const LONGEST_PAUSE = 30_000;
/** No server keeps a stream waiting for longer, whatever it asks for. */
const LONGEST_ASKED = 300_000;

/** What a stream of events takes. */
export interface StreamEventsOptions extends CallOptions {
  /** A cursor: only what comes after it. Without one the stream begins with the first event there is. */
  after?: string;
  /** Only those of one agent. */
  agentId?: string;
  /** Milliseconds without a sign of life, heart-beats included, after which it reconnects (default 60,000). */
  idleTimeout?: number;
  /** How many failures in a row are borne (default: any number). */
  retries?: number;
}

/**
 * Events as they happen, each once and in order, for as long as the caller asks for more. A lost connection is made
 * again where it was left.
 * @throws AgentVersionsError `aborted` by the signal, and whatever no waiting mends, such as `forbidden`
 */
export async function* streamEvents(
  transport: Transport,
  options: StreamEventsOptions = {},
): AsyncGenerator<EventResponse, void> {
  const { after, agentId, idleTimeout = 60_000, retries = Number.POSITIVE_INFINITY, ...call } = options;
  checkTimeout('idleTimeout', idleTimeout);
  let cursor: string | undefined;
  let reconnectDelay = 0;
  for (let failures = 0; ; failures++) {
    try {
      const answer = await transport.open({
        method: 'GET',
        path: ['stored', 'events'],
        query: { after: cursor === undefined ? after : undefined, agentId },
        accept: 'text/event-stream',
        headers: { 'last-event-id': cursor },
        options: { ...call, retries: 0 },
      });
      for await (const message of readMessages(readLines(answer, idleTimeout))) {
        failures = 0;
        reconnectDelay = message.retry ?? reconnectDelay;
        if (message.data === undefined) continue;
        const event = parseEvent(message.data);
        cursor = message.id ?? event.cursor;
        yield event;
      }
      throw new AgentVersionsError({ code: 'network', message: `${answer.what}: the stream ended` });
    } catch (error) {
      if (!isTransient(error) || failures >= retries) throw error;
      const asked = Math.min(error.retryAfter ?? reconnectDelay, LONGEST_ASKED);
      await pause(asked + backoff(failures, LONGEST_PAUSE), call.signal);
    }
  }
}

/** What stands between two blank lines of an event stream. */
interface Message {
  /** Where to go on after it. */
  id?: string;
  /** The event, as JSON. */
  data?: string;
  /** Milliseconds to wait before a new connection. */
  retry?: number;
}

/** The messages of an event stream, comments included as empty ones; one that is cut off is none. */
async function* readMessages(lines: AsyncIterable<string>): AsyncGenerator<Message, void> {
  let message: Message = {};
  for await (const line of lines) {
    if (line === '' || line.startsWith(':')) {
      yield line === '' ? message : {};
      if (line === '') message = {};
      continue;
    }
    const [, name, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (name === 'data') message.data = message.data === undefined ? value : `${message.data}\n${value}`;
    if (name === 'id') message.id = value;
    if (name === 'retry' && /^\d{1,6}$/.test(value)) message.retry = Number(value);
  }
}

function parseEvent(data: string): EventResponse {
  try {
    const event: EventResponse = JSON.parse(data);
    if (typeof event.cursor === 'string') return event;
  } catch {
    // told below
  }
  const fields = { received: data.slice(0, 200) };
  throw new AgentVersionsError({
    code: 'bad_answer',
    message: 'The stream carries something that is no event',
    fields,
  });
}
