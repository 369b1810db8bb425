/** What the driver and the server throw, and what a caller gets instead: the one map of both. */
import { OutcomeUnknownError, UnavailableError } from '@agent-versions/core';
import { ConstraintError } from '@agent-versions/sql';

/**
 * What went wrong, as far as it decides what to do next.
 * - `unique`, `foreign_key`, `constraint`: a constraint refused the statement
 * - `aborted`: deadlock or serialization failure; certainly rolled back, and worth another try
 * - `stale`: the connection's prepared statement is not what the server has; nothing ran
 * - `busy`: cancelled, timed out or short of resources on the server; rolled back
 * - `denied`, `absent`: somebody has to grant or create something first
 * - `unsent`: the connection was known to be dead before anything was sent
 * - `lost`: the connection broke, so what was under way may or may not have happened
 * - `late`: no answer within the deadline; as `lost`
 * - `refused`: any other error of the server; rolled back
 */
export type Fault =
  | 'unique'
  | 'foreign_key'
  | 'constraint'
  | 'aborted'
  | 'stale'
  | 'busy'
  | 'denied'
  | 'absent'
  | 'unsent'
  | 'lost'
  | 'late'
  | 'refused';

/** No answer came within the deadline. */
export class LateError extends Error {
  /** `what` took longer than `ms`. */
  constructor(what: string, ms: number) {
    super(`${what} took longer than ${ms} ms`);
    this.name = 'LateError';
  }
}

const FAULTS: Readonly<Record<string, Fault>> = {
  '23505': 'unique',
  '23503': 'foreign_key',
  '23001': 'foreign_key', // restrict_violation, what Postgres 18 says for `on delete restrict`
  '40001': 'aborted',
  '40P01': 'aborted',
  '26000': 'stale', // the statement is not known: DEALLOCATE, or a pooler gave another connection
  '42P05': 'stale', // it is known already: likewise
  '57014': 'busy',
  '55P03': 'busy',
  '28000': 'denied',
  '28P01': 'denied',
  '3D000': 'denied',
  '42501': 'denied',
  '25006': 'denied',
  '42P01': 'absent',
  '3F000': 'absent',
};

/** By the first two characters, where the whole code is not named above. */
const FAULT_CLASSES: Readonly<Record<string, Fault>> = {
  '08': 'lost',
  '23': 'constraint',
  '53': 'busy',
  '57': 'lost',
};

/** What pg says when it refuses to send. */
const UNSENT = [
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
];

/** Sorts an error of the driver. */
export function faultOf(error: unknown): Fault {
  if (error instanceof LateError) return 'late';
  const { code, severity, routine, message } = fieldsOf(error);
  if (UNSENT.includes(message)) return 'unsent';
  if (!isSqlState(code)) return 'lost'; // of the network or the driver: ECONNRESET, "Connection terminated unexpectedly"
  if (code === '0A000' && routine === 'RevalidateCachedQuery') return 'stale';
  const fault = FAULTS[code] ?? FAULT_CLASSES[code.slice(0, 2)] ?? 'refused';
  // a server that goes down while committing names its trouble, not the outcome
  return ['FATAL', 'PANIC'].includes(severity) && (fault === 'busy' || fault === 'refused') ? 'lost' : fault;
}

/** Whether the connection can still be used after it. */
export function keepsConnection(fault: Fault): boolean {
  return !['stale', 'unsent', 'lost', 'late'].includes(fault);
}

/** The error of a call whose statements were sent. `maybeCommitted`: the last thing sent could have committed it. */
export function statementError(error: unknown, maybeCommitted: boolean): Error {
  const fault = faultOf(error);
  const options = { cause: error };
  if (fault === 'unique' || fault === 'foreign_key') return new ConstraintError(fault, options);
  if (fault === 'constraint') return new ConstraintError('other', options);
  const said = describe(error);
  if (maybeCommitted && (fault === 'lost' || fault === 'late')) {
    return new OutcomeUnknownError({ message: `The reply of Postgres to a write was lost: ${said}` }, options);
  }
  const retryable = ['aborted', 'busy', 'unsent', 'lost', 'late'].includes(fault);
  return new UnavailableError({ message: `Postgres: ${said}${advice(error, fault)}`, retryable }, options);
}

/** The error of a call that got no connection: nothing was sent. */
export function connectError(error: unknown): UnavailableError {
  const fault = faultOf(error);
  const permanent = isSettled(error);
  const message = `No connection to Postgres: ${describe(error)}${advice(error, fault)}`;
  return new UnavailableError({ message, retryable: !permanent }, { cause: error });
}

/** Takes away what an error says of the statement's values: a snapshot has no business in a log. */
export function withoutValues(error: unknown): unknown {
  if (typeof error !== 'object' || error === null) return error;
  for (const field of ['query', 'params', 'detail', 'where', 'internalQuery', 'client'])
    Reflect.deleteProperty(error, field);
  return error;
}

const ADVICE: Readonly<Record<string, string>> = {
  '28P01': 'check the user and the password',
  '28000': "check the user, the server's pg_hba.conf, and whether it wants SSL",
  '3D000': 'create the database, or correct its name',
  '42501': 'grant the user CONNECT and CREATE on the database, or all privileges on the schema',
  '25006': 'this server is a standby or read-only: connect to the primary',
  '53300': 'the server has no connection to spare: lower `max`, or raise max_connections',
};

const POOLER = 'behind a pooler in transaction mode, set `preparedStatements: false`';

const FAULT_ADVICE: Readonly<Partial<Record<Fault, string>>> = {
  stale: POOLER,
  absent: 'the tables are not there: call init(), or check the option `schema`',
};

function advice(error: unknown, fault: Fault): string {
  const { code, message } = fieldsOf(error);
  const said = message.includes('unsupported startup parameter') ? POOLER : (ADVICE[code] ?? FAULT_ADVICE[fault]);
  return said ? ` (${said})` : '';
}

/** What a server says of itself rather than of the login: that it is down, full, starting or broken. */
const PASSING_CLASSES = ['08', '53', '57', '58', 'XX'];

/** No password where one is needed, TLS that does not fit, a setting that the pooler does not take. */
const MISFIT = /^SASL|^The server does not support SSL|unsupported startup parameter/;

/** Whether only another configuration, here or there, can mend a failed connect. */
function isSettled(error: unknown): boolean {
  const { code, message } = fieldsOf(error);
  if (MISFIT.test(message) || /CERT|^ERR_TLS|^ERR_SSL/.test(code)) return true;
  return isSqlState(code) && !PASSING_CLASSES.includes(code.slice(0, 2));
}

/** Of a server that starts, ends or is full, or of a network that hiccups. */
const PASSING_CODES =
  /^(57P0[123]|53...|08...|ECONN(REFUSED|RESET|ABORTED)|EPIPE|EAI_AGAIN|ETIMEDOUT|E(HOST|NET)UNREACH)$/;

/** Whether a failed connect is worth another try: what it met passes by itself, as a rule. */
export function isPassing(error: unknown): boolean {
  if (error instanceof LateError || isSettled(error)) return false;
  const { code, message } = fieldsOf(error);
  return PASSING_CODES.test(code) || (code === '' && message.startsWith('Connection terminated'));
}

function isSqlState(code: string): boolean {
  return /^[0-9A-Z]{5}$/.test(code) && !/^E[A-Z]+$/.test(code);
}

function describe(error: unknown): string {
  const { code, message } = fieldsOf(error);
  return [message || code || 'unknown error', message && isSqlState(code) ? ` [${code}]` : ''].join('');
}

/** The fields that tell errors apart; of several attempts to connect, those of the first. */
function fieldsOf(error: unknown): Record<'code' | 'severity' | 'routine' | 'message', string> {
  const source = error instanceof AggregateError && error.message === '' ? error.errors[0] : error;
  const read = (name: string): string => {
    const value: unknown = typeof source === 'object' && source !== null ? Reflect.get(source, name) : undefined;
    return typeof value === 'string' ? value : '';
  };
  return { code: read('code'), severity: read('severity'), routine: read('routine'), message: read('message') };
}
