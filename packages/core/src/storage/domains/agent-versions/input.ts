/** New versions, and the single values of the domain `agentVersions`: checked, copied and filled in before any store sees them. */
import { z } from 'zod';
import { contentHash } from '../../../json/hash';
import type { StorableLimits } from '../../../json/limits';
import { toStorable } from '../../../json/storable';
import { createId } from '../../ids';
import {
  expectedSchema,
  idSchema,
  labelSchema,
  MAX_IDS,
  parseInput,
  parseValue,
  positiveIntegerSchema,
  textSchema,
  timeSchema,
} from '../../input';
import { refuseRecordFields } from '../../record-fields';
import type { AgentConfig } from '../../types';
import type { CreateVersionInput } from './calls';
import { chainEntryHash } from './chain';

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
  /** Its own part of its link in the hash chain. */
  entryHash: string;
  /** The labels to point at it, each once. */
  labels: string[];
  /** What the revision of the agent's record must be, 0 where it shall be made; undefined: the record stays as it is. */
  record: number | undefined;
}

/** The most names of changed fields: as many as a snapshot may have keys. */
const MAX_CHANGED_FIELDS = 10_000;

/** The most UTF-8 bytes of those names together. */
const MAX_CHANGED_FIELDS_BYTES = 1_048_576;

/** The most labels that move with one version. */
const MAX_LABELS = 10;

/** The names of changed fields: not too many, not too long. */
export const changedFieldsSchema = z
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
  labels: z
    .array(labelSchema)
    .max(MAX_LABELS)
    .refine((labels) => new Set(labels).size === labels.length, 'must be different labels')
    .default([]),
  record: z.strictObject({ expected: expectedSchema }).optional(),
});

const idsSchema = z.array(idSchema).max(MAX_IDS);

/** @throws ValidationError when the input breaks a rule of {@link CreateVersionInput} */
export function prepareVersion(input: CreateVersionInput, limits?: Partial<StorableLimits>): PreparedVersion {
  const { id = createId(), snapshot, record, ...rest } = parseInput(createVersionSchema, input);
  const { value, canonical } = toStorable(snapshot, { path: 'snapshot', limits });
  if (record) refuseRecordFields(value, 'snapshot');
  const hash = contentHash(canonical);
  return {
    id,
    agentId: rest.agentId,
    versionNumber: rest.versionNumber,
    name: rest.name,
    snapshot: value,
    canonical,
    contentHash: hash,
    changedFields: rest.changedFields,
    changeMessage: rest.changeMessage,
    createdBy: rest.createdBy,
    restoredFrom: rest.restoredFrom,
    expected: rest.expected,
    idempotencyKey: rest.idempotencyKey,
    createdAt: rest.createdAt,
    entryHash: chainEntryHash({ contentHash: hash, createdBy: rest.createdBy, changeMessage: rest.changeMessage }),
    labels: rest.labels,
    record: record?.expected,
  };
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
