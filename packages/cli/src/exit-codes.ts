/** The numbers that the program ends with, and which error means which. */
import type { StorageErrorCode } from '@agent-versions/core';

/** Every exit code there is. */
export const EXIT = {
  done: 0,
  differs: 1,
  invalid: 2,
  notFound: 3,
  conflict: 4,
  notAllowed: 5,
  unavailable: 6,
  migration: 7,
  failed: 70,
  interrupted: 130,
  brokenPipe: 141,
} as const;

/** One of the exit codes. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What each exit code says, for the help. */
export const EXIT_MEANINGS: readonly (readonly [ExitCode, string])[] = [
  [EXIT.done, 'done'],
  [EXIT.differs, 'differences (diff --exit-code), or a check that failed (verify, doctor)'],
  [EXIT.invalid, 'wrong usage or invalid input'],
  [EXIT.notFound, 'not found'],
  [EXIT.conflict, 'conflict, or in use'],
  [EXIT.notAllowed, 'not allowed'],
  [EXIT.unavailable, 'database unavailable, or the outcome unknown'],
  [EXIT.migration, 'the schema is not what this version needs'],
  [EXIT.failed, 'anything else'],
  [EXIT.interrupted, 'interrupted'],
  [EXIT.brokenPipe, 'the reader of the output went away'],
];

/** What an error can be told apart by: a code of the storage, or of the command line itself. */
export type CliErrorCode = StorageErrorCode | 'usage' | 'file' | 'interrupted' | 'internal';

/** The exit code of each error code. */
export const EXIT_BY_ERROR: Readonly<Record<CliErrorCode, ExitCode>> = {
  invalid_input: EXIT.invalid,
  usage: EXIT.invalid,
  file: EXIT.invalid,
  not_found: EXIT.notFound,
  conflict: EXIT.conflict,
  version_in_use: EXIT.conflict,
  unauthorized: EXIT.notAllowed,
  forbidden: EXIT.notAllowed,
  unavailable: EXIT.unavailable,
  outcome_unknown: EXIT.unavailable,
  migration: EXIT.migration,
  corrupt_row: EXIT.failed,
  internal: EXIT.failed,
  interrupted: EXIT.interrupted,
};
