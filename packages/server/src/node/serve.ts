/** The server on Node. */
import { createServer as createHttpServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseInput, ValidationError } from '@agent-versions/core';
import { getRequestListener } from '@hono/node-server';
import { z } from '@hono/zod-openapi';
import { pino } from 'pino';
import { isLoopback } from '../access/loopback';
import { traceOf } from '../error-trace';
import type { ServerOptions } from '../options';
import { createServer } from '../server';
import { HEADER_BYTES, URL_LENGTH } from '../settings';
import { answerBadRequest } from './bad-request';
import { drain } from './drain';

/** Where to listen, and how to stop. */
export interface ServeOptions extends Omit<ServerOptions, 'shutdown'> {
  /** The address to listen on (default `127.0.0.1`); any other than this machine's own needs `authenticate`. */
  hostname?: string;
  /** The port (default 4111); 0 takes a free one. */
  port?: number;
  /** For how many milliseconds `close` waits for what has begun, before it cuts it off (default 10,000). */
  shutdownTimeout?: number;
}

/** A server that listens. */
export interface RunningServer {
  /** Where it is reached, without a slash at the end: `http://127.0.0.1:4111`. */
  readonly url: string;
  /** The port it listens on. */
  readonly port: number;
  /**
   * Takes no new connections, ends event streams, finishes what has begun, and resolves then; what takes longer than
   * `shutdownTimeout` is cut off. Idempotent. The storage stays open.
   */
  close(): Promise<void>;
}

/** How long a request may take to arrive, in milliseconds. */
const ARRIVAL_TIMEOUT = 60_000;

const serveSchema = z.object({
  hostname: z.string().min(1).default('127.0.0.1'),
  port: z.int().min(0).max(65_535).default(4111),
  shutdownTimeout: z.int().min(0).default(10_000),
});

/**
 * Listens.
 * @throws ValidationError when an option is none, when an address of others has no `authenticate`, or when nobody can
 *   listen there
 */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const { hostname, port, shutdownTimeout, logger = pino(), ...rest } = options;
  const where = parseInput(serveSchema, { hostname, port, shutdownTimeout });
  if (!options.authenticate && !isLoopback(where.hostname)) throw needsAuthentication(where.hostname);
  const shutdown = new AbortController();
  const app = createServer({ ...rest, logger, shutdown: shutdown.signal });
  const server = createHttpServer(
    { requestTimeout: ARRIVAL_TIMEOUT, maxHeaderSize: maxHeaderSize(options) },
    getRequestListener(app.fetch, { errorHandler: answerBadRequest }),
  );
  const stop = drain(server, { shutdown, timeout: where.shutdownTimeout });
  const address = await listen(server, where);
  // such as too many open files: those who are connected are still served
  server.on('error', (error) => {
    if (logger) logger.error({ error: traceOf(error) }, 'connection not taken');
  });
  if (!options.authenticate && !isLoopback(address.address)) {
    await stop();
    throw needsAuthentication(where.hostname);
  }
  return { url: urlOf(where.hostname, address.port), port: address.port, close: stop };
}

/** The request line counts too. */
function maxHeaderSize({ limits: { headerBytes = HEADER_BYTES, urlLength = URL_LENGTH } = {} }: ServerOptions): number {
  return headerBytes + urlLength;
}

function listen(server: Server, { hostname, port }: { hostname: string; port: number }): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => reject(cannotListen(error, { hostname, port }));
    server.once('error', fail);
    server.listen({ host: hostname, port }, () => {
      server.off('error', fail);
      resolve(server.address() as AddressInfo);
    });
  });
}

function cannotListen(cause: NodeJS.ErrnoException, { hostname, port }: { hostname: string; port: number }) {
  if (cause.code === 'EADDRINUSE') {
    return refused('port', `${port} is in use on ${hostname}: stop what listens there, or choose another`, cause);
  }
  if (cause.code === 'EACCES') return refused('port', `${port} is not for this user: choose one above 1023`, cause);
  return refused('hostname', `cannot listen on ${hostname}: ${cause.code ?? cause.message}`, cause);
}

function needsAuthentication(hostname: string): ValidationError {
  const message = `${hostname} can be reached by others: give \`authenticate\` (such as bearerKeys), or listen on 127.0.0.1`;
  return refused('hostname', message);
}

function refused(path: string, message: string, cause?: unknown): ValidationError {
  return new ValidationError([{ path, message }], { cause });
}

function urlOf(hostname: string, port: number): string {
  return `http://${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`;
}
