/** Every error a caller of agent-versions can meet, told apart by `code`. */

/** Marks our errors, so that two copies of this package recognise each other's. */
const BRAND = Symbol.for('agent-versions.StorageError');

/** The closed set of error codes; the wire and the SDK carry the same ones. */
export type StorageErrorCode =
  | 'invalid_input'
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'version_in_use'
  | 'migration'
  | 'corrupt_row'
  | 'unavailable'
  | 'outcome_unknown';

/** The base of every error this library throws. `cause` keeps what the driver said. */
export abstract class StorageError extends Error {
  /** Tells errors apart; messages are for people and may change. */
  abstract readonly code: StorageErrorCode;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    Object.defineProperty(this, BRAND, { value: true });
  }
}

/** Whether `error` is one of ours, even when another copy of this package threw it. */
export function isStorageError(error: unknown): error is StorageError {
  return typeof error === 'object' && error !== null && BRAND in error;
}

/** One thing wrong with an input: where (`snapshot.tools[2]`) and what. */
export interface ValidationIssue {
  path: string;
  message: string;
}

/** The input cannot be stored as it is; nothing was written. */
export class ValidationError extends StorageError {
  readonly code = 'invalid_input';
  readonly issues: readonly ValidationIssue[];

  constructor(issues: readonly ValidationIssue[], options?: ErrorOptions) {
    const shown = issues.slice(0, 3).map(({ path, message }) => (path ? `${path}: ${message}` : message));
    const more = issues.length > shown.length ? ` (and ${issues.length - shown.length} more)` : '';
    super(`Invalid input: ${shown.join('; ')}${more}`, options);
    this.issues = issues;
  }
}

/** The caller did not say who it is. */
export class UnauthorizedError extends StorageError {
  readonly code = 'unauthorized';
}

/** The caller may not do this. */
export class ForbiddenError extends StorageError {
  readonly code = 'forbidden';
  /** What was refused, as the policy was asked about it: `version.read`, `label.move` … */
  readonly action: string | undefined;
  /** Whose; undefined where the action spans agents. */
  readonly agentId: string | undefined;

  constructor(message: string, options: ErrorOptions & { action?: string; agentId?: string } = {}) {
    const { action, agentId, ...rest } = options;
    super(message, rest);
    this.action = action;
    this.agentId = agentId;
  }
}

/** The kinds of record an error can speak of. */
export type Entity =
  | 'agent'
  | 'version'
  | 'label'
  | 'domain'
  | 'idempotencyKey'
  | 'thread'
  | 'message'
  | 'resource'
  | 'workflowRun'
  | 'eval'
  | 'span'
  | 'session'
  | 'sessionLog';

/** What was asked for does not exist. */
export class NotFoundError extends StorageError {
  readonly code = 'not_found';
  readonly entity: Entity;
  readonly id: string;

  constructor(input: { entity: Entity; id: string }, options?: ErrorOptions) {
    super(`No ${input.entity} "${input.id}"`, options);
    this.entity = input.entity;
    this.id = input.id;
  }
}

/**
 * What somebody needs who wants to merge a refused save with what is there. The lists of fields are absent where a
 * content hash was expected: nobody knows what it is the hash of.
 */
export interface ConflictDetails {
  /** The number of the version that is the head instead of the expected one. */
  headVersionNumber: number;
  headVersionId: string;
  /** The top-level fields that differ between the expected version and the head; the head's, where that one is gone. */
  theirFields?: string[];
  /** The top-level fields that the refused save would have changed. */
  myFields?: string[];
  /** Those of both that are not the same on both sides: the true conflicts. */
  bothFields?: string[];
}

/** The record is not in the state the caller expected; nothing was written. */
export class ConflictError extends StorageError {
  readonly code = 'conflict';
  readonly entity: Entity;
  readonly id: string;
  /** What the caller said the state was: a number (of a version, or a revision), `'none'`, or a content hash. */
  readonly expected: number | string;
  /** What it is. */
  readonly actual: number | string;
  /** Where a save was refused: what a merge needs. */
  readonly details?: ConflictDetails;

  constructor(
    input: {
      entity: Entity;
      id: string;
      expected: number | string;
      actual: number | string;
      details?: ConflictDetails;
    },
    options?: ErrorOptions,
  ) {
    super(`${input.entity} "${input.id}": expected ${input.expected}, found ${input.actual}`, options);
    this.entity = input.entity;
    this.id = input.id;
    this.expected = input.expected;
    this.actual = input.actual;
    if (input.details) this.details = input.details;
  }
}

/** The version is served under these labels and therefore cannot be deleted. */
export class VersionInUseError extends StorageError {
  readonly code = 'version_in_use';
  readonly versionId: string;
  readonly labels: readonly string[];

  constructor(input: { versionId: string; labels: readonly string[] }, options?: ErrorOptions) {
    super(
      `Version "${input.versionId}" is in use by ${input.labels.join(', ')}: move or remove the label first`,
      options,
    );
    this.versionId = input.versionId;
    this.labels = input.labels;
  }
}

/** Why the migration engine refused to go on. */
export type MigrationReason =
  | 'failed'
  | 'checksum_mismatch'
  | 'missing'
  | 'out_of_order'
  | 'newer_database'
  | 'foreign_tables'
  | 'no_down'
  | 'duplicate_id'
  | 'unknown_id';

/** The database's schema could not be brought to, or is not, what the code needs. */
export class MigrationError extends StorageError {
  readonly code = 'migration';
  readonly migrationId: string | undefined;
  readonly reason: MigrationReason;

  constructor(input: { migrationId?: string; reason: MigrationReason; message: string }, options?: ErrorOptions) {
    super(input.message, options);
    this.migrationId = input.migrationId;
    this.reason = input.reason;
  }
}

/** A stored row cannot be read back: somebody else wrote to the table, or the file is damaged. */
export class CorruptRowError extends StorageError {
  readonly code = 'corrupt_row';
  readonly table: string;
  readonly id: string;
  readonly column: string;

  constructor(input: { table: string; id: string; column: string }, options?: ErrorOptions) {
    super(`Row "${input.id}" of ${input.table} has an unreadable ${input.column}`, options);
    this.table = input.table;
    this.id = input.id;
    this.column = input.column;
  }
}

/** The database could not be reached or was too busy; nothing was written. */
export class UnavailableError extends StorageError {
  readonly code = 'unavailable';
  /** Whether the same call may succeed later without anybody's help. */
  readonly retryable: boolean;

  constructor(input: { message: string; retryable: boolean }, options?: ErrorOptions) {
    super(input.message, options);
    this.retryable = input.retryable;
  }
}

/** The reply to a write was lost: it may or may not have happened. Repeat it with the same `idempotencyKey`. */
export class OutcomeUnknownError extends StorageError {
  readonly code = 'outcome_unknown';
  readonly idempotencyKey: string | undefined;

  constructor(input: { message: string; idempotencyKey?: string }, options?: ErrorOptions) {
    super(input.message, options);
    this.idempotencyKey = input.idempotencyKey;
  }
}
