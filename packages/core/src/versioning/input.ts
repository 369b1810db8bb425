/** The options of the service's actions, checked before anything is asked or read. */
import { z } from 'zod';
import { ValidationError } from '../errors';
import {
  expectedSchema,
  hashSchema,
  idSchema,
  labelSchema,
  MAX_INTEGER,
  parseInput,
  textSchema,
  timeSchema,
} from '../storage/input';
import type {
  CreateAgentOptions,
  LabelOptions,
  RestoreOptions,
  SaveOptions,
  VersioningAction,
  VersionOptions,
} from './types';

/** What the head's number must be, 0 where there may be no version; or the hash of what the agent must be. */
export type ParsedExpectation = number | { contentHash: string };

/** {@link VersionOptions}, fully said. */
export interface VersionCommand {
  message: string | undefined;
  name: string | undefined;
  createdBy: string | undefined;
  /** Undefined: anything. */
  expected: ParsedExpectation | undefined;
  labels: string[];
  idempotencyKey: string | undefined;
  createdAt: Date | undefined;
}

/** {@link CreateAgentOptions}, fully said. */
export type CreateAgentCommand = VersionCommand & { expected: number | undefined };

const expectedStateSchema = z.union([z.strictObject({ contentHash: hashSchema }), expectedSchema], {
  error: `must be an integer from 1 to ${MAX_INTEGER}, 'none', or { contentHash }`,
});

const versionShape = {
  message: textSchema.optional(),
  name: textSchema.optional(),
  createdBy: textSchema.optional(),
  expected: expectedStateSchema.optional(),
  labels: z
    .array(labelSchema)
    .max(10)
    .default([])
    .transform((labels) => [...new Set(labels)]),
  idempotencyKey: idSchema.optional(),
  createdAt: timeSchema.optional(),
};

const versionSchema = z.strictObject(versionShape);
const createAgentSchema = versionSchema.extend({ expected: expectedSchema.optional() });
const restoreSchema = z.strictObject({ ...versionShape, force: z.boolean().default(false) });
const saveSchema = restoreSchema.extend({ remove: z.array(textSchema).max(10_000).default([]) });

const labelSchemaOptions = z.strictObject({
  expected: expectedSchema.optional(),
  reason: textSchema.optional(),
  movedBy: textSchema.optional(),
});

/** @throws ValidationError when an option is none */
export function parseVersionOptions(options: VersionOptions = {}): VersionCommand {
  return complete(parseInput(versionSchema, options));
}

/** @throws ValidationError when an option is none */
export function parseCreateAgentOptions(options: CreateAgentOptions = {}): CreateAgentCommand {
  const parsed = parseInput(createAgentSchema, options);
  return { ...complete(parsed), expected: parsed.expected };
}

/** @throws ValidationError when an option is none */
export function parseRestoreOptions(options: RestoreOptions = {}): VersionCommand & { force: boolean } {
  const parsed = parseInput(restoreSchema, options);
  return { ...complete(parsed), force: parsed.force };
}

/** @throws ValidationError when an option is none */
export function parseSaveOptions(options: SaveOptions = {}): VersionCommand & { force: boolean; remove: string[] } {
  const parsed = parseInput(saveSchema, options);
  return { ...complete(parsed), force: parsed.force, remove: parsed.remove };
}

/** @throws ValidationError when an option is none; `'none'` comes out as 0 */
export function parseLabelOptions(options: LabelOptions = {}) {
  const { expected, reason, movedBy } = parseInput(labelSchemaOptions, options);
  return { expected, reason, movedBy };
}

const policySubjectSchema = z.strictObject({ agentId: idSchema.optional(), label: labelSchema.optional() });

/** What an action would be done to. */
export type PolicySubject = z.output<typeof policySubjectSchema>;

/** @throws ValidationError when no action asks the policy so: every move is that of a label, and nothing else is */
export function parsePolicySubject(action: VersioningAction, about: PolicySubject): PolicySubject {
  const subject = parseInput(policySubjectSchema, about);
  const moves = action === 'label.move';
  if (moves === (subject.label !== undefined)) return subject;
  throw new ValidationError([{ path: 'label', message: moves ? 'is missing' : `has nothing to do with ${action}` }]);
}

/** What a parsed `expected` is called where it is handed on. */
export function expectedOf(number: number): number | 'none' {
  return number === 0 ? 'none' : number;
}

function complete(parsed: z.output<typeof versionSchema>): VersionCommand {
  const { message, name, createdBy, expected, labels, idempotencyKey, createdAt } = parsed;
  return { message, name, createdBy, expected, labels, idempotencyKey, createdAt };
}
