/** What every answer tells browsers and caches. */
import type { MiddlewareHandler } from 'hono';
import type { ServerEnv } from '../environment';

/** Unless a handler says otherwise. */
const HEADERS = [
  ['X-Content-Type-Options', 'nosniff'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['Cache-Control', 'no-store'],
] as const;

/** Sets them; an answer that says nothing of caches is kept by none. */
export const securityHeaders: MiddlewareHandler<ServerEnv> = async (c, next) => {
  await next();
  for (const [name, value] of HEADERS) {
    if (!c.res.headers.has(name)) c.res.headers.set(name, value);
  }
};
