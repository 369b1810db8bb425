/** What a comparison of two versions says, on the wire. */
import { z } from '@hono/zod-openapi';
import { agentVersionSchema } from './agent-versions';
import { jsonValueSchema } from './parameters';

/** The two versions that are compared: each an id, a number, a label, `latest`, `head~1`. */
export const compareVersionsQuerySchema = z.strictObject({
  from: z.string().min(1).openapi({ example: 'head~1' }),
  to: z.string().min(1).openapi({ example: 'latest' }),
});

/** A field that differs. */
export const versionDiffSchema = z
  .object({
    field: z.string(),
    previousValue: jsonValueSchema.optional().openapi({ description: 'Absent where the field was not there.' }),
    currentValue: jsonValueSchema.optional().openapi({ description: 'Absent where the field is gone.' }),
  })
  .openapi('VersionDiff');

/** One step of an RFC 6902 patch. */
export const patchOperationSchema = z
  .object({ op: z.enum(['add', 'replace', 'remove']), path: z.string(), value: jsonValueSchema.optional() })
  .openapi('PatchOperation');

/** A piece of text: in both, in the current one only, or in the previous one only. */
export const textHunkSchema = z
  .object({ kind: z.enum(['equal', 'insert', 'delete']), text: z.string() })
  .openapi('TextHunk');

/** Changed lines, with lines around them. */
export const lineHunkSchema = z
  .object({ previousLine: z.int(), currentLine: z.int(), lines: z.array(textHunkSchema) })
  .openapi('LineHunk');

const textComparisonSchema = z.discriminatedUnion('level', [
  z.object({ level: z.literal('words'), hunks: z.array(textHunkSchema) }),
  z.object({ level: z.literal('lines'), hunks: z.array(lineHunkSchema) }),
]);

const namedItemSchema = z.object({ name: z.string(), value: jsonValueSchema });

const changedItemSchema = z.object({
  name: z.string(),
  previousValue: jsonValueSchema,
  currentValue: jsonValueSchema,
  fields: z.array(z.string()).optional(),
});

/** How one field changed. */
export const fieldComparisonSchema = z
  .object({
    field: z.string(),
    kind: z.enum(['added', 'removed', 'changed']),
    text: textComparisonSchema.optional().openapi({ description: 'Of a field that is text in both.' }),
    items: z
      .object({
        added: z.array(namedItemSchema),
        removed: z.array(namedItemSchema),
        changed: z.array(changedItemSchema),
        reordered: z.boolean(),
      })
      .optional()
      .openapi({ description: 'Of a list of named items, such as tools: by name, wherever they stand.' }),
  })
  .openapi('FieldComparison');

/** Everything that differs: by field, as a patch, and in detail. */
export const compareVersionsResponseSchema = z
  .object({
    diffs: z.array(versionDiffSchema),
    fromVersion: agentVersionSchema,
    toVersion: agentVersionSchema,
    patch: z.array(patchOperationSchema).openapi({ description: 'RFC 6902: turns one snapshot into the other.' }),
    fields: z.array(fieldComparisonSchema).openapi({ description: 'The same fields as `diffs`, in detail.' }),
  })
  .openapi('CompareVersionsResponse');
