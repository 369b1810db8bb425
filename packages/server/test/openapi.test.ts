/** The OpenAPI document, judged by others: a linter, and a client that a generator makes of it. */
import { InMemoryStore } from '@agent-versions/core';
import { bearerKeys, createServer, type RunningServer, type ServerOptions, serve } from '@agent-versions/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Exchange, type GeneratedClient, generateClient } from './openapi-client';
import { lintFindings } from './openapi-lint';

const KEY = 'a-key-of-the-tests';
const authenticate = bearerKeys([{ id: 'tester', key: KEY }]);

/** The document, as far as it is looked at here. */
interface Document {
  openapi: string;
  paths: Record<string, Record<string, DocumentedOperation>>;
}

interface DocumentedOperation {
  operationId: string;
  requestBody?: { content: Content };
  responses: Record<string, { content?: Content }>;
}

type Content = Record<string, { examples?: Record<string, { value: unknown }> }>;

describe('the OpenAPI document', () => {
  it.each([
    ['anybody may ask', undefined],
    ['callers have keys', authenticate],
  ])('is OpenAPI 3.1 in which a linter finds nothing, where %s', async (_, asked) => {
    const document = await documentOf({ authenticate: asked });
    expect(document.openapi).toMatch(/^3\.1\.\d+$/);
    expect(await lintFindings(document)).toEqual([]);
  });
});

describe('a client generated from the OpenAPI document', () => {
  let server: RunningServer;
  let text: string;
  let client: GeneratedClient;

  beforeAll(async () => {
    server = await serve({ storage: new InMemoryStore(), authenticate, port: 0, logger: false });
    text = await (await fetch(`${server.url}/openapi.json`)).text();
    client = await generateClient(text);
  });

  afterAll(async () => {
    await client.remove();
    await server.close();
  });

  it('compiles with a program that uses it, and not with one that misuses it', async () => {
    expect(await client.check()).toBe('');
  });

  it('does everything over HTTP, and neither sends nor gets anything but what the document says', async () => {
    const exchanges = await client.run(server.url, KEY);
    const document = JSON.parse(text) as Document;
    const used = exchanges.map((exchange) => exemplify(document, exchange));
    expect(await lintFindings(document)).toEqual([]);
    expect(new Set(used)).toEqual(new Set(operationIds(document)));
  });
});

describe('the linter', () => {
  it('finds an answer that is not what the document says', async () => {
    const document = await documentOf();
    const asked = { path: '/healthz', method: 'GET', sent: '' };
    exemplify(document, { ...asked, status: 200, type: 'application/json', received: '{"status":"fine"}' });
    expect(await lintFindings(document)).toEqual([expect.stringContaining('no-invalid-media-type-examples')]);
  });
});

/** What a server says of itself. */
async function documentOf(options: ServerOptions = {}): Promise<Document> {
  const app = createServer({ storage: new InMemoryStore(), ...options });
  return (await (await app.request('http://localhost/openapi.json')).json()) as Document;
}

/** Puts an exchange into the document as an example, for the linter to judge; returns the operation it is one of. */
function exemplify({ paths }: Document, exchange: Exchange): string {
  const { path, method, sent, status, type, received } = exchange;
  const what = `${method} ${path} → ${status}`;
  const operation = paths[path]?.[method.toLowerCase()];
  const answer = operation?.responses[status];
  if (!operation || !answer) throw new Error(`${what} is not documented: ${received}`);
  const { requestBody, operationId } = operation;
  addExample(`${what}, sent`, { content: requestBody?.content, type: 'application/json', text: sent });
  addExample(`${what}, received`, { content: answer.content, type, text: received });
  return operationId;
}

function addExample(
  what: string,
  { content, type, text }: { content?: Content; type: string | null; text: string },
): void {
  if (text === '') return;
  const media = content?.[type?.split(';')[0] ?? ''];
  if (!media) throw new Error(`${what}: ${type} is not documented`);
  media.examples ??= {};
  const value = /[/+]json$/.test(type ?? '') ? JSON.parse(text) : text;
  media.examples[`example ${Object.keys(media.examples).length}`] = { value };
}

function operationIds({ paths }: Document): string[] {
  return Object.values(paths).flatMap((item) => Object.values(item).map(({ operationId }) => operationId));
}
