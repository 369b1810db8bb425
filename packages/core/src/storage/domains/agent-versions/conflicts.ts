/** The refusals of the domain `agentVersions`, worded once for every store. */
import { ConflictError, ValidationError } from '../../../errors';

/** The id of a new version belongs to another, of that number. */
export function versionIdTaken(input: { id: string; versionNumber: number }, options?: ErrorOptions): ConflictError {
  const { id, versionNumber } = input;
  return new ConflictError({ entity: 'version', id, expected: 'none', actual: versionNumber }, options);
}

/** The number that the caller chose is not the `next` one of the agent. */
export function versionNumberNotNext(
  input: { agentId: string; versionNumber: number; next: number },
  options?: ErrorOptions,
): ConflictError {
  const { agentId, versionNumber, next } = input;
  return new ConflictError({ entity: 'version', id: agentId, expected: versionNumber, actual: next }, options);
}

/** The head is not the one that the caller has seen; 0 stands for `'none'`. */
export function headMovedOn(
  input: { agentId: string; expected: number; actual: number },
  options?: ErrorOptions,
): ConflictError {
  const { agentId, expected, actual } = input;
  return new ConflictError(
    { entity: 'version', id: agentId, expected: expected || 'none', actual: actual || 'none' },
    options,
  );
}

/** The key was used for another snapshot; both are named by their content hash. */
export function idempotencyKeyReused(
  input: { idempotencyKey: string; expected: string; actual: string },
  options?: ErrorOptions,
): ConflictError {
  const { idempotencyKey, expected, actual } = input;
  return new ConflictError({ entity: 'idempotencyKey', id: idempotencyKey, expected, actual }, options);
}

/** The label is not at the revision that the caller has seen; 0 stands for `'none'`. */
export function labelMovedOn(
  input: { agentId: string; label: string; expected: number; actual: number },
  options?: ErrorOptions,
): ConflictError {
  const { agentId, label, expected, actual } = input;
  return new ConflictError(
    { entity: 'label', id: `${agentId}/${label}`, expected: expected || 'none', actual: actual || 'none' },
    options,
  );
}

/** A blanked version cannot be served under any label. */
export function versionRedacted(versionId: string): ValidationError {
  return new ValidationError([{ path: 'versionId', message: `version "${versionId}" is redacted` }]);
}
