/** Labels on the wire. */
import { z } from '@hono/zod-openapi';
import { expectedSchema } from './agent-versions';
import { pageQuerySchema, pageResponseShape } from './parameters';

/** A version that a label points at, and its share in basis points. */
export const labelTargetSchema = z.object({ versionId: z.string(), weight: z.int() }).openapi('LabelTarget');

/** A movable name that points at a version, or splits over several. */
export const versionLabelSchema = z
  .object({
    agentId: z.string(),
    label: z.string(),
    targets: z.array(labelTargetSchema),
    revision: z.int().openapi({ description: 'One more with each move; also the ETag.' }),
    updatedAt: z.iso.datetime(),
    updatedBy: z.string().optional(),
  })
  .openapi('VersionLabel');

/** All labels of an agent. */
export const listLabelsResponseSchema = z.object({ labels: z.array(versionLabelSchema) }).openapi('ListLabelsResponse');

/** Where a label shall point: at `version`, or at shares of several. */
export const setLabelBodySchema = z
  .strictObject({
    version: z
      .union([z.string().min(1), z.int().min(1)])
      .optional()
      .openapi({ description: 'An id, a number, `latest`, `head~1`, another label.', example: 2 }),
    targets: z
      .array(z.strictObject({ version: z.union([z.string().min(1), z.int().min(1)]), weight: z.int() }))
      .max(10)
      .optional()
      .openapi({ description: 'Shares in basis points that sum to 10,000, in place of `version`.' }),
    expected: expectedSchema.optional().openapi({ description: 'The revision the caller has seen, or `none`.' }),
    reason: z.string().max(500).optional(),
  })
  .refine(({ version, targets }) => (version === undefined) !== (targets === undefined), {
    message: 'takes either version or targets',
  })
  .openapi('SetLabelBody');

/** Why a label is taken away, or back. */
export const moveLabelQuerySchema = z.strictObject({ reason: z.string().max(500).optional() });

/** One move of a label. */
export const labelMoveSchema = z
  .object({
    id: z.string(),
    agentId: z.string(),
    label: z.string(),
    revision: z.int(),
    from: z.array(labelTargetSchema).optional(),
    to: z.array(labelTargetSchema).optional(),
    movedBy: z.string().optional(),
    reason: z.string().optional(),
    movedAt: z.iso.datetime(),
  })
  .openapi('LabelMove');

/** Which moves are listed. */
export const listLabelMovesQuerySchema = pageQuerySchema.extend({ label: z.string().optional() });

/** A page of moves, newest first. */
export const listLabelMovesResponseSchema = z
  .object({ moves: z.array(labelMoveSchema), ...pageResponseShape })
  .openapi('ListLabelMovesResponse');
