/** Every error of the client, told apart by `code`: the server's codes, and four of the client's own. */
import type { Problem, ProblemCode } from '@agent-versions/server/schemas';

/** Marks our errors, so that two copies of this package recognise each other's. */
const BRAND = Symbol.for('agent-versions.AgentVersionsError');

/**
 * What only a client meets. `network`: no whole answer came. `timeout`: none came in time. `aborted`: the caller's signal
 * ended the call. `bad_answer`: something answered, but not as this server does; is `baseUrl` right? Of a change that
 * ended so nobody knows whether it happened: {@link isOutcomeUnknown}.
 */
export type ClientErrorCode = 'network' | 'timeout' | 'aborted' | 'bad_answer';

/** The closed set of codes. */
export type AgentVersionsErrorCode = ProblemCode | ClientErrorCode;

/** What errors of a code have beside what all errors have. */
export interface AgentVersionsErrorFields {
  /** What is wrong with the input, and where. */
  invalid_input: { issues: NonNullable<Problem['issues']> };
  /** What is not there; absent where the route itself is not. */
  not_found: Pick<Problem, 'entity' | 'id'>;
  /** What was expected, what is, and for a refused save what a merge needs. */
  conflict: Pick<Problem, 'entity' | 'id' | 'expected' | 'actual' | 'head' | 'theirFields' | 'myFields' | 'bothFields'>;
  /** The labels that hold the version. */
  version_in_use: Pick<Problem, 'versionId'> & { labels: string[] };
  /** The key to repeat the call with. */
  outcome_unknown: Pick<Problem, 'idempotencyKey'>;
  /** How the answer began: up to 200 characters. */
  bad_answer: { received: string };
}

/** The fields of a code, as they are taken from a problem: no others, whatever a server sends. */
const FIELDS: Partial<Record<ProblemCode, readonly (keyof Problem)[]>> = {
  invalid_input: ['issues'],
  not_found: ['entity', 'id'],
  conflict: ['entity', 'id', 'expected', 'actual', 'head', 'theirFields', 'myFields', 'bothFields'],
  version_in_use: ['versionId', 'labels'],
  outcome_unknown: ['idempotencyKey'],
};

/** What an error is made of. */
export interface AgentVersionsErrorInput {
  /** Tells errors apart. */
  code: AgentVersionsErrorCode;
  /** For people. */
  message: string;
  /** The HTTP status, where there was an answer. */
  status?: number;
  /** The problem that the server answered with. */
  problem?: Problem;
  /** Names the request in the server's logs. */
  requestId?: string;
  /** Milliseconds that the server asks to wait. */
  retryAfter?: number;
  /** What the code has beside the rest. */
  fields?: Record<string, unknown>;
  /** What lies behind it. */
  cause?: unknown;
}

/** Everything that a call can be refused with; {@link isAgentVersionsError} narrows it to the fields of a code. */
export class AgentVersionsError extends Error {
  /** Tells errors apart; messages are for people and may change. */
  readonly code: AgentVersionsErrorCode;
  /** The HTTP status; undefined where no answer came. */
  readonly status: number | undefined;
  /** The problem that the server answered with (RFC 9457). */
  readonly problem: Problem | undefined;
  /** Names the request in the server's logs. */
  readonly requestId: string | undefined;
  /** Milliseconds that the server asks to wait before the next try. */
  readonly retryAfter: number | undefined;

  constructor(input: AgentVersionsErrorInput) {
    super(input.message, 'cause' in input ? { cause: input.cause } : undefined);
    this.name = 'AgentVersionsError';
    this.code = input.code;
    this.status = input.status;
    this.problem = input.problem;
    this.requestId = input.requestId;
    this.retryAfter = input.retryAfter;
    Object.assign(this, input.fields);
    Object.defineProperty(this, BRAND, { value: true });
  }
}

/** An error of one code, with the fields of that code. A union where several codes are named. */
export type AgentVersionsErrorOf<Code extends AgentVersionsErrorCode = AgentVersionsErrorCode> = {
  [Each in Code]: AgentVersionsError & {
    readonly code: Each;
  } & (Each extends keyof AgentVersionsErrorFields ? Readonly<AgentVersionsErrorFields[Each]> : unknown);
}[Code];

/** Whether it is an error of this client, of that code where one is named; also another copy's of this package. */
export function isAgentVersionsError<Code extends AgentVersionsErrorCode = AgentVersionsErrorCode>(
  error: unknown,
  code?: Code,
): error is AgentVersionsErrorOf<Code> {
  if (typeof error !== 'object' || error === null || !(BRAND in error)) return false;
  return code === undefined || ('code' in error && error.code === code);
}

/** The fields of a problem's code; lists are always lists. */
export function fieldsOf(problem: Problem): Record<string, unknown> {
  const take = (field: keyof Problem) => {
    const value = problem[field];
    const isList = field === 'issues' || field === 'labels';
    return isList && !Array.isArray(value) ? [] : value;
  };
  return Object.fromEntries((FIELDS[problem.code] ?? []).map((field) => [field, take(field)]));
}

/** An input that cannot be sent. */
export function invalidInput(path: string, message: string): AgentVersionsError {
  return new AgentVersionsError({
    code: 'invalid_input',
    message: `Invalid input: ${path}: ${message}`,
    fields: { issues: [{ path, message }] },
  });
}

const TRANSIENT: readonly AgentVersionsErrorCode[] = [
  'network',
  'timeout',
  'unavailable',
  'outcome_unknown',
  'rate_limited',
];

/** Whether the same call may succeed later without anybody's help. */
export function isTransient(error: unknown): error is AgentVersionsError {
  return isAgentVersionsError(error) && TRANSIENT.includes(error.code);
}

/**
 * Whether a change that failed so may have happened all the same: no answer came, or none of the server's own. With an
 * idempotency key it can be repeated; else look first.
 */
export function isOutcomeUnknown(error: unknown): boolean {
  if (!isAgentVersionsError(error)) return false;
  const { code, problem } = error;
  if (problem) return code === 'outcome_unknown' || code === 'internal';
  return ['network', 'timeout', 'aborted', 'bad_answer', 'unavailable'].includes(code);
}

/** Whether the server itself says that there is nothing, or nothing for this caller. */
export function isVerdict(error: unknown): boolean {
  return isAgentVersionsError(error, 'not_found') || isAgentVersionsError(error, 'forbidden');
}
