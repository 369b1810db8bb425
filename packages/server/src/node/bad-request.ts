/** Requests that are none, so that no application ever sees them. */
import type { Problem } from '../schemas/types';

const NO_REQUEST: Problem = {
  type: '/reference#invalid_input',
  title: 'invalid input',
  status: 400,
  code: 'invalid_input',
  detail: 'The URL or the Host header cannot be read',
};

const FAULT: Problem = { type: '/reference#internal', title: 'internal', status: 500, code: 'internal' };

/** Answers what has no readable URL or host; and what failed where no handler could say so. */
export function answerBadRequest(error: unknown): Response {
  const problem = error instanceof Error && error.name === 'RequestError' ? NO_REQUEST : FAULT;
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
  });
}
