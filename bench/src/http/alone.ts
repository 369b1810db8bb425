/** HTTP alone: the same routes by Hono on Node with no storage behind them, each with a fixed answer. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import type { StatusCode } from 'hono/utils/http-status';
import { type HttpRoute, PROBE } from './routes';

/** What a store's server answered. */
export interface FixedAnswer {
  status: number;
  headers: Record<string, string>;
  /** Empty where there is none. */
  text: string;
}

/** A server that is up. */
export interface HttpServer {
  url: string;
  close(): Promise<void>;
}

/** Serves the answers, each by the route that it was given by. */
export async function serveAlone(answers: ReadonlyMap<HttpRoute, FixedAnswer>): Promise<HttpServer> {
  const app = new Hono();
  app.get(PROBE.path, (c) => c.json({ status: 'ok' }));
  for (const [route, answer] of answers) addRoute(app, { route, answer });
  const server = createServer(getRequestListener(app.fetch));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A request goes on to the next route of its path unless it asks for just this answer. */
function addRoute(app: Hono, { route, answer }: { route: HttpRoute; answer: FixedAnswer }): void {
  const { status, headers, text } = answer;
  const body = text === '' ? null : text;
  app.on(route.grows ? 'POST' : 'GET', route.pattern, async (c, next) => {
    if ((c.req.header('if-none-match') !== undefined) !== (status === 304)) return next();
    if (route.grows) await c.req.json();
    return c.newResponse(body, status as StatusCode, headers);
  });
}
