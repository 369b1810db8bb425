/** Messages to store: checked, copied and filled in before any store sees them. */
import { z } from 'zod';
import { ValidationError } from '../../../errors';
import type { StorableLimits } from '../../../json/limits';
import { toStorableValue } from '../../../json/storable';
import type { JsonValue } from '../../../json/types';
import { createId } from '../../ids';
import { idSchema, parseInput, textSchema, timeSchema } from '../../input';
import { refuseIssues } from '../../record-fields';
import type { SaveMessagesInput } from './base';
import type { MessageRole } from './records';

/** The most messages in one call. */
export const MAX_MESSAGES = 1000;

/** The most bytes that the contents of one call have together, as canonical JSON: they travel as one text. */
export const MAX_MESSAGES_BYTES = 67_108_864;

/** How far ahead of the clock a message may be dated for undated ones to follow it, in milliseconds. */
export const FOLLOWED_MS = 60_000;

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

const saveMessagesSchema = z.strictObject({ messages: z.array(messageSchema).max(MAX_MESSAGES) });

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
  refuseRepeatedIds(prepared);
  return prepared;
}

function refuseBytes(bytes: number): void {
  if (bytes <= MAX_MESSAGES_BYTES) return;
  const message = `must have contents of at most ${MAX_MESSAGES_BYTES} bytes of canonical JSON together`;
  throw new ValidationError([{ path: 'messages', message }]);
}

function refuseRepeatedIds(messages: readonly PreparedMessage[]): void {
  const seen = new Set<string>();
  refuseIssues(
    messages.flatMap(({ id }, index) => {
      if (seen.has(id)) return [{ path: `messages[${index}].id`, message: 'occurs twice' }];
      seen.add(id);
      return [];
    }),
  );
}

/** The fields that the caller gave: what a message of that id must be for the call to be a repeated one. */
export function givenFields(message: PreparedMessage): object {
  const { threadId, resourceId, role, type, content, createdAt } = message;
  return { threadId, resourceId, role, type, content, ...(createdAt && { createdAt }) };
}
