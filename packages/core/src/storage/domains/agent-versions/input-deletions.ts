/** What takes versions or their contents away: checked and filled in. */
import { z } from 'zod';
import {
  idSchema,
  nonNegativeIntegerSchema,
  parseInput,
  perPageSchema,
  positiveIntegerSchema,
  textSchema,
  timeSchema,
} from '../../input';
import { MAX_PER_PAGE } from '../../pagination';
import type { DeleteHistoryInput, DeletionNote, PruneVersionsInput, RedactVersionInput } from './calls';

/** Who deletes, and why, fully said. */
export interface DeletionNoteFields {
  /** Undefined: nobody said. */
  deletedBy: string | undefined;
  /** Undefined: nobody said. */
  reason: string | undefined;
}

/** Which versions go, fully said. */
export interface PruneVersionsCommand extends DeletionNoteFields {
  /** Whose versions. */
  agentId: string;
  /** Only up to this number. */
  through: number;
  /** Only higher numbers; 0: all. */
  after: number;
  /** Only those made before; undefined: whenever they were made. */
  before: Date | undefined;
  /** Leave those that have a name. */
  keepNamed: boolean;
  /** 1 to 1000. */
  limit: number;
  /** Leave all, and only say. */
  dryRun: boolean;
}

/** A redaction, fully said. */
export interface RedactVersionCommand {
  /** Whose version. */
  agentId: string;
  /** The version. */
  versionId: string;
  /** Undefined: nobody said. */
  redactedBy: string | undefined;
  /** Undefined: nobody said. */
  reason: string | undefined;
}

/** The end of a history, fully said. */
export interface DeleteHistoryCommand extends DeletionNoteFields {
  /** Whose history. */
  agentId: string;
  /** Undefined: the record stays. `expected` is its revision; undefined: whatever it is. */
  record: { expected: number | undefined } | undefined;
  /** The last number that was given; undefined: whatever it is. */
  lastNumber: number | undefined;
}

const noteShape = { deletedBy: textSchema.optional(), reason: textSchema.optional() };

const noteSchema = z.strictObject(noteShape);

const pruneVersionsSchema = z.strictObject({
  agentId: idSchema,
  through: positiveIntegerSchema,
  after: nonNegativeIntegerSchema.default(0),
  before: timeSchema.optional(),
  keepNamed: z.boolean().default(false),
  limit: perPageSchema.default(MAX_PER_PAGE),
  dryRun: z.boolean().default(false),
  ...noteShape,
});

const redactVersionSchema = z.strictObject({
  agentId: idSchema,
  versionId: idSchema,
  redactedBy: textSchema.optional(),
  reason: textSchema.optional(),
});

const deleteHistorySchema = z.strictObject({
  agentId: idSchema,
  record: z.strictObject({ expected: positiveIntegerSchema.optional() }).optional(),
  lastNumber: positiveIntegerSchema.optional(),
  ...noteShape,
});

/** @throws ValidationError when the note breaks a rule of {@link DeletionNote} */
export function parseDeletionNote(note: DeletionNote = {}): DeletionNoteFields {
  const { deletedBy, reason } = parseInput(noteSchema, note);
  return { deletedBy, reason };
}

/** @throws ValidationError when the input breaks a rule of {@link PruneVersionsInput} */
export function parsePruneVersions(input: PruneVersionsInput): PruneVersionsCommand {
  const command = parseInput(pruneVersionsSchema, input);
  const { agentId, through, after, before, keepNamed, limit, dryRun, deletedBy, reason } = command;
  return { agentId, through, after, before, keepNamed, limit, dryRun, deletedBy, reason };
}

/** @throws ValidationError when the input breaks a rule of {@link RedactVersionInput} */
export function parseRedactVersion(input: RedactVersionInput): RedactVersionCommand {
  const { agentId, versionId, redactedBy, reason } = parseInput(redactVersionSchema, input);
  return { agentId, versionId, redactedBy, reason };
}

/** @throws ValidationError when the input breaks a rule of {@link DeleteHistoryInput} */
export function parseDeleteHistory(input: DeleteHistoryInput): DeleteHistoryCommand {
  const { agentId, record, lastNumber, deletedBy, reason } = parseInput(deleteHistorySchema, input);
  return { agentId, record: record && { expected: record.expected }, lastNumber, deletedBy, reason };
}
