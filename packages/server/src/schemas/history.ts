/** Whole histories on the wire: pruned, verified, exported. */
import { z } from '@hono/zod-openapi';
import { positiveQuery } from './parameters';

/** Which versions go: one goes when no rule that is given keeps it. */
export const pruneBodySchema = z
  .strictObject({
    keepLast: z
      .int()
      .min(1)
      .optional()
      .openapi({ description: 'Keeps that many of the newest versions.', example: 100 }),
    maxAge: z.int().min(1).optional().openapi({ description: 'Keeps versions younger than this: milliseconds.' }),
    keepNamed: z.boolean().optional().openapi({ description: 'Keeps versions that have a name.' }),
    dryRun: z.boolean().optional().openapi({ description: 'Only says what would go.' }),
    reason: z.string().max(500).optional(),
  })
  .openapi('PruneBody');

/** What went, or would go. */
export const pruneResponseSchema = z
  .object({
    dryRun: z.boolean(),
    deleted: z.array(
      z.object({
        id: z.string(),
        versionNumber: z.int(),
        name: z.string().optional(),
        createdAt: z.iso.datetime(),
        reason: z.string(),
      }),
    ),
    kept: z.int(),
  })
  .openapi('PruneResponse');

/** A link noted earlier: without one, a history that is cut off at its end passes. Both, or neither. */
export const verifyQuerySchema = z
  .strictObject({
    anchorNumber: positiveQuery().optional(),
    anchorHash: z.string().optional().openapi({ description: 'The `chainHash` of the version of that number.' }),
  })
  .refine(({ anchorNumber, anchorHash }) => (anchorNumber === undefined) === (anchorHash === undefined), {
    message: 'takes anchorNumber and anchorHash together',
  });

const counts = {
  versions: z.int(),
  deletions: z.int(),
  redacted: z.int(),
  unchained: z.int(),
};

/** What a verification found. */
export const verifyResponseSchema = z
  .discriminatedUnion('ok', [
    z.object({
      ok: z.literal(true),
      ...counts,
      head: z
        .object({ versionNumber: z.int(), chainHash: z.string() })
        .optional()
        .openapi({ description: 'The end of the chain, to be kept elsewhere as the next anchor.' }),
    }),
    z.object({
      ok: z.literal(false),
      ...counts,
      break: z.object({
        versionNumber: z.int(),
        problem: z.enum(['missing', 'duplicate', 'content', 'link', 'anchor', 'head']),
        field: z.enum(['lastNumber', 'chainHash', 'headNumber', 'versionCount']).optional(),
        expected: z.union([z.string(), z.number()]),
        actual: z.union([z.string(), z.number()]),
      }),
    }),
  ])
  .openapi('VerifyResponse');

/** Which histories are exported: all, unless agents are named. */
export const exportQuerySchema = z.strictObject({
  agentId: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .openapi({ description: 'May be repeated.', type: 'array', items: { type: 'string' } }),
});
