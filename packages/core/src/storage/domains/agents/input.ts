/** The inputs of the domain `agents`: checked, copied and filled in before any store sees them. */
import { z } from 'zod';
import { canonicalJson } from '../../../json/canonical';
import type { StorableLimits } from '../../../json/limits';
import { toStorable } from '../../../json/storable';
import type { JsonObject } from '../../../json/types';
import { createId } from '../../ids';
import {
  directionSchema,
  expectedSchema,
  idSchema,
  parseId,
  parseInput,
  perPageSchema,
  positiveIntegerSchema,
  textSchema,
} from '../../input';
import { DEFAULT_PAGE, DEFAULT_PER_PAGE } from '../../pagination';
import { recordFieldIssue, refuseIssues, refuseRecordFields } from '../../record-fields';
import type { AgentConfig, SortDirection } from '../../types';
import type {
  CreateAgentInput,
  ListAgentsInput,
  ReplaceAgentInput,
  SetActiveVersionInput,
  UpdateAgentInput,
} from './base';

/** A new agent that can be stored as it is. */
export interface PreparedAgent {
  /** The caller's, or a new ULID. */
  id: string;
  /** A copy of the configuration, shared with nobody. */
  config: AgentConfig;
  /** Its RFC 8785 form. */
  canonical: string;
}

/** A change of an agent that can be merged as it is. */
export interface PreparedAgentUpdate {
  /** The agent to change. */
  id: string;
  /** A copy, shared with nobody; empty where nothing is set. */
  changes: JsonObject;
  /** None of them is in `changes`. */
  remove: string[];
  /** Undefined: whatever the revision is. */
  expected: number | undefined;
}

/** A whole configuration that can take another's place as it is. */
export interface PreparedAgentReplacement extends PreparedAgent {
  /** What the record's revision must be; 0: there may be no record. */
  expected: number;
  /** The version that the configuration is. */
  versionNumber: number;
}

/** What the label `active` points at, fully said. */
export interface SetActiveVersionCommand {
  /** The agent. */
  id: string;
  /** Undefined: no version is active. */
  versionId: string | undefined;
  /** Of the label. */
  revision: number;
}

/** A page of agents, fully said. */
export interface ListAgentsQuery {
  /** From 1. */
  page: number;
  /** 1 to 1000. */
  perPage: number;
  /** Ties go by id in the same direction. */
  orderBy: { field: 'createdAt' | 'updatedAt'; direction: SortDirection };
}

const createAgentSchema = z.object({ id: idSchema.optional() });

const updateAgentSchema = z.strictObject({
  id: idSchema,
  changes: z.unknown().optional(), // looked at by toStorable
  remove: z.array(textSchema).max(10_000).default([]),
  expected: positiveIntegerSchema.optional(),
});

const replaceAgentSchema = z.strictObject({
  id: idSchema,
  config: z.unknown(), // looked at by toStorable
  expected: expectedSchema,
  versionNumber: positiveIntegerSchema,
});

const setActiveVersionSchema = z.strictObject({
  id: idSchema,
  versionId: idSchema.optional(),
  revision: positiveIntegerSchema,
});

const deleteAgentOptionsSchema = z.strictObject({ expected: expectedSchema.optional() });

const listAgentsSchema = z.strictObject({
  page: positiveIntegerSchema.default(DEFAULT_PAGE),
  perPage: perPageSchema.default(DEFAULT_PER_PAGE),
  orderBy: z
    .strictObject({ field: z.enum(['createdAt', 'updatedAt']), direction: directionSchema })
    .default({ field: 'createdAt', direction: 'DESC' }),
});

/** @throws ValidationError when the input breaks a rule of {@link CreateAgentInput} */
export function prepareAgent(input: CreateAgentInput, limits?: Partial<StorableLimits>): PreparedAgent {
  const { value: config } = toStorable(input, { limits });
  const { id = createId() } = parseInput(createAgentSchema, input);
  delete config.id;
  refuseRecordFields(config, '');
  return { id, config, canonical: canonicalJson(config) };
}

/** @throws ValidationError when the input breaks a rule of {@link UpdateAgentInput} */
export function parseUpdateAgent(input: UpdateAgentInput, limits?: Partial<StorableLimits>): PreparedAgentUpdate {
  const { id, remove, expected, changes: raw = {} } = parseInput(updateAgentSchema, input);
  const { value: changes } = toStorable(raw, { path: 'changes', limits });
  refuseIssues([
    ...Object.keys(changes).flatMap((field) => recordFieldIssue(field, `changes.${field}`)),
    ...remove.flatMap((field, index) => [
      ...recordFieldIssue(field, `remove[${index}]`),
      ...(Object.hasOwn(changes, field) ? [{ path: `remove[${index}]`, message: 'is set by changes too' }] : []),
    ]),
  ]);
  return { id, changes, remove, expected };
}

/** @throws ValidationError when the input breaks a rule of {@link ReplaceAgentInput} */
export function prepareReplaceAgent(
  input: ReplaceAgentInput,
  limits?: Partial<StorableLimits>,
): PreparedAgentReplacement {
  const { id, config: raw, expected, versionNumber } = parseInput(replaceAgentSchema, input);
  const { value: config, canonical } = toStorable(raw, { path: 'config', limits });
  refuseRecordFields(config, 'config');
  return { id, config, canonical, expected, versionNumber };
}

/** @throws ValidationError when the input breaks a rule of {@link SetActiveVersionInput} */
export function parseSetActiveVersion(input: SetActiveVersionInput): SetActiveVersionCommand {
  const { id, versionId, revision } = parseInput(setActiveVersionSchema, input);
  return { id, versionId, revision };
}

/** @throws ValidationError when the id is none, or `expected` is no revision; `'none'` comes out as 0 */
export function parseDeleteAgent(id: unknown, options: unknown = {}): { id: string; expected: number | undefined } {
  const { expected } = parseInput(deleteAgentOptionsSchema, options);
  return { id: parseId(id), expected };
}

/** @throws ValidationError when the input breaks a rule of {@link ListAgentsInput} */
export function parseListAgents(input: ListAgentsInput = {}): ListAgentsQuery {
  return parseInput(listAgentsSchema, input);
}

/**
 * A configuration with `changes` set and `remove` taken away at its top level; none of the three is touched. What
 * comes out may be over the limits, even where neither part was.
 */
export function mergeConfig(config: AgentConfig, changes: AgentConfig, remove: readonly string[]): AgentConfig {
  const merged: AgentConfig = { ...config };
  for (const [field, value] of Object.entries(changes)) if (value !== undefined) merged[field] = value;
  for (const field of remove) delete merged[field];
  return merged;
}
