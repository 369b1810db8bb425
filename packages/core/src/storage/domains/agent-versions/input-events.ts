/** The feed's inputs, and its cursors: where an event stands, as text. */
import { z } from 'zod';
import { idSchema, parseInput, parseValue, perPageSchema } from '../../input';
import type { ListEventsInput } from './calls';
import { DEFAULT_LIMIT } from './input-lists';

/** Where an event stands in the feed. */
export interface EventCursor {
  /** 0 where the database lets events in one by one. */
  transactionId: bigint;
  /** Rises within a transaction. */
  position: bigint;
}

/** A stretch of the feed, fully said. */
export interface ListEventsQuery {
  /** Undefined: from the first event kept. */
  after: EventCursor | undefined;
  /** 1 to 1000. */
  limit: number;
  /** Undefined: those of all agents. */
  agentId: string | undefined;
}

/** What a column of 64 bits holds. */
const MAX_BIGINT = 2n ** 63n - 1n;

const CURSOR = /^(0|[1-9]\d{0,18})\.(0|[1-9]\d{0,18})$/;

const cursorSchema = z.string().transform((text, { issues }): EventCursor => {
  const [, transaction = '', place = ''] = CURSOR.exec(text) ?? [];
  const cursor = { transactionId: BigInt(transaction), position: BigInt(place) };
  if (transaction !== '' && cursor.transactionId <= MAX_BIGINT && cursor.position <= MAX_BIGINT) return cursor;
  issues.push({ code: 'custom', message: 'must be the cursor of an event', input: text });
  return z.NEVER;
});

const listEventsSchema = z.strictObject({
  after: cursorSchema.optional(),
  limit: perPageSchema.default(DEFAULT_LIMIT),
  agentId: idSchema.optional(),
});

const deleteEventsSchema = z.strictObject({ through: cursorSchema });

/** @throws ValidationError when the input breaks a rule of {@link ListEventsInput} */
export function parseListEvents(input: ListEventsInput = {}): ListEventsQuery {
  const { after, limit, agentId } = parseInput(listEventsSchema, input);
  return { after, limit, agentId };
}

/** @throws ValidationError when `through` is no cursor */
export function parseDeleteEvents(input: { through: string }): { through: EventCursor } {
  return parseInput(deleteEventsSchema, input);
}

/** @throws ValidationError when the text is no cursor */
export function parseEventCursor(text: unknown, path = 'after'): EventCursor {
  return parseValue(cursorSchema, { value: text, path });
}

/** The text of a cursor: digits, a dot, digits. */
export function formatEventCursor({ transactionId, position }: EventCursor): string {
  return `${transactionId}.${position}`;
}
