/** The inputs of the domain `agentVersions`: checked, copied and filled in before any store sees them. */
import { z } from 'zod';
import { contentHash } from '../../../json/hash';
import type { StorableLimits } from '../../../json/limits';
import { toStorable } from '../../../json/storable';
import { createId } from '../../ids';
import {
  directionSchema,
  expectedSchema,
  idSchema,
  labelSchema,
  MAX_IDS,
  parseInput,
  parseValue,
  perPageSchema,
  positiveIntegerSchema,
  textSchema,
  timeSchema,
} from '../../input';
import { DEFAULT_PAGE, DEFAULT_PER_PAGE } from '../../pagination';
import type { AgentConfig, SortDirection } from '../../types';
import type {
  CreateVersionInput,
  ListLabelMovesInput,
  ListVersionsInput,
  RemoveLabelInput,
  SetLabelInput,
} from './base';

/** A version that can be stored as it is; only the store's number and clock are missing. */
export interface PreparedVersion {
  /** The caller's, or a new ULID. */
  id: string;
  /** Whose version it is. */
  agentId: string;
  /** Undefined: whichever is next. */
  versionNumber: number | undefined;
  /** A vanity name. */
  name: string | undefined;
  /** A copy, shared with nobody. */
  snapshot: AgentConfig;
  /** Its RFC 8785 form. */
  canonical: string;
  /** Of `canonical`. */
  contentHash: string;
  /** The top-level fields that differ from the version before. */
  changedFields: string[] | undefined;
  /** Why it was made. */
  changeMessage: string | undefined;
  /** Who made it. */
  createdBy: string | undefined;
  /** The id of the version that it brings back. */
  restoredFrom: string | undefined;
  /** What the head's number must be, 0 where there may be no version; undefined: anything. */
  expected: number | undefined;
  /** Unique per agent. */
  idempotencyKey: string | undefined;
  /** Undefined: the store's clock. */
  createdAt: Date | undefined;
}

/** A page of versions, fully said. */
export interface ListVersionsQuery {
  /** Whose versions. */
  agentId: string;
  /** 1 where `before` is given. */
  page: number;
  /** 1 to 1000. */
  perPage: number;
  /** By number, newest first, where `before` is given. */
  orderBy: { field: 'versionNumber' | 'createdAt'; direction: SortDirection };
  /** Only smaller numbers; undefined: all. */
  before: number | undefined;
  /** False: summaries will do. */
  includeSnapshot: boolean;
}

/** A move of a label, fully said. */
export interface SetLabelCommand {
  /** Whose label. */
  agentId: string;
  /** Its name. */
  label: string;
  /** Where it shall point. */
  versionId: string;
  /** What the label's revision must be, 0 where it may not be set; undefined: anything. */
  expected: number | undefined;
  /** Who moves it. */
  movedBy: string | undefined;
  /** Why. */
  reason: string | undefined;
}

/** A label's removal, fully said. */
export type RemoveLabelCommand = Omit<SetLabelCommand, 'versionId'>;

/** A page of moves, fully said. */
export interface ListLabelMovesQuery {
  /** Whose labels. */
  agentId: string;
  /** Undefined: those of all labels. */
  label: string | undefined;
  /** From 1. */
  page: number;
  /** 1 to 1000. */
  perPage: number;
}

/** The most names of changed fields: as many as a snapshot may have keys. */
const MAX_CHANGED_FIELDS = 10_000;

/** The most UTF-8 bytes of those names together. */
const MAX_CHANGED_FIELDS_BYTES = 1_048_576;

const changedFieldsSchema = z
  .array(textSchema)
  .max(MAX_CHANGED_FIELDS)
  .refine((fields) => fields.reduce((sum, field) => sum + Buffer.byteLength(field), 0) <= MAX_CHANGED_FIELDS_BYTES, {
    message: `must be at most ${MAX_CHANGED_FIELDS_BYTES} bytes together`,
  });

const createVersionSchema = z.strictObject({
  id: idSchema.optional(),
  agentId: idSchema,
  versionNumber: positiveIntegerSchema.optional(),
  name: textSchema.optional(),
  snapshot: z.unknown().optional(), // looked at by toStorable
  changedFields: changedFieldsSchema.optional(),
  changeMessage: textSchema.optional(),
  createdBy: textSchema.optional(),
  restoredFrom: idSchema.optional(),
  expected: expectedSchema.optional(),
  idempotencyKey: idSchema.optional(),
  createdAt: timeSchema.optional(),
});

const pageShape = {
  page: positiveIntegerSchema.default(DEFAULT_PAGE),
  perPage: perPageSchema.default(DEFAULT_PER_PAGE),
};

const listVersionsSchema = z
  .strictObject({
    agentId: idSchema,
    page: positiveIntegerSchema.optional(),
    perPage: pageShape.perPage,
    orderBy: z.strictObject({ field: z.enum(['versionNumber', 'createdAt']), direction: directionSchema }).optional(),
    before: positiveIntegerSchema.optional(),
    includeSnapshot: z.boolean().default(true),
  })
  .check(({ value, issues }) => {
    for (const key of ['page', 'orderBy'] as const) {
      if (value.before === undefined || value[key] === undefined) continue;
      issues.push({ code: 'custom', path: [key], message: 'cannot go with before', input: value[key] });
    }
  });

const removeLabelSchema = z.strictObject({
  agentId: idSchema,
  label: labelSchema,
  expected: expectedSchema.optional(),
  movedBy: textSchema.optional(),
  reason: textSchema.optional(),
});

const setLabelSchema = removeLabelSchema.extend({ versionId: idSchema });

const listLabelMovesSchema = z.strictObject({ agentId: idSchema, label: labelSchema.optional(), ...pageShape });

const idsSchema = z.array(idSchema).max(MAX_IDS);

/** @throws ValidationError when the input breaks a rule of {@link CreateVersionInput} */
export function prepareVersion(input: CreateVersionInput, limits?: Partial<StorableLimits>): PreparedVersion {
  const { id = createId(), snapshot, ...rest } = parseInput(createVersionSchema, input);
  const { value, canonical } = toStorable(snapshot, { path: 'snapshot', limits });
  return {
    id,
    agentId: rest.agentId,
    versionNumber: rest.versionNumber,
    name: rest.name,
    snapshot: value,
    canonical,
    contentHash: contentHash(canonical),
    changedFields: rest.changedFields,
    changeMessage: rest.changeMessage,
    createdBy: rest.createdBy,
    restoredFrom: rest.restoredFrom,
    expected: rest.expected,
    idempotencyKey: rest.idempotencyKey,
    createdAt: rest.createdAt,
  };
}

/** @throws ValidationError when the input breaks a rule of {@link ListVersionsInput} */
export function parseListVersions(input: ListVersionsInput): ListVersionsQuery {
  const {
    agentId,
    page = DEFAULT_PAGE,
    perPage,
    orderBy,
    before,
    includeSnapshot,
  } = parseInput(listVersionsSchema, input);
  return {
    agentId,
    page,
    perPage,
    orderBy: orderBy ?? { field: 'versionNumber', direction: 'DESC' },
    before,
    includeSnapshot,
  };
}

/** @throws ValidationError when the input breaks a rule of {@link SetLabelInput} */
export function parseSetLabel(input: SetLabelInput): SetLabelCommand {
  const { agentId, label, versionId, expected, movedBy, reason } = parseInput(setLabelSchema, input);
  return { agentId, label, versionId, expected, movedBy, reason };
}

/** @throws ValidationError when the input breaks a rule of {@link RemoveLabelInput} */
export function parseRemoveLabel(input: RemoveLabelInput): RemoveLabelCommand {
  const { agentId, label, expected, movedBy, reason } = parseInput(removeLabelSchema, input);
  return { agentId, label, expected, movedBy, reason };
}

/** @throws ValidationError when the input breaks a rule of {@link ListLabelMovesInput} */
export function parseListLabelMoves(input: ListLabelMovesInput): ListLabelMovesQuery {
  const { agentId, label, page, perPage } = parseInput(listLabelMovesSchema, input);
  return { agentId, label, page, perPage };
}

/** @throws ValidationError when the value is no list of up to 1000 ids */
export function parseIds(value: unknown, path = 'ids'): string[] {
  return parseValue(idsSchema, { value, path });
}

/** @throws ValidationError when the value is no name of a label */
export function parseLabel(value: unknown, path = 'label'): string {
  return parseValue(labelSchema, { value, path });
}

/** @throws ValidationError when the value is no version number */
export function parseVersionNumber(value: unknown, path = 'versionNumber'): number {
  return parseValue(positiveIntegerSchema, { value, path });
}
