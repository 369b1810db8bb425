/** The inputs of the domain `memory`: checked, copied and filled in before any store sees them. */
import { z } from 'zod';
import { canonicalJson } from '../../../json/canonical';
import type { StorableLimits } from '../../../json/limits';
import { type Storable, toStorable } from '../../../json/storable';
import type { JsonObject } from '../../../json/types';
import { createId } from '../../ids';
import { directionSchema, idSchema, pageFields, parseInput, textSchema, timeSchema } from '../../input';
import type { SortDirection } from '../../types';
import type {
  CreateThreadInput,
  ListMessagesInput,
  ListThreadsInput,
  SaveResourceInput,
  SaveThreadInput,
  UpdateResourceInput,
  UpdateThreadInput,
} from './base';

/** A thread that can be stored as it is. */
export interface PreparedThread {
  /** The caller's, or a new ULID. */
  id: string;
  /** Whose conversation it is. */
  resourceId: string;
  /** Undefined: none. */
  title: string | undefined;
  /** A copy, shared with nobody; undefined: none. */
  metadata: Storable | undefined;
  /** Undefined: the clock, if the thread is new. */
  createdAt: Date | undefined;
}

/** A resource that can be stored as it is. */
export interface PreparedResource {
  /** Which one. */
  id: string;
  /** Undefined: none. */
  workingMemory: string | undefined;
  /** A copy, shared with nobody; undefined: none. */
  metadata: Storable | undefined;
  /** Undefined: the clock, if the resource is new. */
  createdAt: Date | undefined;
}

/** A change of a thread that can be merged as it is. */
export interface PreparedThreadUpdate {
  /** The thread to change. */
  id: string;
  /** Undefined: it stays. */
  title: string | undefined;
  /** A copy, shared with nobody; undefined: nothing is set. */
  metadata: JsonObject | undefined;
}

/** A change of a resource that can be merged as it is. */
export interface PreparedResourceUpdate {
  /** The resource to change. */
  id: string;
  /** Undefined: it stays. */
  workingMemory: string | undefined;
  /** A copy, shared with nobody; undefined: nothing is set. */
  metadata: JsonObject | undefined;
}

/** A page of threads, fully said. */
export interface ListThreadsQuery {
  /** Undefined: those of all resources. */
  resourceId?: string | undefined;
  /** From 0. */
  page: number;
  /** 1 to 1000. */
  perPage: number;
  /** Ties go by id in the same direction. */
  orderBy: { field: 'createdAt' | 'updatedAt'; direction: SortDirection };
}

/** A page of messages, fully said. */
export interface ListMessagesQuery {
  /** Whose messages. */
  threadId: string;
  /** From 0. */
  page: number;
  /** 1 to 1000. */
  perPage: number;
  /** Ties go by id in the same direction. */
  orderBy: { field: 'createdAt'; direction: SortDirection };
  /** The first time that is listed; undefined: the very first. */
  from?: Date | undefined;
  /** The first time that is not listed any more; undefined: all. */
  to?: Date | undefined;
}

/** The fields that both a new and a whole thread have; metadata is looked at by toStorable. */
const threadFields = {
  resourceId: idSchema,
  title: textSchema.optional(),
  metadata: z.unknown().optional(),
  createdAt: timeSchema.optional(),
};

const createThreadSchema = z.strictObject({ id: idSchema.optional(), ...threadFields });

const saveThreadSchema = z.strictObject({
  thread: z.strictObject({ id: idSchema, ...threadFields, updatedAt: timeSchema.optional() }),
});

const threadIdSchema = z.strictObject({ threadId: idSchema });

const updateThreadSchema = z.strictObject({
  id: idSchema,
  title: textSchema.optional(),
  metadata: z.unknown().optional(),
});

const listThreadsSchema = z.strictObject({
  resourceId: idSchema.optional(),
  ...pageFields,
  orderBy: z
    .strictObject({ field: z.enum(['createdAt', 'updatedAt']), direction: directionSchema })
    .default({ field: 'updatedAt', direction: 'DESC' }),
});

const listMessagesSchema = z.strictObject({
  threadId: idSchema,
  ...pageFields,
  orderBy: z
    .strictObject({ field: z.literal('createdAt'), direction: directionSchema })
    .default({ field: 'createdAt', direction: 'ASC' }),
  from: timeSchema.optional(),
  to: timeSchema.optional(),
});

const resourceIdSchema = z.strictObject({ resourceId: idSchema });

const saveResourceSchema = z.strictObject({
  resource: z.strictObject({
    id: idSchema,
    workingMemory: textSchema.optional(),
    metadata: z.unknown().optional(),
    createdAt: timeSchema.optional(),
    updatedAt: timeSchema.optional(),
  }),
});

const updateResourceSchema = z.strictObject({
  resourceId: idSchema,
  workingMemory: textSchema.optional(),
  metadata: z.unknown().optional(),
});

/** @throws ValidationError when the input breaks a rule of {@link CreateThreadInput} */
export function prepareThread(input: CreateThreadInput, limits?: Partial<StorableLimits>): PreparedThread {
  const { id = createId(), resourceId, title, metadata, createdAt } = parseInput(createThreadSchema, input);
  return { id, resourceId, title, metadata: storableMetadata(metadata, { path: 'metadata', limits }), createdAt };
}

/** @throws ValidationError when the input breaks a rule of {@link SaveThreadInput} */
export function prepareSaveThread(input: SaveThreadInput, limits?: Partial<StorableLimits>): PreparedThread {
  const { id, resourceId, title, metadata, createdAt } = parseInput(saveThreadSchema, input).thread;
  const stored = storableMetadata(metadata, { path: 'thread.metadata', limits });
  return { id, resourceId, title, metadata: stored, createdAt };
}

/** @throws ValidationError when the input is not `{ threadId }` with an id */
export function parseThreadId(input: { threadId: string }): string {
  return parseInput(threadIdSchema, input).threadId;
}

/** @throws ValidationError when the input breaks a rule of {@link UpdateThreadInput} */
export function parseUpdateThread(input: UpdateThreadInput, limits?: Partial<StorableLimits>): PreparedThreadUpdate {
  const { id, title, metadata } = parseInput(updateThreadSchema, input);
  return { id, title, metadata: storableMetadata(metadata, { path: 'metadata', limits })?.value };
}

/** @throws ValidationError when the input breaks a rule of {@link ListThreadsInput} */
export function parseListThreads(input: ListThreadsInput = {}): ListThreadsQuery {
  return parseInput(listThreadsSchema, input);
}

/** @throws ValidationError when the input breaks a rule of {@link ListMessagesInput} */
export function parseListMessages(input: ListMessagesInput): ListMessagesQuery {
  return parseInput(listMessagesSchema, input);
}

/** @throws ValidationError when the input is not `{ resourceId }` with an id */
export function parseResourceId(input: { resourceId: string }): string {
  return parseInput(resourceIdSchema, input).resourceId;
}

/** @throws ValidationError when the input breaks a rule of {@link SaveResourceInput} */
export function prepareResource(input: SaveResourceInput, limits?: Partial<StorableLimits>): PreparedResource {
  const { id, workingMemory, metadata, createdAt } = parseInput(saveResourceSchema, input).resource;
  const stored = storableMetadata(metadata, { path: 'resource.metadata', limits });
  return { id, workingMemory, metadata: stored, createdAt };
}

/** @throws ValidationError when the input breaks a rule of {@link UpdateResourceInput} */
export function parseUpdateResource(
  input: UpdateResourceInput,
  limits?: Partial<StorableLimits>,
): PreparedResourceUpdate {
  const { resourceId: id, workingMemory, metadata } = parseInput(updateResourceSchema, input);
  return { id, workingMemory, metadata: storableMetadata(metadata, { path: 'metadata', limits })?.value };
}

/**
 * Metadata with the keys of `changes` set at its top level; undefined where there is none before or after. Without
 * `changes` it is what is stored, whatever the limits: another process may have larger ones.
 * @throws ValidationError when what comes out is over a limit, even where neither part was
 */
export function mergeMetadata(
  stored: JsonObject | undefined,
  changes: JsonObject | undefined,
  limits?: Partial<StorableLimits>,
): Storable | undefined {
  if (changes === undefined) return stored && { value: stored, canonical: canonicalJson(stored) };
  return toStorable({ ...stored, ...changes }, { path: 'metadata', limits });
}

function storableMetadata(
  metadata: unknown,
  options: { path: string; limits: Partial<StorableLimits> | undefined },
): Storable | undefined {
  return metadata === undefined ? undefined : toStorable(metadata, options);
}
