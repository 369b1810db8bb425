/** Asks a server, and holds every answer against what its route says of itself: status, headers, body. */
import { AgentVersioning, type Entity, InMemoryStore } from '@agent-versions/core';
import { createServer } from '@agent-versions/server';
import { expect } from 'vitest';
import type { z } from 'zod';
import * as agentVersions from '../src/routes/agent-versions';
import * as agents from '../src/routes/agents';
import * as events from '../src/routes/events';
import * as history from '../src/routes/history';
import * as labels from '../src/routes/labels';
import { problemSchema } from '../src/schemas/problem';

/** What a request is beside its method and path. */
export interface Asking {
  /** Sent as JSON, unless it is text already. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** An answer that is what its route says. */
export interface Answer<Body> {
  status: number;
  headers: Headers;
  /** Parsed where it is JSON, else its text; undefined where it is empty. */
  body: Body;
}

/** Sends a request, and reads and checks the answer. */
export type Ask = <Body = Record<string, unknown>>(
  method: string,
  path: string,
  asking?: Asking,
) => Promise<Answer<Body>>;

interface DocumentedAnswer {
  headers?: Record<string, unknown>;
  content?: Record<string, { schema: z.ZodType }>;
}

/** A route as `createRoute` describes it. */
export interface DocumentedRoute {
  method: string;
  path: string;
  request?: { headers?: z.ZodObject; query?: unknown; body?: { required?: boolean } };
  responses: Record<string, DocumentedAnswer>;
}

/** All routes that are served below the base path; those without parameters before those that would take their place. */
export const routes = [agentVersions, agents, labels, history, events].flatMap((module) =>
  Object.values(module),
) as unknown as DocumentedRoute[];

/** What the whole server sends, whatever the route. */
const EVERYWHERE = [
  'cache-control',
  'connection',
  'content-security-policy',
  'content-length',
  'content-type',
  'cross-origin-resource-policy',
  'date',
  'keep-alive',
  'ratelimit',
  'ratelimit-policy',
  'referrer-policy',
  'retry-after',
  'transfer-encoding',
  'vary',
  'x-content-type-options',
  'x-frame-options',
  'x-request-id',
];

/** How to ask whoever answers requests. */
export function asks(send: (path: string, init: RequestInit) => Response | Promise<Response>): Ask {
  return async <Body>(method: string, path: string, { body, headers }: Asking = {}) => {
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const json: Record<string, string> = text === undefined ? {} : { 'content-type': 'application/json' };
    const response = await send(path, { method, headers: { ...json, ...headers }, body: text });
    const answer = { status: response.status, headers: response.headers, body: await read(response) };
    check(method, path, answer);
    return answer as Answer<Body>;
  };
}

/** A server over a storage of its own, the service behind it, and how to ask it. */
export function served() {
  const storage = new InMemoryStore();
  const app = createServer({ storage });
  const ask = asks((path, init) => app.request(`http://localhost${path}`, init));
  return { storage, app, ask, versioning: new AgentVersioning({ storage }) };
}

/** As {@link served}, with the agent `support` at version 1 (model a) or further. */
export async function servedAgent({ versions = 1 }: { versions?: number } = {}) {
  const server = served();
  const models = ['a', 'b', 'c', 'd', 'e', 'f'].slice(0, versions);
  await server.versioning.createAgent({ id: 'support', model: models[0] });
  for (const model of models.slice(1)) await server.versioning.save('support', { model });
  return server;
}

/** The part of a problem that says what is not there. */
export function notFound(entity: Entity) {
  return { status: 404, body: expect.objectContaining({ code: 'not_found', entity }) };
}

/** What a problem says of a field. */
export function refused(path: string) {
  const issues = expect.arrayContaining([{ path, message: expect.any(String) }]);
  return { status: 400, body: expect.objectContaining({ code: 'invalid_input', issues }) };
}

async function read(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return undefined;
  return /[/+]json$/.test(response.headers.get('content-type')?.split(';')[0] ?? '') ? JSON.parse(text) : text;
}

function check(method: string, path: string, answer: Answer<unknown>): void {
  const what = `${method} ${path} → ${answer.status}`;
  const route = routeOf(method, path);
  if (!route) {
    expect(problemSchema.parse(answer.body), what).toEqual(answer.body);
    return;
  }
  const documented = route.responses[answer.status];
  expect(documented, `${what} is documented: ${JSON.stringify(answer.body)}`).toBeDefined();
  const { headers = {}, content = {} } = documented as DocumentedAnswer;
  const known = [...EVERYWHERE, ...Object.keys(headers).map((name) => name.toLowerCase())];
  expect(
    [...answer.headers.keys()].filter((name) => !known.includes(name)),
    `${what} has no other headers`,
  ).toEqual([]);
  checkBody(what, { answer, content });
}

function checkBody(
  what: string,
  { answer, content }: { answer: Answer<unknown>; content: Record<string, { schema: z.ZodType }> },
): void {
  if (Object.keys(content).length === 0) {
    expect(answer.body, what).toBeUndefined();
    return;
  }
  const type = answer.headers.get('content-type')?.split(';')[0] ?? '';
  expect(Object.keys(content), what).toContain(type);
  // schemas drop what they do not know: what is left must be everything
  expect(content[type]?.schema.parse(answer.body), what).toEqual(answer.body);
}

function routeOf(method: string, path: string): DocumentedRoute | undefined {
  const [pathname] = path.split('?');
  return routes.find((route) => {
    const pattern = new RegExp(`^/api${route.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
    return route.method === method.toLowerCase() && pattern.test(pathname ?? '');
  });
}
