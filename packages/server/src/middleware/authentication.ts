/** Who asks, and the service bound to them. */
import { type Actor, type AgentVersioning, UnauthorizedError } from '@agent-versions/core';
import type { MiddlewareHandler } from 'hono';
import type { ServerEnv } from '../environment';
import type { ServerSettings } from '../settings';
import { requestCounter } from './rate-limit';

/** Finds out who asks, counts the request as theirs, and binds the service to them; nobody gets a 401. */
export function authentication(settings: ServerSettings): MiddlewareHandler<ServerEnv> {
  const { authenticate, versioning, shutdown } = settings;
  const count = requestCounter(settings);
  return async (c, next) => {
    const actor = (await authenticate?.(c.req.raw)) ?? undefined;
    c.set('actor', actor);
    await count(c);
    if (authenticate && !actor) throw new UnauthorizedError('Say who you are: Authorization: Bearer <key>');
    // a facade may be bound to an actor already
    c.set('versioning', actor ? boundTo(versioning, actor) : versioning);
    c.set('shutdown', shutdown);
    await next();
  };
}

/** An actor that is none is no fault of the client's. */
function boundTo(versioning: AgentVersioning, actor: Actor): AgentVersioning {
  try {
    return versioning.as(actor);
  } catch (cause) {
    throw new Error('`authenticate` returned what is no actor', { cause });
  }
}
