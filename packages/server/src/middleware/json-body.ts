/** Bodies are JSON in UTF-8, whatever the route. */
import { ValidationError } from '@agent-versions/core';
import type { MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ServerEnv } from '../environment';
import { isDeeperThan } from '../json-depth';
import type { LimitSettings } from '../settings';

const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i;

const METHODS: readonly string[] = ['POST', 'PUT', 'PATCH', 'DELETE'];

/** Refuses with 415 a body of another kind, with 400 one that is no UTF-8 or too deep; a body without bytes is none. */
export function jsonBody({ bodyDepth }: LimitSettings): MiddlewareHandler<ServerEnv> {
  return async (c, next) => {
    if (!METHODS.includes(c.req.method)) return next();
    const bytes = await c.req.arrayBuffer().catch(unreadable);
    if (bytes.byteLength > 0) {
      if (!JSON_TYPE.test(c.req.header('content-type') ?? ''))
        throw new HTTPException(415, { message: 'Bodies are JSON' });
      checkEncoding(bytes);
      if (isDeeperThan(new Uint8Array(bytes), bodyDepth)) throw tooDeep(bodyDepth);
    } else if (c.req.header('content-type') !== undefined) {
      const headers = new Headers(c.req.raw.headers);
      headers.delete('content-type');
      c.req.raw = new Request(c.req.url, { method: c.req.method, headers, signal: c.req.raw.signal });
    }
    return next();
  };
}

/** Whoever decodes it later would put U+FFFD in place of what is wrong, and store that. */
function checkEncoding(bytes: ArrayBuffer): void {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new HTTPException(400, { message: 'The body is not UTF-8', cause });
  }
}

function tooDeep(levels: number): ValidationError {
  return new ValidationError([{ path: 'json', message: `must be at most ${levels} levels deep` }]);
}

/** The client has gone, or sends something else than it said. */
function unreadable(cause: unknown): never {
  throw new HTTPException(400, { message: 'The body did not arrive as a whole', cause });
}
