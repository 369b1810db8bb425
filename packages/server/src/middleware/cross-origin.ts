/** Pages of other origins: which may ask, and what they may see. */
import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import type { ServerEnv } from '../environment';
import type { ServerSettings } from '../settings';

/** CORS, for those origins only. */
export function crossOrigin({ origins, maxAge }: NonNullable<ServerSettings['cors']>): MiddlewareHandler<ServerEnv> {
  return cors({
    origin: origins,
    maxAge,
    allowMethods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowHeaders: [
      'Authorization',
      'Content-Type',
      'Idempotency-Key',
      'If-Match',
      'If-None-Match',
      'Last-Event-ID',
      'X-Request-Id',
    ],
    exposeHeaders: ['Content-Location', 'ETag', 'Link', 'Location', 'Retry-After', 'X-Request-Id'],
  });
}
