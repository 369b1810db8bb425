/** What keeps a server without keys to its own machine: strangers' pages cannot reach it through a browser either. */
import { ForbiddenError } from '@agent-versions/core';
import type { Context, MiddlewareHandler } from 'hono';
import { hostnameOf, isLoopback } from '../access/loopback';
import type { ServerEnv } from '../environment';
import type { ServerSettings } from '../settings';

const SAFE_METHODS: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Answers requests to a loopback host only, which also stops names that were rebound to this address; and changes
 * nothing for pages of other origins, unless `cors` names them.
 */
export function loopbackGuard(cors: ServerSettings['cors']): MiddlewareHandler<ServerEnv> {
  return async (c, next) => {
    const { host, hostname } = new URL(c.req.url);
    const named = c.req.header('host');
    if (!isLoopback(hostname) || (named !== undefined && !isLoopback(hostnameOf(named) ?? ''))) {
      throw new ForbiddenError('Without `authenticate`, only requests to localhost are answered');
    }
    if (!SAFE_METHODS.includes(c.req.method) && isForeign(c, { host: named ?? host, cors })) {
      throw new ForbiddenError('Pages of other origins may not do this');
    }
    await next();
  };
}

function isForeign(c: Context, { host, cors }: { host: string; cors: ServerSettings['cors'] }): boolean {
  const origin = c.req.header('origin');
  if (origin === undefined) return !['none', 'same-origin', undefined].includes(c.req.header('sec-fetch-site'));
  if (cors?.origins === '*' || cors?.origins.includes(origin)) return false;
  return !URL.canParse(origin) || new URL(origin).host !== host.toLowerCase();
}
