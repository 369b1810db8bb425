/** From answers to values and typed errors. */
import type { Problem, ProblemCode } from '@agent-versions/server/schemas';
import { AgentVersionsError, type AgentVersionsErrorInput, fieldsOf } from './errors';
import type { ResponseHead } from './options';
import { parseRetryAfter } from './retry';

/** An answer, read to its end. */
export interface Answer extends ResponseHead {
  /** The body; empty where there is none. */
  text: string;
  /** `GET /api/…`, for messages. */
  what: string;
}

const CODES: Record<ProblemCode, true> = {
  invalid_input: true,
  unauthorized: true,
  forbidden: true,
  not_found: true,
  conflict: true,
  version_in_use: true,
  migration: true,
  corrupt_row: true,
  unavailable: true,
  outcome_unknown: true,
  method_not_allowed: true,
  payload_too_large: true,
  unsupported_media_type: true,
  rate_limited: true,
  internal: true,
};

/** What proxies say on the server's behalf. */
const GATEWAY: Record<number, ProblemCode> = {
  429: 'rate_limited',
  502: 'unavailable',
  503: 'unavailable',
  504: 'unavailable',
};

/**
 * The JSON object of an answer.
 * @throws AgentVersionsError `bad_answer` when it is anything else
 */
export function objectOf<T>(answer: Answer): T {
  const value = isJson(answer) ? parseObject(answer.text) : undefined;
  if (value === undefined) throw badAnswer(answer);
  return value as T;
}

/** The error of an answer that is none of 200 to 299. Only a problem of ours is a verdict on what was asked. */
export function errorOf(answer: Answer): AgentVersionsError {
  const problem = isJson(answer) ? parseObject(answer.text) : undefined;
  if (problem && isProblem(problem)) {
    const { code, detail, title } = problem;
    return new AgentVersionsError({
      ...about(answer, problem),
      code,
      message: detail ?? title,
      problem,
      fields: fieldsOf(problem),
    });
  }
  const code = GATEWAY[answer.status];
  if (!code) return badAnswer(answer);
  return new AgentVersionsError({ ...about(answer), code, message: `${answer.what}: status ${answer.status}` });
}

function badAnswer(answer: Answer): AgentVersionsError {
  const { what, status, headers, text } = answer;
  const type = headers.get('content-type') ?? 'no content type';
  const location = headers.get('location');
  return new AgentVersionsError({
    ...about(answer),
    code: 'bad_answer',
    message: `${what}: status ${status} with ${type}${location ? ` to ${location}` : ''}, not what the server answers`,
    fields: { received: text.slice(0, 200) },
  });
}

function about({ status, headers }: Answer, problem?: Problem): Omit<AgentVersionsErrorInput, 'code' | 'message'> {
  const requestId = headers.get('x-request-id') ?? problem?.instance;
  return { status, requestId, retryAfter: parseRetryAfter(headers.get('retry-after')) };
}

function isJson({ headers }: Answer): boolean {
  return /^application\/(?:[\w.-]+\+)?json\b/i.test(headers.get('content-type') ?? '');
}

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isProblem(value: object): value is Problem {
  const { code, status, title } = value as Partial<Problem>;
  return (
    typeof status === 'number' && typeof title === 'string' && typeof code === 'string' && Object.hasOwn(CODES, code)
  );
}
