/** The inputs about sessions: checked, copied and filled in before any store sees them. */
import { z } from 'zod';
import type { StorableLimits } from '../../../json/limits';
import { type Storable, toStorable } from '../../../json/storable';
import type { JsonObject } from '../../../json/types';
import { createId } from '../../ids';
import {
  directionSchema,
  idSchema,
  MAX_IDS,
  pageFields,
  parseInput,
  positiveIntegerSchema,
  textSchema,
} from '../../input';
import { refuseRecordFields } from '../../record-fields';
import type { SortDirection } from '../../types';
import { mergeConfig } from '../agents/input';
import type {
  CreateSessionInput,
  ListSessionsInput,
  SessionStatus,
  StorageSession,
  UpdateSessionInput,
  UpdateSessionStatusInput,
} from './records';
import { SESSION_STATUSES } from './transitions';

/** What an update of a session can change, as it is to be stored; undefined: none. */
export interface SessionFields {
  /** What people call it. */
  name: string | undefined;
  /** The version that the session is pinned to. */
  agentVersionId: string | undefined;
  /** In the order given. */
  subAgentIds: string[];
  /** What it is for. */
  userGoal: string | undefined;
  /** What another system calls it. */
  externalSessionId: string | undefined;
  /** A copy, shared with nobody. */
  overrides: Storable;
}

/** A new session that can be stored as it is. */
export interface PreparedSession extends SessionFields {
  /** The caller's, or a new ULID. */
  id: string;
  /** The agent, which may not be there. */
  mainAgentId: string;
  /** Where it begins. */
  status: SessionStatus;
}

/** A change of a session that can be merged as it is: null takes a field away, undefined leaves it. */
export interface PreparedSessionUpdate {
  /** The session to change. */
  id: string;
  /** As {@link SessionFields.name}. */
  name?: string | null | undefined;
  /** As {@link SessionFields.agentVersionId}. */
  agentVersionId?: string | null | undefined;
  /** As {@link SessionFields.subAgentIds}. */
  subAgentIds?: string[] | null | undefined;
  /** As {@link SessionFields.userGoal}. */
  userGoal?: string | null | undefined;
  /** As {@link SessionFields.externalSessionId}. */
  externalSessionId?: string | null | undefined;
  /** A copy, shared with nobody; empty where nothing is set. */
  overrides: JsonObject;
  /** Undefined: whatever the revision is. */
  expected?: number | undefined;
}

/** A page of sessions, fully said; undefined: whatever it is. */
export interface ListSessionsQuery {
  /** Where they are in their lives. */
  status?: SessionStatus | undefined;
  /** Whose they are. */
  mainAgentId?: string | undefined;
  /** What another system calls them. */
  externalSessionId?: string | undefined;
  /** From 0. */
  page: number;
  /** 1 to 1000. */
  perPage: number;
  /** Ties go by id in the same direction. */
  orderBy: { field: 'createdAt' | 'updatedAt'; direction: SortDirection };
}

const statusSchema = z.enum(SESSION_STATUSES);
const idListSchema = z.array(idSchema).max(MAX_IDS);

const createSchema = z.strictObject({
  id: idSchema.optional(),
  name: textSchema.optional(),
  mainAgentId: idSchema,
  agentVersionId: idSchema.optional(),
  subAgentIds: idListSchema.default([]),
  userGoal: textSchema.optional(),
  status: statusSchema.default('idle'),
  externalSessionId: idSchema.optional(),
  overrides: z.unknown().optional(), // looked at by toStorable
});

const updateSchema = z.strictObject({
  id: idSchema,
  name: textSchema.nullish(),
  agentVersionId: idSchema.nullish(),
  subAgentIds: idListSchema.nullish(),
  userGoal: textSchema.nullish(),
  externalSessionId: idSchema.nullish(),
  overrides: z.unknown().optional(), // looked at by toStorable
  expected: positiveIntegerSchema.optional(),
});

const updateStatusSchema = z.strictObject({ id: idSchema, status: statusSchema });

const listSchema = z.strictObject({
  status: statusSchema.optional(),
  mainAgentId: idSchema.optional(),
  externalSessionId: idSchema.optional(),
  ...pageFields,
  orderBy: z
    .strictObject({ field: z.enum(['createdAt', 'updatedAt']), direction: directionSchema })
    .default({ field: 'createdAt', direction: 'DESC' }),
});

/** @throws ValidationError when the input breaks a rule of {@link CreateSessionInput} */
export function prepareSession(input: CreateSessionInput, limits?: Partial<StorableLimits>): PreparedSession {
  const { id = createId(), overrides: raw = {}, ...rest } = parseInput(createSchema, input);
  const { name, mainAgentId, agentVersionId, subAgentIds, userGoal, status, externalSessionId } = rest;
  const fields = { name, agentVersionId, subAgentIds, userGoal, externalSessionId };
  return { id, mainAgentId, status, ...fields, overrides: storableOverrides(raw, limits) };
}

/** @throws ValidationError when the input breaks a rule of {@link UpdateSessionInput} */
export function parseUpdateSession(input: UpdateSessionInput, limits?: Partial<StorableLimits>): PreparedSessionUpdate {
  const { overrides: raw = {}, ...rest } = parseInput(updateSchema, input);
  return { ...rest, overrides: storableOverrides(raw, limits).value };
}

/** @throws ValidationError when the input breaks a rule of {@link UpdateSessionStatusInput} */
export function parseUpdateSessionStatus(input: UpdateSessionStatusInput): UpdateSessionStatusInput {
  return parseInput(updateStatusSchema, input);
}

/** @throws ValidationError when the input breaks a rule of {@link ListSessionsInput} */
export function parseListSessions(input: ListSessionsInput = {}): ListSessionsQuery {
  return parseInput(listSchema, input);
}

/**
 * What a session holds after a change.
 * @throws ValidationError when the overrides together are over a limit
 */
export function mergeSession(
  session: StorageSession,
  update: PreparedSessionUpdate,
  limits?: Partial<StorableLimits>,
): SessionFields {
  const merged = mergeConfig(session.overrides, update.overrides, []);
  return {
    name: changed(session.name, update.name),
    agentVersionId: changed(session.agentVersionId, update.agentVersionId),
    subAgentIds: changed(session.subAgentIds, update.subAgentIds) ?? [],
    userGoal: changed(session.userGoal, update.userGoal),
    externalSessionId: changed(session.externalSessionId, update.externalSessionId),
    overrides: storableOverrides(merged, limits),
  };
}

function changed<T>(stored: T | undefined, given: T | null | undefined): T | undefined {
  return given === undefined ? stored : (given ?? undefined);
}

function storableOverrides(value: unknown, limits: Partial<StorableLimits> | undefined): Storable {
  const overrides = toStorable(value, { path: 'overrides', limits });
  refuseRecordFields(overrides.value, 'overrides');
  return overrides;
}
