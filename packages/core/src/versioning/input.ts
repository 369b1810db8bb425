/** The options of the service's actions, checked before anything is asked or read. */
import { z } from 'zod';
import { expectedSchema, idSchema, labelSchema, parseInput, textSchema, timeSchema } from '../storage/input';
import type { LabelOptions, RestoreOptions, SaveOptions, VersionOptions } from './types';

/** {@link VersionOptions}, fully said. */
export interface VersionCommand {
  message: string | undefined;
  name: string | undefined;
  createdBy: string | undefined;
  /** What the head's number must be, 0 where there may be no version; undefined: anything. */
  expected: number | undefined;
  labels: string[];
  idempotencyKey: string | undefined;
  createdAt: Date | undefined;
}

const versionShape = {
  message: textSchema.optional(),
  name: textSchema.optional(),
  createdBy: textSchema.optional(),
  expected: expectedSchema.optional(),
  labels: z
    .array(labelSchema)
    .max(10)
    .default([])
    .transform((labels) => [...new Set(labels)]),
  idempotencyKey: idSchema.optional(),
  createdAt: timeSchema.optional(),
};

const versionSchema = z.strictObject(versionShape);
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

/** What a parsed `expected` is called where it is handed on. */
export function expectedOf(number: number): number | 'none' {
  return number === 0 ? 'none' : number;
}

function complete(parsed: z.output<typeof versionSchema>): VersionCommand {
  const { message, name, createdBy, expected, labels, idempotencyKey, createdAt } = parsed;
  return { message, name, createdBy, expected, labels, idempotencyKey, createdAt };
}
