/** Values that fit the schemas of an OpenAPI document. */
import type { OpenApiDocument } from './openapi';
import type { ExampleSchema } from './operations';

/** The example of a schema, or an object of those of its fields; undefined where there is none. */
export function exampleOf(schema: ExampleSchema, document: OpenApiDocument): unknown {
  if (schema.example !== undefined) return schema.example;
  if (schema.$ref !== undefined) return exampleOf(componentOf(schema.$ref, document), document);
  const fields = Object.entries(schema.properties ?? {}).map(([name, field]) => [name, exampleOf(field, document)]);
  const given = fields.filter(([, value]) => value !== undefined);
  return given.length > 0 ? Object.fromEntries(given) : undefined;
}

function componentOf(ref: string, { components }: OpenApiDocument): ExampleSchema {
  const name = ref.split('/').at(-1) ?? '';
  return (components?.schemas?.[name] ?? {}) as ExampleSchema;
}
