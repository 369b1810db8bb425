/** Requests that are none, so that no application ever sees them. */
import type { Problem } from '../schemas/types';

/** Answers what has no readable URL or host, or what failed where no handler could say so. */
export function answerBadRequest(error: unknown): Response {
  const understood = !(error instanceof Error) || error.name !== 'RequestError';
  const problem: Problem = understood
    ? { type: '/reference#internal', title: 'internal', status: 500, code: 'internal' }
    : { type: '/reference#invalid_input', title: 'invalid input', status: 400, code: 'invalid_input' };
  return new Response(JSON.stringify({ ...problem, ...(understood ? {} : { detail: 'Not a URL or host' }) }), {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
  });
}
