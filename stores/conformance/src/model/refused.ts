/** How the model refuses: the contract's errors as plain values. */
import type { Outcome, Refusal } from '../refusal';

/** Thrown by the model where the contract has an error. */
class ModelRefusal extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

/** Refuses as a ConflictError does. Numbers of 0 stand for `'none'`. */
export function conflict(
  entity: string,
  id: string,
  numbers: { expected: number | string; actual: number | string },
): never {
  const { expected, actual } = numbers;
  throw new ModelRefusal({ code: 'conflict', entity, id, expected: expected || 'none', actual: actual || 'none' });
}

/** Refuses as a NotFoundError does. */
export function notFound(entity: string, id: string): never {
  throw new ModelRefusal({ code: 'not_found', entity, id });
}

/** Refuses as a VersionInUseError does. */
export function inUse(versionId: string, labels: readonly string[]): never {
  throw new ModelRefusal({ code: 'version_in_use', versionId, labels });
}

/** Refuses as a ValidationError does. */
export function invalid(...paths: string[]): never {
  throw new ModelRefusal({ code: 'invalid_input', paths });
}

/** What the model says to a call. */
export function predict<T>(call: () => T): Outcome<T> {
  try {
    return { ok: true, value: call() };
  } catch (error) {
    if (error instanceof ModelRefusal) return { ok: false, refusal: error.refusal };
    throw error;
  }
}
