/** Histories and moves of other stores: checked whole before any store takes them in. */
import { z } from 'zod';
import type { ValidationIssue } from '../../../errors';
import { contentHash } from '../../../json/hash';
import type { StorableLimits } from '../../../json/limits';
import { toStorable } from '../../../json/storable';
import {
  hashSchema,
  idSchema,
  labelSchema,
  nonNegativeIntegerSchema,
  parseInput,
  positiveIntegerSchema,
  textSchema,
  timeSchema,
} from '../../input';
import { MAX_PER_PAGE } from '../../pagination';
import { refuseIssues } from '../../record-fields';
import type { ImportHistoryInput, ImportLabelMovesInput } from './calls';
import { changedFieldsSchema } from './input';
import { labelTargetsSchema } from './input-labels';
import type { AgentVersion, LabelMove, VersionDeletion } from './records';

/** A record whose every field has a key, undefined where it is absent. */
export type FilledRecord<T> = { [K in keyof Required<T>]: T[K] };

/** A version that can be stored as it is. */
export type ImportedVersion = FilledRecord<AgentVersion> & {
  /** The RFC 8785 form of the snapshot. */
  canonical: string;
};

/** One number of the history. */
export type ImportedEntry =
  | { kind: 'version'; version: ImportedVersion }
  | { kind: 'deletion'; deletion: FilledRecord<VersionDeletion> };

/** A stretch of a history that can be stored as it is, if the history stands where it says. */
export interface PreparedHistory {
  /** Whose history. */
  agentId: string;
  /** What `lastNumber` must be; 0: there may be no history. */
  expected: number;
  /** The link of the number before `firstNumber`, where the history begins above 1. */
  floorHash: string | undefined;
  /** The number of the first entry: `expected + 1`, unless `expected` is 0. */
  firstNumber: number;
  /** Copies, at least one, their numbers without a hole. */
  entries: ImportedEntry[];
}

/** Moves that can be stored as they are. */
export interface ImportLabelMovesCommand {
  /** Whose labels. */
  agentId: string;
  /** Those of each label by rising revision. */
  moves: FilledRecord<LabelMove>[];
  /** Whether a label may stay unset where its version is gone. */
  more: boolean;
}

const versionSchema = z.strictObject({
  id: idSchema,
  agentId: idSchema,
  versionNumber: positiveIntegerSchema,
  name: textSchema.optional(),
  changedFields: changedFieldsSchema.optional(),
  changeMessage: textSchema.optional(),
  createdBy: textSchema.optional(),
  restoredFrom: idSchema.optional(),
  idempotencyKey: idSchema.optional(),
  contentHash: hashSchema,
  chainHash: hashSchema.optional(),
  createdAt: timeSchema,
  redactedAt: timeSchema.optional(),
  redactedBy: textSchema.optional(),
  redactionReason: textSchema.optional(),
  snapshot: z.unknown(), // looked at by toStorable
});

const deletionSchema = z.strictObject({
  agentId: idSchema,
  versionNumber: positiveIntegerSchema,
  versionId: idSchema,
  contentHash: hashSchema,
  chainHash: hashSchema.optional(),
  changeMessage: textSchema.optional(),
  createdBy: textSchema.optional(),
  createdAt: timeSchema,
  deletedBy: textSchema.optional(),
  reason: textSchema.optional(),
  deletedAt: timeSchema,
});

const historySchema = z.strictObject({
  agentId: idSchema,
  expected: nonNegativeIntegerSchema,
  floorHash: hashSchema.optional(),
  entries: z
    .array(
      z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('version'), version: versionSchema }),
        z.strictObject({ kind: z.literal('deletion'), deletion: deletionSchema }),
      ]),
    )
    .min(1)
    .max(MAX_PER_PAGE),
});

const movesSchema = z.strictObject({
  agentId: idSchema,
  more: z.boolean().default(false),
  moves: z
    .array(
      z.strictObject({
        id: idSchema,
        agentId: idSchema,
        label: labelSchema,
        revision: positiveIntegerSchema,
        from: labelTargetsSchema.optional(),
        to: labelTargetsSchema.optional(),
        movedBy: textSchema.optional(),
        reason: textSchema.optional(),
        movedAt: timeSchema,
      }),
    )
    .max(MAX_PER_PAGE),
});

type ParsedHistory = z.output<typeof historySchema>;
type ParsedEntry = ParsedHistory['entries'][number];
type ParsedVersion = z.output<typeof versionSchema>;

/** @throws ValidationError when the input breaks a rule of {@link ImportHistoryInput} */
export function prepareImportHistory(input: ImportHistoryInput, limits?: Partial<StorableLimits>): PreparedHistory {
  const history = parseInput(historySchema, input);
  const { agentId, expected, floorHash } = history;
  const entries = history.entries.map((entry, index) => prepareEntry(entry, { index, limits }));
  const firstNumber = recordOf(history.entries[0] as ParsedEntry).versionNumber;
  refuseIssues([...floorIssues(history, firstNumber), ...entryIssues(history, firstNumber), ...twice(entries)]);
  return { agentId, expected, floorHash, firstNumber, entries };
}

/** @throws ValidationError when the input breaks a rule of {@link ImportLabelMovesInput} */
export function parseImportLabelMoves(input: ImportLabelMovesInput): ImportLabelMovesCommand {
  const { agentId, moves, more } = parseInput(movesSchema, input);
  const issues: ValidationIssue[] = [];
  const ids = new Set<string>();
  const revisions = new Map<string, number>();
  for (const [index, move] of moves.entries()) {
    const path = `moves[${index}]`;
    if (move.agentId !== agentId) issues.push({ path: `${path}.agentId`, message: 'is another agent' });
    if (ids.has(move.id)) issues.push({ path: `${path}.id`, message: 'is there twice' });
    if (move.revision <= (revisions.get(move.label) ?? 0)) {
      issues.push({ path: `${path}.revision`, message: 'must be above the one before of that label' });
    }
    ids.add(move.id);
    revisions.set(move.label, move.revision);
  }
  refuseIssues(issues);
  return { agentId, moves: moves.map((move) => ({ ...emptyMove, ...move })), more };
}

const emptyMove = { from: undefined, to: undefined, movedBy: undefined, reason: undefined };

function recordOf(entry: ParsedEntry): ParsedVersion | z.output<typeof deletionSchema> {
  return entry.kind === 'version' ? entry.version : entry.deletion;
}

function prepareEntry(entry: ParsedEntry, where: { index: number; limits?: Partial<StorableLimits> }): ImportedEntry {
  if (entry.kind === 'deletion') {
    const { chainHash, changeMessage, createdBy, deletedBy, reason, ...rest } = entry.deletion;
    return { kind: 'deletion', deletion: { ...rest, chainHash, changeMessage, createdBy, deletedBy, reason } };
  }
  return { kind: 'version', version: prepareImportedVersion(entry.version, where) };
}

function prepareImportedVersion(
  version: ParsedVersion,
  { index, limits }: { index: number; limits?: Partial<StorableLimits> },
): ImportedVersion {
  const path = `entries[${index}].version`;
  const { value: snapshot, canonical } = toStorable(version.snapshot, { path: `${path}.snapshot`, limits });
  const { name, changedFields, changeMessage, createdBy, restoredFrom, idempotencyKey, chainHash, ...rest } = version;
  const { redactedAt, redactedBy, redactionReason, ...fixed } = rest;
  refuseIssues(contentIssues({ ...version, path, canonical }));
  const told = { name, changedFields, changeMessage, createdBy, restoredFrom, idempotencyKey, chainHash };
  return { ...fixed, ...told, redactedAt, redactedBy, redactionReason, snapshot, canonical };
}

/** A whole snapshot is what its hash says; a redacted one is empty. */
function contentIssues(version: ParsedVersion & { path: string; canonical: string }): ValidationIssue[] {
  const { path, canonical, redactedAt, redactedBy, redactionReason } = version;
  if (redactedAt !== undefined) {
    return canonical === '{}' ? [] : [{ path: `${path}.snapshot`, message: 'must be empty, as it is redacted' }];
  }
  const issues: ValidationIssue[] = [];
  if (version.contentHash !== contentHash(canonical)) {
    issues.push({ path: `${path}.contentHash`, message: 'is not the hash of the snapshot' });
  }
  if (redactedBy !== undefined || redactionReason !== undefined) {
    issues.push({ path: `${path}.redactedAt`, message: 'must be there, as it is redacted' });
  }
  return issues;
}

function floorIssues({ expected, floorHash }: ParsedHistory, firstNumber: number): ValidationIssue[] {
  if (expected > 0 && firstNumber !== expected + 1) {
    return [{ path: 'entries[0]', message: `must go on with number ${expected + 1}` }];
  }
  if (floorHash === undefined || (expected === 0 && firstNumber > 1)) return [];
  return [{ path: 'floorHash', message: 'goes only with a history that begins above 1' }];
}

function entryIssues({ agentId, entries }: ParsedHistory, firstNumber: number): ValidationIssue[] {
  return entries.flatMap((entry, index): ValidationIssue[] => {
    const record = recordOf(entry);
    const path = `entries[${index}].${entry.kind}`;
    const number = firstNumber + index;
    return [
      ...(record.agentId === agentId ? [] : [{ path: `${path}.agentId`, message: 'is another agent' }]),
      ...(record.versionNumber === number ? [] : [{ path: `${path}.versionNumber`, message: `must be ${number}` }]),
    ];
  });
}

/** Ids and idempotency keys that more than one version claims. */
function twice(entries: readonly ImportedEntry[]): ValidationIssue[] {
  const seen = { id: new Set<string>(), idempotencyKey: new Set<string>() };
  return entries.flatMap((entry, index) => {
    if (entry.kind === 'deletion') return [];
    return (['id', 'idempotencyKey'] as const).flatMap((field) => {
      const value = entry.version[field];
      if (value === undefined) return [];
      const again = seen[field].has(value);
      seen[field].add(value);
      return again ? [{ path: `entries[${index}].version.${field}`, message: 'is there twice' }] : [];
    });
  });
}
