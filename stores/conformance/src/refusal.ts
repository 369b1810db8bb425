/** Errors as plain values, so that a test compares every field a contract names, and a process can send them. */
import {
  type ConflictError,
  isStorageError,
  type NotFoundError,
  type StorageError,
  type StorageErrorCode,
  type ValidationError,
  type VersionInUseError,
} from '@agent-versions/core';

/** What a contract says of an error: its code and fields, without the message. */
export interface Refusal {
  /** Which error it is. */
  code: StorageErrorCode;
  /** What else the contract names. */
  [field: string]: unknown;
}

/** The fields of one of our errors. Anything else is thrown on: nothing of a driver's may reach a caller bare. */
export function describeError(error: unknown): Refusal {
  if (!isStorageError(error)) throw error;
  const { code } = error;
  switch (code) {
    case 'invalid_input':
      return { code, paths: (error as ValidationError).issues.map((issue) => issue.path) };
    case 'not_found':
      return { code, ...pick(error as NotFoundError, ['entity', 'id']) };
    case 'conflict':
      return { code, ...pick(error as ConflictError, ['entity', 'id', 'expected', 'actual']) };
    case 'version_in_use':
      return { code, ...pick(error as VersionInUseError, ['versionId', 'labels']) };
    default:
      return { code, message: error.message };
  }
}

/** How a call was refused. Throws when it was not, or by something that is no error of ours. */
export async function refusal(call: Promise<unknown>): Promise<Refusal> {
  let result: unknown;
  try {
    result = await call;
  } catch (error) {
    return describeError(error);
  }
  throw new Error(`Expected a refusal, but the call returned ${JSON.stringify(result)?.slice(0, 200)}`);
}

/** What came of a call: its result, or how it was refused. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; refusal: Refusal };

/** Waits for calls that run at once; each may be refused. */
export function outcomes<T>(calls: readonly Promise<T>[]): Promise<Outcome<T>[]> {
  return Promise.all(
    calls.map((call) =>
      call.then(
        (value): Outcome<T> => ({ ok: true, value }),
        (error: unknown): Outcome<T> => ({ ok: false, refusal: describeError(error) }),
      ),
    ),
  );
}

function pick<E extends StorageError, K extends keyof E>(error: E, fields: readonly K[]): Pick<E, K> {
  return Object.fromEntries(fields.map((field) => [field, error[field]])) as Pick<E, K>;
}
