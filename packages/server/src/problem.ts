/** From errors to answers: the one place that knows HTTP status codes. */
import {
  type AgentVersioning,
  ConflictError,
  ForbiddenError,
  isStorageError,
  NotFoundError,
  OutcomeUnknownError,
  type StorageError,
  type StorageErrorCode,
  ValidationError,
  VersionInUseError,
} from '@agent-versions/core';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { isNamedByIfMatch } from './entity-tag';
import type { ServerEnv } from './environment';
import { traceOf } from './error-trace';
import type { Problem, ProblemCode } from './schemas/types';

const STATUS: Record<StorageErrorCode, ContentfulStatusCode> = {
  invalid_input: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  version_in_use: 409,
  migration: 500,
  corrupt_row: 500,
  unavailable: 503,
  outcome_unknown: 503,
};

/** What only HTTP knows, by status. */
const HTTP_CODE: Partial<Record<number, ProblemCode>> = {
  400: 'invalid_input',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
  429: 'rate_limited',
};

/** What a client learns of errors that are none of its own: drivers and databases have said the rest to the logs. */
const DETAIL: Partial<Record<ProblemCode, string>> = {
  migration: 'The database does not have the schema that this server needs.',
  corrupt_row: 'A stored row cannot be read back.',
  unavailable: 'The database cannot be reached, or is too busy: nothing was done. Try again later.',
  outcome_unknown: 'It may have been done or not. Repeat it with the same Idempotency-Key, or look.',
  internal: 'Something went wrong here.',
};

/** Answers an error: ours by its code, HTTP's by its status, anything else as `internal`. */
export async function answerError(error: Error, c: Context<ServerEnv>): Promise<Response> {
  if (error instanceof HTTPException) return answerHttp(error, c);
  if (!isStorageError(error)) return answerInternal(error, c);
  const known = await hideAgent(error, c);
  const failedPrecondition =
    known instanceof ConflictError && isNamedByIfMatch(c.req.header('if-match'), known.expected);
  const status = failedPrecondition ? 412 : STATUS[known.code];
  if (status === 401) c.header('WWW-Authenticate', 'Bearer');
  if (status >= 500) logError(known, c);
  const detail = DETAIL[known.code] ?? known.message;
  return answerProblem(c, { status, code: known.code, detail, ...particulars(known) });
}

/** Answers a path that is no route. */
export function answerNotFound(c: Context<ServerEnv>): Response {
  return answerProblem(c, { status: 404, code: 'not_found', detail: 'There is no such route: see /reference' });
}

/** Answers a method that the route does not have. */
export function answerMethodNotAllowed(c: Context<ServerEnv>, methods: string[]): Response {
  const allowed = methods.sort().join(', ');
  c.header('Allow', allowed);
  return answerProblem(c, { status: 405, code: 'method_not_allowed', detail: `This route takes ${allowed}` });
}

/** A problem, with what every one of them has. */
export function answerProblem(
  c: Context<ServerEnv>,
  problem: Omit<Problem, 'type' | 'title' | 'instance'> & { status: number; code: ProblemCode },
): Response {
  const { status, code } = problem;
  const whole: Problem = {
    type: `/reference#${code}`,
    title: code.replaceAll('_', ' '),
    ...problem,
    instance: c.var.requestId,
  };
  return c.body(JSON.stringify(whole), status as ContentfulStatusCode, { 'content-type': 'application/problem+json' });
}

function answerHttp(error: HTTPException, c: Context<ServerEnv>): Response {
  const code = HTTP_CODE[error.status];
  if (code === undefined) return answerInternal(error, c);
  return answerProblem(c, { status: error.status, code, detail: error.message });
}

function answerInternal(error: Error, c: Context<ServerEnv>): Response {
  logError(error, c);
  return answerProblem(c, { status: 500, code: 'internal', detail: DETAIL.internal });
}

function logError(error: Error, c: Context<ServerEnv>): void {
  const { requestId, log } = c.var;
  log.error({ requestId, error: traceOf(error) }, 'failed');
}

/**
 * What may be told of a refusal: to whom may not even read of the agent, it is not there. Making an agent is refused
 * as such, as that tells nothing of what is there.
 */
async function hideAgent(error: StorageError, c: Context<ServerEnv>): Promise<StorageError> {
  if (!(error instanceof ForbiddenError) || error.agentId === undefined || error.action === 'agent.create')
    return error;
  const { agentId } = error;
  const versioning: AgentVersioning | undefined = c.var.versioning;
  // `authenticate` may refuse, too: nobody is known then
  if (!versioning) return error;
  if (await versioning.allows('agent.read', { agentId })) return error;
  if (await versioning.allows('version.read', { agentId })) return error;
  return new NotFoundError({ entity: 'agent', id: agentId });
}

/** What an error says beside its message. */
function particulars(error: StorageError): Partial<Problem> {
  if (error instanceof ValidationError) return { issues: [...error.issues] };
  if (error instanceof NotFoundError) return { entity: error.entity, id: error.id };
  if (error instanceof VersionInUseError) return { versionId: error.versionId, labels: [...error.labels] };
  if (error instanceof OutcomeUnknownError) return { idempotencyKey: error.idempotencyKey };
  return error instanceof ConflictError ? conflictParticulars(error) : {};
}

function conflictParticulars({ entity, id, expected, actual, details }: ConflictError): Partial<Problem> {
  if (!details) return { entity, id, expected, actual };
  const { headVersionId: versionId, headVersionNumber: versionNumber, ...fields } = details;
  return { entity, id, expected, actual, head: { versionId, versionNumber }, ...fields };
}
