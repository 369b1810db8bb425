/** What the tests run against: real servers, and real faults between them and the client. */
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AgentVersionsClient, type AgentVersionsClientOptions, type Fetch } from '@agent-versions/client';
import { AgentVersioning, InMemoryStore } from '@agent-versions/core';
import { createServer, type ServerOptions } from '@agent-versions/server';
import { onTestFinished } from 'vitest';

/** One request as the server saw it, and what became of it. */
export interface Exchange {
  method: string;
  path: string;
  headers: Headers;
  status: number;
}

/** What happens to a request: it reaches the server by `next`, or does not. */
export type Fault = (next: () => Promise<Response>) => Promise<Response>;

/** The request gets through, and so does its answer. */
export const fine: Fault = (next) => next();

/** The request never arrives. */
export const lost: Fault = () => Promise.reject(new TypeError('fetch failed'));

/** The server does it, but its answer never arrives. */
export const answerLost: Fault = async (next) => {
  await next();
  throw new TypeError('terminated');
};

/** The server answers, but the answer is held back until it is let go. */
export function holding() {
  let letGo: () => void = () => undefined;
  const going = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  let reach: () => void = () => undefined;
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const fault: Fault = async (next) => {
    const answer = await next();
    reach();
    await going;
    return answer;
  };
  return { fault, reached, letGo };
}

/** Something else answers. */
export function answers(status: number, body: string, headers: Record<string, string> = {}): Fault {
  return async () => new Response(body, { status, headers });
}

/** A server in this process, with a store of its own, the requests it saw, and a queue of faults. */
export function world(options: Partial<ServerOptions> = {}) {
  const storage = new InMemoryStore();
  const versioning = new AgentVersioning({ storage });
  const app = createServer({ storage, logger: false, ...options });
  const seen: Exchange[] = [];
  const faults: Fault[] = [];
  const fetch: Fetch = async (url, init) => {
    const fault = faults.shift() ?? fine;
    return fault(async () => {
      const response = await app.request(url, init);
      const { pathname, search } = new URL(url);
      const about = { method: init.method ?? 'GET', path: pathname + search, headers: new Headers(init.headers) };
      seen.push({ ...about, status: response.status });
      return response;
    });
  };
  const connect = (more: Partial<AgentVersionsClientOptions> = {}) =>
    new AgentVersionsClient({ baseUrl: 'http://localhost', fetch, ...more });
  return { storage, versioning, fetch, seen, faults, connect, client: connect() };
}

/** The same with one agent, `support`, of which nothing was asked yet. */
export async function agentWorld() {
  const made = world();
  await made.versioning.createAgent({ id: 'support', model: 'a' });
  return { ...made, agent: made.client.getStoredAgent('support') };
}

/** Any HTTP server on a free port; ends with the test, its connections too. */
export async function listen(listener: RequestListener): Promise<string> {
  const server = createHttpServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** What a promise is refused with. */
export async function refusalOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('It was not refused');
}

/** All that comes, or the first of it. */
export async function collect<T>(items: AsyncIterable<T>, max = Number.POSITIVE_INFINITY): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) {
    collected.push(item);
    if (collected.length >= max) break;
  }
  return collected;
}
