/** Building blocks of every input's schema, and the one way from a failed schema to a ValidationError. */
import { types } from 'node:util';
import { z } from 'zod';
import { ValidationError, type ValidationIssue } from '../errors';
import { appendKey, MAX_ISSUES } from '../json/issues';
import { textFault } from '../json/text';
import { DEFAULT_PER_PAGE, FIRST_PAGE, MAX_PER_PAGE } from './pagination';
import type { Expected } from './types';

/** The longest id, in UTF-8 bytes: an index entry of Postgres holds several of them. */
export const MAX_ID_BYTES = 255;

/** The longest text beside a version (a message, a reason), in UTF-8 bytes. */
export const MAX_TEXT_BYTES = 65_536;

/** The largest version number, revision or page: what an integer column of 32 bits holds. */
export const MAX_INTEGER = 2_147_483_647;

/** The most ids in one call. */
export const MAX_IDS = 1000;

const CONTROL_CHARACTER = /\p{Cc}/u;
const LABEL = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const RESERVED_LABELS: readonly string[] = ['latest', 'head'];
const HASH = /^[0-9a-f]{64}$/;
/** The first time that a store holds, in milliseconds. */
export const FIRST_TIME = Date.parse('0001-01-01T00:00:00.000Z');
/** The last time that a store holds, in milliseconds. */
export const LAST_TIME = Date.parse('9999-12-31T23:59:59.999Z');

function isPositiveInteger(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MAX_INTEGER;
}

/** A string that every store holds, of at most `maxBytes` UTF-8 bytes. */
function storableString(maxBytes: number) {
  return z.string().check((context) => {
    const fault = textFault(context.value);
    if (fault) context.issues.push({ code: 'custom', message: fault, input: context.value });
    // A string has at least as many bytes as code units: no need to count those of a huge one.
    if (context.value.length > maxBytes || Buffer.byteLength(context.value) > maxBytes) {
      context.issues.push({ code: 'custom', message: `must be at most ${maxBytes} bytes`, input: context.value });
    }
  });
}

/** An id: 1 to 255 bytes of well-formed text without control characters. */
export const idSchema = storableString(MAX_ID_BYTES)
  .refine((id) => id.length > 0, 'must not be empty')
  .refine((id) => !CONTROL_CHARACTER.test(id), 'must not contain control characters');

/** Text beside a version: well-formed, without U+0000, at most 65,536 bytes. Empty is a text too. */
export const textSchema = storableString(MAX_TEXT_BYTES);

/** A hash as we write it: SHA-256 in lower-case hex. */
export const hashSchema = z.string().regex(HASH, 'must be 64 lower-case hex digits');

/** The name of a label. `latest` and `head` would be mistaken for the newest version. */
export const labelSchema = z
  .string()
  .regex(LABEL, 'must match [a-z0-9][a-z0-9._-]{0,63}')
  .refine((label) => !RESERVED_LABELS.includes(label), 'is a reserved name');

/** A version number, a revision or a page: 1, 2, 3 … */
export const positiveIntegerSchema = z.custom<number>(isPositiveInteger, `must be an integer from 1 to ${MAX_INTEGER}`);

/** A number to go on after: 0, 1, 2 … */
export const nonNegativeIntegerSchema = z
  .custom<number>((value) => value === 0 || isPositiveInteger(value), `must be an integer from 0 to ${MAX_INTEGER}`)
  .transform((value) => value + 0); // −0 is 0

/** What the caller believes the number to be; `'none'` comes out as 0. */
export const expectedSchema = z
  .custom<Expected>((value) => value === 'none' || isPositiveInteger(value), {
    message: `must be an integer from 1 to ${MAX_INTEGER}, or 'none'`,
  })
  .transform((expected) => (expected === 'none' ? 0 : expected));

/** The size of a page. */
export const perPageSchema = z.custom<number>(
  (value) => isPositiveInteger(value) && value <= MAX_PER_PAGE,
  `must be an integer from 1 to ${MAX_PER_PAGE}`,
);

/** The page of a list that counts from 0, for the schema of its input. */
export const pageFields = {
  page: nonNegativeIntegerSchema.default(FIRST_PAGE),
  perPage: perPageSchema.default(DEFAULT_PER_PAGE),
};

/** The direction of a list. */
export const directionSchema = z.enum(['ASC', 'DESC']);

/** A time in the years 1 to 9999, which every database can hold; a Date of another realm is one too. */
export const timeSchema = z
  .custom<Date>((value) => types.isDate(value), 'must be a Date')
  .transform((value) => new Date(Date.prototype.getTime.call(value)))
  .refine((value) => value.getTime() >= FIRST_TIME && value.getTime() <= LAST_TIME, {
    message: 'must be a valid time in the years 1 to 9999',
  });

/**
 * The value as the schema wants it.
 * @throws ValidationError when it does not fit, also when looking at it throws (a getter, a revoked proxy)
 */
export function parseInput<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  return parseValue(schema, { value, path: '' });
}

/** As {@link parseInput}, for a value that is itself found at a path. */
export function parseValue<S extends z.ZodType>(schema: S, input: { value: unknown; path: string }): z.output<S> {
  let result: z.ZodSafeParseResult<z.output<S>>;
  try {
    result = schema.safeParse(input.value);
  } catch (cause) {
    throw new ValidationError([{ path: input.path, message: 'cannot be read' }], { cause });
  }
  if (result.success) return result.data;
  throw new ValidationError(result.error.issues.flatMap((issue) => readIssue(issue, input.path)).slice(0, MAX_ISSUES));
}

/** An issue of zod's as ours; unknown keys are named one by one. */
function readIssue(issue: z.core.$ZodIssue, root: string): ValidationIssue[] {
  const path = issue.path.reduce<string>(appendKey, root);
  if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
  return issue.keys.map((key) => ({ path: appendKey(path, key), message: 'is not a known field' }));
}

/** @throws ValidationError when the value is no id; `path` names it in the issue */
export function parseId(value: unknown, path = 'id'): string {
  return parseValue(idSchema, { value, path });
}
