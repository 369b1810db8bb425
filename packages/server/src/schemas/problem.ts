/** Errors on the wire: RFC 9457 problem details that carry our codes. */
import { z } from '@hono/zod-openapi';

/** Codes of the library's errors, and of what only HTTP knows. */
export const problemCodes = [
  'invalid_input',
  'unauthorized',
  'forbidden',
  'not_found',
  'conflict',
  'version_in_use',
  'migration',
  'corrupt_row',
  'unavailable',
  'outcome_unknown',
  'method_not_allowed',
  'payload_too_large',
  'unsupported_media_type',
  'rate_limited',
  'internal',
] as const;

/** One thing that is wrong with an input. */
export const problemIssueSchema = z.object({ path: z.string(), message: z.string() });

/** What a client gets in place of a result. */
export const problemSchema = z
  .object({
    type: z.string().openapi({ example: '/reference#conflict' }),
    title: z.string(),
    status: z.int(),
    code: z.enum(problemCodes),
    detail: z.string().optional(),
    instance: z.string().optional().openapi({ description: 'The id of the request, as in the logs.' }),
    issues: z.array(problemIssueSchema).optional().openapi({ description: 'For invalid_input.' }),
    entity: z.string().optional().openapi({ description: 'For not_found and conflict: what it is about.' }),
    id: z.string().optional(),
    expected: z.union([z.string(), z.number()]).optional().openapi({ description: 'For conflict.' }),
    actual: z.union([z.string(), z.number()]).optional(),
    head: z
      .object({ versionId: z.string(), versionNumber: z.int() })
      .optional()
      .openapi({ description: 'For a refused save: the version that is the head now.' }),
    theirFields: z.array(z.string()).optional(),
    myFields: z.array(z.string()).optional(),
    bothFields: z.array(z.string()).optional().openapi({ description: 'The true conflicts of a merge.' }),
    versionId: z.string().optional().openapi({ description: 'For version_in_use.' }),
    labels: z.array(z.string()).optional(),
    idempotencyKey: z.string().optional().openapi({ description: 'For outcome_unknown: repeat with it.' }),
  })
  .openapi('Problem');
