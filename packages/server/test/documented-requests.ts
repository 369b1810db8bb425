/** Requests for every route of a server, made from its own OpenAPI document: no route can be forgotten. */
import { exampleOf } from '../src/document/examples';
import { type OpenApiDocument, openApiDocument } from '../src/document/openapi';
import { type Operation, operationsOf } from '../src/document/operations';
import type { Router } from '../src/environment';

/** A request, ready to be sent to `app.request` or, behind an origin, to `fetch`. */
export interface DocumentedRequest {
  path: string;
  init: { method: string; headers: Record<string, string>; body?: string };
}

/** What stands in the place of the document's examples: by the name of a parameter, or of a field of the body. */
export type Values = Record<string, unknown>;

/** The document of a server whose callers need keys. */
export function documentOf(app: Router): OpenApiDocument {
  return openApiDocument(app, { secured: true });
}

/** The routes of the document. */
export { type Operation, operationsOf };

/** A request that the route takes: the document's examples, but for the given values. */
export function requestOf(operation: Operation, document: OpenApiDocument, values: Values = {}): DocumentedRequest {
  const { method, parameters } = operation;
  const named = (place: string) => parameters.filter((given) => given.in === place);
  const textOf = (name: string, example?: unknown) => String(values[name] ?? example ?? name);
  const inPath = named('path').map(({ name, example }) => [`{${name}}`, encodeURIComponent(textOf(name, example))]);
  const path = inPath.reduce((filled, [name = '', text = '']) => filled.replace(name, text), operation.path);
  const inQuery = named('query').filter(({ name, required }) => required || name in values);
  const query = new URLSearchParams(
    inQuery.map(({ name, example }): [string, string] => [name, textOf(name, example)]),
  );
  const body = bodyOf(operation, document, values);
  const headers: Record<string, string> = body ? { 'content-type': 'application/json' } : {};
  return {
    path: inQuery.length > 0 ? `${path}?${query}` : path,
    init: { method, headers, ...(body && { body: JSON.stringify(body) }) },
  };
}

/** The names of what a route takes, wherever it takes it. */
export function namesOf({ parameters, body }: Operation, document: OpenApiDocument): string[] {
  return [...parameters.map(({ name }) => name), ...fieldsOf(body, document)];
}

function bodyOf({ body }: Operation, document: OpenApiDocument, values: Values): Values | undefined {
  if (!body) return undefined;
  const example = body.required ? (exampleOf(body.schema, document) as Values) : {};
  const given = Object.entries(values).filter(([name]) => fieldsOf(body, document).includes(name));
  return { ...example, ...Object.fromEntries(given) };
}

function fieldsOf(body: Operation['body'], { components }: OpenApiDocument): string[] {
  const name = body?.schema.$ref?.split('/').at(-1) ?? '';
  const schema = components?.schemas?.[name] as { properties?: object } | undefined;
  return Object.keys(schema?.properties ?? {});
}
