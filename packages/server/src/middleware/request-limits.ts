/** Requests that are too long, have too many headers, or are spelled wrongly. */
import { ValidationError } from '@agent-versions/core';
import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import type { ServerEnv } from '../environment';
import type { LimitSettings } from '../settings';

/** Refuses with 400 what is wrong about the URL or the headers. */
export function headLimits(limits: LimitSettings): MiddlewareHandler<ServerEnv> {
  return async (c, next) => {
    if (c.req.header('host')?.includes(',')) throw refused('header.host', 'must be one');
    checkUrl(c.req.url, limits.urlLength);
    checkHeaders(c.req.raw.headers, limits);
    await next();
  };
}

/** Refuses with 413 a body that is too long, at the first byte too many. */
export function bodyLimits({ bodyBytes }: LimitSettings): MiddlewareHandler<ServerEnv> {
  const counted = bodyLimit({ maxSize: bodyBytes, onError: tooLong });
  return async (c, next) => {
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return next();
    const length = c.req.header('content-length');
    // looking at a body costs more than reading a header
    if (length === undefined || c.req.header('transfer-encoding') !== undefined) return counted(c, next);
    return Number(length) > bodyBytes ? tooLong(c) : next();
  };

  function tooLong(_: Context): never {
    throw new HTTPException(413, { message: `Bodies may have ${bodyBytes} bytes` });
  }
}

function checkUrl(url: string, longest: number): void {
  if (url.length > longest) throw refused('url', `must have at most ${longest} characters`);
  if (!url.includes('%')) return;
  try {
    decodeURIComponent(url);
  } catch {
    throw refused('url', 'must be percent-encoded UTF-8');
  }
}

function checkHeaders(headers: Headers, { headerBytes, headerCount }: LimitSettings): void {
  let count = 0;
  let bytes = 0;
  headers.forEach((value, name) => {
    count += 1;
    bytes += name.length + value.length + ': \r\n'.length;
  });
  if (count > headerCount) throw refused('header', `must be at most ${headerCount}`);
  if (bytes > headerBytes) throw refused('header', `must have at most ${headerBytes} bytes together`);
}

function refused(path: string, message: string): ValidationError {
  return new ValidationError([{ path, message }]);
}
