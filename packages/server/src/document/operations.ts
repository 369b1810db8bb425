/** The operations of an OpenAPI document, ready to be shown. */
import type { OpenApiDocument } from './openapi';

/** A schema, as far as examples go. */
export interface ExampleSchema {
  /** Where the schema is. */
  $ref?: string;
  /** A value that fits. */
  example?: unknown;
  /** The schemas of fields. */
  properties?: Record<string, ExampleSchema>;
}

/** What a route takes beside its body. */
export interface OperationParameter {
  /** Its name. */
  name: string;
  /** `path`, `query` or `header`. */
  in: string;
  /** Whether it has to be there. */
  required: boolean;
  /** What it means; empty where the name says it. */
  description: string;
  /** A value that fits. */
  example?: unknown;
}

/** One route. */
export interface Operation {
  /** Its name, for generated clients too. */
  id: string;
  /** In capitals. */
  method: string;
  /** With `{parameters}`. */
  path: string;
  /** The group. */
  tag: string;
  /** What it does. */
  summary: string;
  /** Whether it needs no key. */
  open: boolean;
  /** What it takes beside its body. */
  parameters: OperationParameter[];
  /** The schema of its body, and whether there has to be one. */
  body?: { schema: ExampleSchema; required: boolean };
  /** What comes back, by status. */
  answers: { status: string; description: string }[];
}

/** As the document has it, as far as this package goes. */
interface DocumentedOperation {
  operationId: string;
  summary: string;
  tags: string[];
  security?: unknown[];
  parameters?: (Omit<OperationParameter, 'description' | 'required'> & {
    required?: boolean;
    description?: string;
    schema?: { description?: string; example?: unknown };
  })[];
  requestBody?: { required?: boolean; content: Record<string, { schema: ExampleSchema }> };
  responses: Record<string, { description: string }>;
}

/** All of them, in the order of the document. */
export function operationsOf({ paths = {} }: OpenApiDocument): Operation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, DocumentedOperation>).map(([method, operation]) => ({
      id: operation.operationId,
      method: method.toUpperCase(),
      path,
      tag: operation.tags[0] ?? '',
      summary: operation.summary,
      open: operation.security?.length === 0,
      parameters: (operation.parameters ?? []).map(parameterOf),
      ...bodyOf(operation),
      answers: Object.entries(operation.responses).map(([status, { description }]) => ({ status, description })),
    })),
  );
}

function parameterOf(given: NonNullable<DocumentedOperation['parameters']>[number]): OperationParameter {
  const { name, required = false, schema, description = schema?.description ?? '' } = given;
  return { name, in: given.in, required, description, example: given.example ?? schema?.example };
}

function bodyOf({ requestBody }: DocumentedOperation): Pick<Operation, 'body'> {
  const schema = requestBody?.content['application/json']?.schema;
  return schema ? { body: { schema, required: requestBody?.required ?? false } } : {};
}
