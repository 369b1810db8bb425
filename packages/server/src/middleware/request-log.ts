/** The id of a request, and the one line about it: never its body, its query or its headers. */
import type { Context, MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { ServerEnv } from '../environment';
import type { ServerLogger } from '../options';
import { answerError } from '../problem';

const REQUEST_ID = /^[A-Za-z0-9._-]{1,128}$/;

/** Takes the id of the request from `X-Request-Id`, or makes one; logs the request once it is answered. */
export function requestLog(log: ServerLogger): MiddlewareHandler<ServerEnv> {
  return async (c, next) => {
    const begun = performance.now();
    const given = c.req.header('x-request-id');
    c.set('requestId', given !== undefined && REQUEST_ID.test(given) ? given : crypto.randomUUID());
    c.set('log', log);
    c.header('X-Request-Id', c.var.requestId);
    try {
      await next();
    } catch (thrown) {
      // what is no Error, or what was thrown while an error was to be answered, passes all handlers by
      const error = thrown instanceof Error ? thrown : new Error('Thrown, but no error', { cause: thrown });
      c.res = await answerError(error, c);
    }
    log.info({ ...about(c), status: c.res.status, milliseconds: Math.round(performance.now() - begun) }, 'request');
  };
}

/** What a line says of a request. */
function about(c: Context<ServerEnv>) {
  const { requestId, actor, agentId } = c.var;
  const route = matchedRoutes(c).findLast(({ method }) => method !== 'ALL')?.path;
  return { requestId, method: c.req.method, route, actorId: actor?.id, agentId };
}
