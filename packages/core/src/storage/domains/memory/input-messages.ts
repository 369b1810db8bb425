/** Messages to store: checked, copied and filled in before any store sees them. */
import { z } from 'zod';
import { ValidationError } from '../../../errors';
import type { StorableLimits } from '../../../json/limits';
import { toStorableValue } from '../../../json/storable';
import type { JsonValue } from '../../../json/types';
import { createId } from '../../ids';
import { idSchema, parseInput, textSchema, timeSchema } from '../../input';
import { MAX_RECORDS, MAX_RECORDS_BYTES, requireDistinct } from '../../same-record';
import type { SaveMessagesInput } from './base';
import type { MessageRole } from './records';

/** How far ahead of the clock a message may be dated for undated ones to follow it: ten minutes, in milliseconds. */
export const FOLLOWED_MS = 600_000;

/** A message that can be stored as it is. */
export interface PreparedMessage {
  /** The caller's, or a new ULID. */
  id: string;
  /** The thread to add it to. */
  threadId: string;
  /** Undefined: none. */
  resourceId: string | undefined;
  /** Who speaks. */
  role: MessageRole;
  /** Undefined: none. */
  type: string | undefined;
  /** Undefined: the clock. */
  createdAt: Date | undefined;
  /** A copy, shared with nobody. */
  content: JsonValue;
  /** Its RFC 8785 form. */
  canonical: string;
  /** Its place in the call, from 0: by how many milliseconds it is later where it has no date. */
  position: number;
}

const messageSchema = z.strictObject({
  id: idSchema.optional(),
  threadId: idSchema,
  resourceId: idSchema.optional(),
  role: z.enum(['user', 'assistant', 'system', 'tool']),
  type: textSchema.optional(),
  createdAt: timeSchema.optional(),
  content: z.unknown(), // looked at by toStorableValue
});

const saveMessagesSchema = z.strictObject({ messages: z.array(messageSchema).max(MAX_RECORDS) });

/** @throws ValidationError when the input breaks a rule of {@link SaveMessagesInput} */
export function prepareMessages(input: SaveMessagesInput, limits?: Partial<StorableLimits>): PreparedMessage[] {
  const { messages } = parseInput(saveMessagesSchema, input);
  let bytes = 0;
  const prepared = messages.map((message, position): PreparedMessage => {
    const { id = createId(), threadId, resourceId, role, type, createdAt } = message;
    const path = `messages[${position}].content`;
    const { value: content, canonical } = toStorableValue(message.content, { path, limits });
    bytes += Buffer.byteLength(canonical);
    refuseBytes(bytes);
    return { id, threadId, resourceId, role, type, createdAt, content, canonical, position };
  });
  requireDistinct(
    prepared.map(({ id }) => id),
    'messages',
  );
  return prepared;
}

function refuseBytes(bytes: number): void {
  if (bytes <= MAX_RECORDS_BYTES) return;
  const message = `must have contents of at most ${MAX_RECORDS_BYTES} bytes of canonical JSON together`;
  throw new ValidationError([{ path: 'messages', message }]);
}

/** The fields that the caller gave: what a message of that id must be for the call to be a repeated one. */
export function givenFields(message: PreparedMessage): object {
  const { threadId, resourceId, role, type, content, createdAt } = message;
  return { threadId, resourceId, role, type, content, ...(createdAt && { createdAt }) };
}
