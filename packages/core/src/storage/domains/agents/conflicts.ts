/** The conflicts of the domain `agents`, worded once for every store. */
import { ConflictError } from '../../../errors';

/** The id of a new agent belongs to another, which is at `revision`. */
export function agentIdTaken(input: { id: string; revision: number }, options?: ErrorOptions): ConflictError {
  return new ConflictError({ entity: 'agent', id: input.id, expected: 'none', actual: input.revision }, options);
}

/** The agent is not at the revision that the caller has seen; 0 stands for `'none'`. */
export function agentMovedOn(
  input: { id: string; expected: number; actual: number },
  options?: ErrorOptions,
): ConflictError {
  const { id, expected, actual } = input;
  return new ConflictError({ entity: 'agent', id, expected: expected || 'none', actual: actual || 'none' }, options);
}
