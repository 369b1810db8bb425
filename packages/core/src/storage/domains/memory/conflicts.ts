/** The conflicts of the domain `memory`, worded once for every store. */
import { ConflictError } from '../../../errors';
import { requireSameRecord } from '../../same-record';
import { givenFields, type PreparedMessage } from './input-messages';
import type { MastraDBMessage } from './records';

/** The id of a new thread belongs to another. */
export function threadIdTaken(id: string, options?: ErrorOptions): ConflictError {
  return new ConflictError({ entity: 'thread', id, expected: 'none', actual: 'another record' }, options);
}

/** The thread belongs to `actual`, and is not to be handed over. */
export function threadOfAnother(input: { id: string; expected: string; actual: string }): ConflictError {
  return new ConflictError({ entity: 'thread', ...input });
}

/** @throws ConflictError when the message that is stored under the id of the given one is another */
export function requireSameMessage(stored: MastraDBMessage, given: PreparedMessage): void {
  requireSameRecord({ entity: 'message', id: given.id, stored, given: givenFields(given) });
}
