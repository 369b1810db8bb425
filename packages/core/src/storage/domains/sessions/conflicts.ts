/** The refusals of the domain `sessions`, worded once for every store. */
import { ConflictError, NotFoundError, ValidationError } from '../../../errors';
import type { SessionStatus } from './records';
import type { SessionLogKey } from './records-logs';
import { statusesBefore } from './transitions';

/** The most logs that a tree is made of. */
export const MAX_TREE_LOGS = 10_000;

/** There is no such session. */
export function noSuchSession(id: string): NotFoundError {
  return new NotFoundError({ entity: 'session', id });
}

/** There is no such log, or none that a new one could belong under. */
export function noSuchSessionLog({ sessionId, id }: SessionLogKey): NotFoundError {
  return new NotFoundError({ entity: 'sessionLog', id: `${sessionId}/${id}` });
}

/** The id of a new session belongs to another, which is at `revision`. */
export function sessionIdTaken(input: { id: string; revision: number }): ConflictError {
  return new ConflictError({ entity: 'session', id: input.id, expected: 'none', actual: input.revision });
}

/** The session is not at the revision that the caller has seen. */
export function sessionMovedOn(input: { id: string; expected: number; actual: number }): ConflictError {
  return new ConflictError({ entity: 'session', ...input });
}

/** The session's status does not allow the next one. */
export function illegalTransition(input: { id: string; from: SessionStatus; to: SessionStatus }): ConflictError {
  const { id, from, to } = input;
  return new ConflictError({ entity: 'session', id, expected: statusesBefore(to).join(' or '), actual: from });
}

/** The session has more logs, from the one asked for on, than a tree is made of. */
export function tooManyLogs(): ValidationError {
  const message = `has more than ${MAX_TREE_LOGS} logs from there on: a tree is made of at most so many`;
  return new ValidationError([{ path: 'sessionId', message }]);
}
