/** How often one caller may ask. */
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { ServerEnv } from '../environment';
import type { ServerSettings } from '../settings';

/** Counts a request of a caller, known by now or not. Throws a 429 that says when to come again. */
export type CountRequest = (c: Context<ServerEnv>) => Promise<void>;

/** Counts requests by actor, or by address where nobody is known; in this process. */
export function requestCounter({ limits, clientAddress }: ServerSettings): CountRequest {
  const { rate } = limits;
  if (rate === false) return async () => {};
  const limiter = new RateLimiterMemory({ points: rate.requests, duration: rate.seconds });
  return async (c) => {
    const { actor } = c.var;
    const address = (clientAddress ?? connectionAddress)(c.req.raw, c.env);
    try {
      await limiter.consume(actor ? `actor ${actor.id}` : `address ${address ?? ''}`);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      c.header('Retry-After', String(Math.ceil(refusal.msBeforeNext / 1000)));
      throw new HTTPException(429, { message: `More than ${rate.requests} requests in ${rate.seconds} seconds` });
    }
  };
}

/** On Node, the bindings hold the connection. */
function connectionAddress(_: Request, env: unknown): string | undefined {
  return (env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined)?.incoming?.socket?.remoteAddress;
}
