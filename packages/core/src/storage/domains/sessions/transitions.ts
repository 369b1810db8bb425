/** The life of a session: which status may follow which. */
import type { SessionStatus } from './records';

/** Where a session may go from each status. Completed is final. */
export const SESSION_TRANSITIONS: Readonly<Record<SessionStatus, readonly SessionStatus[]>> = {
  idle: ['running', 'stopped'],
  running: ['idle', 'completed', 'failed', 'stopped'],
  completed: [],
  failed: ['running'],
  stopped: ['running'],
};

/** Every status. */
export const SESSION_STATUSES = Object.keys(SESSION_TRANSITIONS) as readonly SessionStatus[];

/** Those that a session may come to `status` from. */
export function statusesBefore(status: SessionStatus): SessionStatus[] {
  return SESSION_STATUSES.filter((before) => SESSION_TRANSITIONS[before].includes(status));
}
