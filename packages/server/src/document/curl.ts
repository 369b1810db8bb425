/** How a route is asked from a shell. */
import { exampleOf } from './examples';
import type { OpenApiDocument } from './openapi';
import type { Operation } from './operations';

/** One command, with the examples of the document in the place of what varies. */
export function curlOf(
  operation: Operation,
  { document, origin }: { document: OpenApiDocument; origin: string },
): string {
  const { method, open, body } = operation;
  const secured = !open && (document.security?.length ?? 0) > 0;
  const words = [
    'curl',
    ...(method === 'GET' ? [] : ['-X', method]),
    quote(origin + targetOf(operation)),
    ...(secured ? ['-H', '"Authorization: Bearer $KEY"'] : []),
    ...(body?.required ? ['-H', quote('Content-Type: application/json')] : []),
    ...(body?.required ? ['-d', quote(JSON.stringify(exampleOf(body.schema, document) ?? {}))] : []),
  ];
  return words.join(' ');
}

function targetOf({ path, parameters }: Operation): string {
  const examples = new Map(parameters.map(({ name, example }) => [name, String(example ?? name)]));
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(examples.get(name) ?? name));
  const query = parameters.filter((given) => given.in === 'query' && given.required);
  const search = new URLSearchParams(query.map(({ name }): [string, string] => [name, examples.get(name) ?? name]));
  return query.length > 0 ? `${filled}?${search}` : filled;
}

/** For a POSIX shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
