/** How routes describe what they take and what comes back. */
import { z } from '@hono/zod-openapi';
import { problemSchema } from '../schemas/problem';

const header = (description: string) => ({ schema: { type: 'string' as const }, description });

/** The headers of an answer that is a version. */
export const versionHeaders = {
  ETag: header('The content hash of the version; absent where it is redacted.'),
  'Content-Location': header('Where this very version is, whatever name it was asked for by.'),
};

/** The headers of an answer that is a label. */
export const labelHeaders = { ETag: header('The revision of the label: what If-Match takes.') };

/** The headers of an answer that is an agent. */
export const agentHeaders = { ETag: header('The content hash of the configuration: what If-Match takes.') };

/** The headers of an answer that is a new agent. */
export const createdAgentHeaders = { ...agentHeaders, Location: header('Where the agent is.') };

/** The headers of an answer that is a page. */
export const pageHeaders = { Link: header('RFC 8288: `first`, `prev`, `next` and `last`.') };

/** A JSON answer. */
export function json<S extends z.ZodType>(
  schema: S,
  description: string,
  headers?: Record<string, ReturnType<typeof header>>,
) {
  return { description, content: { 'application/json': { schema } }, ...(headers && { headers }) };
}

/** An answer that is text of another kind. */
export function text<T extends string>(type: T, description: string) {
  return { description, content: { [type]: { schema: z.string().openapi({ description }) } } as TextContent<T> };
}

type TextContent<T extends string> = Record<T, { schema: z.ZodString }>;

/** A JSON body; `required` unless everything in it may be left out. */
export function body<S extends z.ZodType>(schema: S, { required }: { required: boolean }) {
  return { required, content: { 'application/json': { schema } } };
}

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problemSchema } },
});

const PROBLEMS = {
  400: 'invalid_input: the request is not what the route takes.',
  401: 'unauthorized: no key, or a wrong one.',
  403: 'forbidden: the caller may not do this.',
  404: 'not_found: it is not there, or the caller may not know that it is.',
  409: 'conflict or version_in_use: the state is not the expected one.',
  412: 'conflict: the agent is not what If-Match says; `head` is what it is.',
  413: 'payload_too_large',
  415: 'unsupported_media_type: bodies are JSON.',
  429: 'rate_limited: see Retry-After.',
  503: 'unavailable or outcome_unknown: try again, with the same Idempotency-Key where there is one.',
} as const;

type ProblemStatus = keyof typeof PROBLEMS;

const EVERYWHERE = [400, 401, 403, 404, 429, 503] as const;

/** The refusals of a route: those that every route has, and its own. */
export function problems<S extends ProblemStatus = never>(...statuses: S[]) {
  const all: ProblemStatus[] = [...EVERYWHERE, ...statuses];
  return Object.fromEntries(all.map((status) => [status, problem(PROBLEMS[status])])) as Record<
    (typeof EVERYWHERE)[number] | S,
    ReturnType<typeof problem>
  >;
}

/** What a client gets that holds the right content already. */
export function notModified(headers: Record<string, ReturnType<typeof header>>) {
  return { description: 'What the client holds is still right.', headers };
}
