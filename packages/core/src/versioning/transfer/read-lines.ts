/** The lines of an export as they are read: one JSON object each, told apart by `type`. */
import { z } from 'zod';
import { ValidationError } from '../../errors';
import type { HistoryEntry, LabelMove } from '../../storage/domains/agent-versions/records';
import { hashSchema, idSchema, nonNegativeIntegerSchema, parseValue, positiveIntegerSchema } from '../../storage/input';

/** What a file of histories says of itself. */
export const FORMAT = 'agent-versions';

/** Raised when a reader of the older format would go wrong. */
export const FORMAT_VERSION = 1;

/** The longest line unless an option says otherwise: a version of 1 MiB fits many times. */
export const DEFAULT_MAX_LINE_BYTES = 16_777_216;

/** Lines of a text, as `readline` and `FileHandle.readLines` give them. */
export type LineSource = AsyncIterable<string> | Iterable<string>;

const recordTimeSchema = z
  .string()
  .refine((text) => isIsoTime(text), 'must be a time such as 2026-01-31T09:30:00.000Z')
  .transform((text) => new Date(text));

/** What a version is made of in full is the store's to check. */
const entryShape = {
  agentId: idSchema,
  versionNumber: positiveIntegerSchema,
  contentHash: hashSchema,
  chainHash: hashSchema.optional(),
  createdBy: z.string().optional(),
  changeMessage: z.string().optional(),
  createdAt: recordTimeSchema,
};

const lineSchema = z.discriminatedUnion(
  'type',
  [
    z.strictObject({ type: z.literal('header'), format: z.literal(FORMAT), formatVersion: z.literal(FORMAT_VERSION) }),
    z.strictObject({
      type: z.literal('agent'),
      agentId: idSchema,
      /** Nothing is there of the numbers up to this one. */
      floorNumber: nonNegativeIntegerSchema,
      /** The link of that number. */
      floorHash: hashSchema.optional(),
      /** Looked at by the store. Goes with `record`. */
      config: z.record(z.string(), z.unknown()).optional(),
      record: z
        .strictObject({
          versionNumber: positiveIntegerSchema.optional(),
          /** These three are told, and not taken in: a copy of a record has its own. */
          revision: positiveIntegerSchema,
          createdAt: recordTimeSchema,
          updatedAt: recordTimeSchema,
        })
        .optional(),
    }),
    z.looseObject({ type: z.literal('version'), ...entryShape, redactedAt: recordTimeSchema.optional() }),
    z.looseObject({ type: z.literal('deletion'), ...entryShape, deletedAt: recordTimeSchema }),
    z.looseObject({
      type: z.literal('labelMove'),
      agentId: idSchema,
      label: z.string(),
      revision: positiveIntegerSchema,
      movedAt: recordTimeSchema,
    }),
    z.strictObject({
      type: z.literal('agentEnd'),
      agentId: idSchema,
      versions: nonNegativeIntegerSchema,
      deletions: nonNegativeIntegerSchema,
      moves: nonNegativeIntegerSchema,
      /** The number of the last entry; the floor where there is none. */
      lastNumber: nonNegativeIntegerSchema,
      /** The link of that number. */
      chainHash: hashSchema.optional(),
    }),
    z.strictObject({ type: z.literal('end'), agents: nonNegativeIntegerSchema }),
  ],
  { error: 'is no line of such a file: its type is not known' },
);

/** A line, read. */
export type Line = z.output<typeof lineSchema>;

/** A line of one type. */
export type LineOf<Type extends Line['type']> = Extract<Line, { type: Type }>;

/** A line that is an entry of a history. */
export type EntryLine = LineOf<'version'> | LineOf<'deletion'>;

/**
 * A line as an object.
 * @throws ValidationError that names the line, when it is over the size, no JSON, of no known type, or not as it should
 */
export function readLine(text: unknown, { number, maxBytes }: { number: number; maxBytes: number }): Line {
  const path = linePath(number);
  if (typeof text !== 'string') throw new ValidationError([{ path, message: 'must be a string' }]);
  // A string has at least as many bytes as code units: no need to count those of a huge one.
  if (text.length > maxBytes || (text.length * 3 > maxBytes && Buffer.byteLength(text) > maxBytes)) {
    throw new ValidationError([{ path, message: `must be at most ${maxBytes} bytes` }]);
  }
  return parseValue(lineSchema, { value: parseJson(text, path), path });
}

/** The entry that a line tells of; whether its other fields are right, the store says. */
export function entryOf({ type, ...record }: EntryLine): HistoryEntry {
  return { kind: type, [type]: record } as unknown as HistoryEntry;
}

/** The move that a line tells of; whether its other fields are right, the store says. */
export function moveOf({ type: _, ...move }: LineOf<'labelMove'>): LabelMove {
  return move as unknown as LabelMove;
}

/** How issues name a line; it counts from 1. */
export function linePath(number: number): string {
  return `line ${number}`;
}

/** @throws ValidationError always: this is wrong with that line */
export function refuseLine(number: number, message: string): never {
  throw new ValidationError([{ path: linePath(number), message }]);
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ValidationError([{ path, message: 'is no JSON; perhaps the file is cut off here' }], { cause });
  }
}

/** Whether a Date would print it so: to the millisecond, in UTC. */
function isIsoTime(text: string): boolean {
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString() === text;
}

/** A line, and where it was. */
export interface NumberedLine {
  line: Line;
  /** From 1. */
  number: number;
  /** Its length as text. */
  length: number;
}

/** The lines of a source that are not blank, one at a time. */
export async function* readLines(source: LineSource, maxBytes: number): AsyncGenerator<NumberedLine> {
  let number = 0;
  for await (const text of source) {
    number += 1;
    if (typeof text === 'string' && text.trim() === '') continue;
    yield { line: readLine(text, { number, maxBytes }), number, length: text.length };
  }
  refuseLine(number + 1, 'is missing: the file is cut off; import the whole of it again to complete it');
}
