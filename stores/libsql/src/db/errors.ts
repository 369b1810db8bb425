/** The one map from what the drivers throw to what a caller may meet. */
import {
  isStorageError,
  MigrationError,
  OutcomeUnknownError,
  type StorageError,
  UnavailableError,
} from '@agent-versions/core';
import { ConstraintError } from '@agent-versions/sql';
import { type Failure, isTlsFailure, readFailure } from './failure';

/** Where an error came from. */
export interface FailureContext {
  /** Names the database in messages: never with credentials. */
  readonly target: string;
  /** Whether the database is reached over a network. */
  readonly remote: boolean;
  /** Whether a commit may have been under way. */
  readonly committing: boolean;
}

/** Whether trying again later may simply succeed: another connection holds a lock. */
export function isBusy(error: unknown): boolean {
  if (isStorageError(error) || error instanceof ConstraintError) return false;
  const { sqlite, code, message } = readFailure(error);
  // PROTOCOL is a lost race for the write-ahead log; the others are an injected client's: a transaction of its owner's
  // that is open, or a reconnection between the moment a call was given a connection and the moment it used it
  if (code === 'TRANSACTION_ACTIVE' || (code === 'CLIENT_CLOSED' && message.includes('in flight'))) return true;
  return sqlite === 'BUSY' || sqlite === 'LOCKED' || sqlite === 'PROTOCOL';
}

/**
 * Whether a server that is reached over a network may just be away for a moment, and the attempt certainly wrote
 * nothing: it did not get there, or was none to write. One that has had its time for an answer is not tried again.
 */
export function isAway(error: unknown, context: FailureContext): boolean {
  if (!context.remote || isStorageError(error)) return false;
  const { late, system } = readFailure(error);
  if (late || system === 'ENOTFOUND') return false;
  const mapped = mapDriverError(error, context);
  return mapped instanceof UnavailableError && mapped.retryable;
}

/** Whether a constraint refused the statement: the one failure after which the connection is as good as before. */
export function isConstraint(error: unknown): boolean {
  return readFailure(error).sqlite === 'CONSTRAINT';
}

/** The typed error, or the error itself where the statement is to blame. */
export function mapDriverError(error: unknown, context: FailureContext): unknown {
  if (isStorageError(error) || error instanceof ConstraintError) return error;
  const failure = readFailure(error);
  if (failure.sqlite === 'CONSTRAINT') return new ConstraintError(constraintKind(failure), { cause: error });
  if (failure.sqlite !== undefined) return mapSqliteFailure(failure, { context, cause: error });
  if (failure.code === 'CLIENT_CLOSED') return closedClient(context.target, error);
  return context.remote && !isStatementsFault(failure) ? mapNetworkFailure(failure, { context, cause: error }) : error;
}

/** What is left after {@link mapDriverError}: a statement that the database does not understand. */
export function mapStatementError(error: unknown, target: string): unknown {
  if (isStorageError(error) || error instanceof ConstraintError) return error;
  const { message } = readFailure(error);
  if (/no such (table|column)/.test(message)) {
    const hint = `${target} has not got the tables that agent-versions needs: call init(), or run the migrations`;
    return new MigrationError({ reason: 'missing', message: `${hint} (${message})` }, { cause: error });
  }
  return unavailable(`${target} refused a statement: ${message}`, error);
}

/** A call came after `close`. */
export function closedStore(target: string): UnavailableError {
  return unavailable(`The store on ${target} is closed`);
}

function closedClient(target: string, cause: unknown): UnavailableError {
  return unavailable(`The client of ${target} is closed`, cause);
}

function unavailable(message: string, cause?: unknown, retryable = false): UnavailableError {
  return new UnavailableError({ message, retryable }, { cause });
}

/**
 * Servers leave the extended code out, and triggers raise theirs for `on delete restrict` as for any refusal of their
 * own: SQLite's words are what all of them have.
 */
function constraintKind({ message }: Failure): ConstraintError['kind'] {
  if (/UNIQUE constraint failed/.test(message)) return 'unique';
  return /FOREIGN KEY constraint failed/.test(message) ? 'foreign_key' : 'other';
}

function mapSqliteFailure(failure: Failure, input: { context: FailureContext; cause: unknown }): StorageError {
  const { target, committing } = input.context;
  const { cause } = input;
  switch (failure.sqlite) {
    case 'BUSY':
    case 'LOCKED':
    case 'PROTOCOL':
      return unavailable(`${target} is busy. Nothing was written`, cause, true);
    case 'CANTOPEN':
      return unavailable(`${target} cannot be opened: its folder must exist and be writable for this process`, cause);
    case 'READONLY':
      return unavailable(
        `${target} is read-only for this process: give it write access to the file and its folder`,
        cause,
      );
    case 'NOTADB':
    case 'CORRUPT':
      return unavailable(`${target} is not a database, or damaged: restore it from a backup`, cause);
    case 'FULL':
      return unavailable(`${target} is on a full disk: make room. Nothing was written`, cause);
    case 'IOERR':
      // frames of a commit that could not be synced may still be found valid after a crash
      return committing
        ? new OutcomeUnknownError({ message: `${target} could not be read or written: ${failure.message}` }, { cause })
        : unavailable(`${target} could not be read or written: ${failure.message}`, cause);
    default:
      return unavailable(`${target} failed: ${failure.message}`, cause);
  }
}

/** What a server answers to a statement, as opposed to what it answers to a stranger. */
function isStatementsFault({ answered, code, status }: Failure): boolean {
  return answered && status === undefined && !code?.startsWith('AUTH_');
}

function mapNetworkFailure(failure: Failure, input: { context: FailureContext; cause: unknown }): StorageError {
  const { target, committing } = input.context;
  const { cause } = input;
  const { status = 0, code = '', message } = failure;
  if (status === 401 || status === 403 || code.startsWith('AUTH_')) {
    return unavailable(`${target} refused the credentials: check authToken (${message})`, cause);
  }
  if (isTlsFailure(failure)) return unavailable(`No secure connection to ${target}: ${message}`, cause);
  if (failure.neverSent) return unavailable(`${target} cannot be reached: ${message}`, cause, true);
  if (status >= 400 && status < 500) {
    return unavailable(`${target} refused the request: ${message}`, cause, status === 408 || status === 429);
  }
  return committing
    ? new OutcomeUnknownError({ message: `The reply of ${target} to a write was lost: ${message}` }, { cause })
    : unavailable(`The connection to ${target} failed: ${message}`, cause, true);
}
