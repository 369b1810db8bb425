/** Versions on the wire. */
import { z } from '@hono/zod-openapi';
import {
  booleanQuery,
  jsonObjectSchema,
  pageQuerySchema,
  pageResponseShape,
  positiveQuery,
  timeQuery,
} from './parameters';

const time = () => z.iso.datetime();

/** A version without its snapshot. */
export const agentVersionSummarySchema = z
  .object({
    id: z.string(),
    agentId: z.string(),
    versionNumber: z.int().openapi({ description: '1, 2, 3 … per agent, never used again.' }),
    name: z.string().optional().openapi({ description: 'A vanity name.' }),
    changedFields: z.array(z.string()).optional().openapi({ description: 'Top-level fields that differ from before.' }),
    changeMessage: z.string().optional(),
    createdBy: z.string().optional(),
    restoredFrom: z.string().optional().openapi({ description: 'The id of the version that this one brought back.' }),
    idempotencyKey: z.string().optional(),
    contentHash: z.string().openapi({ description: 'SHA-256 of the canonical snapshot; also the ETag.' }),
    chainHash: z.string().optional().openapi({ description: 'The link in the hash chain of the history.' }),
    createdAt: time(),
    redactedAt: time().optional().openapi({ description: 'When the snapshot was blanked.' }),
    redactedBy: z.string().optional(),
    redactionReason: z.string().optional(),
  })
  .openapi('AgentVersionSummary');

/** An immutable snapshot of an agent's whole configuration. */
export const agentVersionSchema = agentVersionSummarySchema
  .extend({ snapshot: jsonObjectSchema.openapi({ description: 'The configuration. Empty once redacted.' }) })
  .openapi('AgentVersion');

/** A page of versions. */
export const listVersionsQuerySchema = pageQuerySchema.extend({
  orderBy: z.enum(['versionNumber', 'createdAt']).optional(),
  orderDirection: z.enum(['ASC', 'DESC']).optional(),
  before: positiveQuery().optional().openapi({ description: 'Only versions with a lower number: a keyset.' }),
  includeSnapshot: booleanQuery().optional().openapi({ description: 'false: summaries without snapshots.' }),
});

/** The page; without snapshots where none were asked for. */
export const listVersionsResponseSchema = z
  .object({
    versions: z.array(z.union([agentVersionSchema, agentVersionSummarySchema])),
    ...pageResponseShape,
  })
  .openapi('ListVersionsResponse');

/** What one who knows the state may say of it. */
export const expectedSchema = z
  .union([z.int().min(1), z.literal('none')])
  .openapi({ description: 'The number that the caller has seen; `none`: there is none yet. 409 when it is another.' });

/** Labels that move together with a version. */
export const labelsSchema = z
  .array(z.string())
  .max(10)
  .openapi({ description: 'Labels to point at the version, in the same step.' });

const newVersionShape = {
  name: z.string().max(100).optional(),
  changeMessage: z.string().max(500).optional(),
  labels: labelsSchema.optional(),
  expected: expectedSchema.optional(),
};

/** A new version of what the agent is. */
export const createVersionBodySchema = z.strictObject(newVersionShape).openapi('CreateVersionBody');

/** A version brought back as a new one. Not an extension of the other: each takes none but its own fields. */
export const restoreVersionBodySchema = z
  .strictObject({
    ...newVersionShape,
    force: z.boolean().optional().openapi({ description: 'Make a version even of what the head already holds.' }),
  })
  .openapi('RestoreVersionBody');

/** Why a label is moved, and from which revision. */
export const activateVersionBodySchema = z
  .strictObject({
    reason: z.string().max(500).optional(),
    expected: expectedSchema.optional(),
  })
  .openapi('ActivateVersionBody');

/** Why something is taken away. */
export const reasonBodySchema = z.strictObject({ reason: z.string().max(500).optional() }).openapi('ReasonBody');

/** Why a version is deleted. */
export const deleteVersionQuerySchema = z.strictObject({ reason: z.string().max(500).optional() });

/** Which version is to be served: the one that is named in one way or, without a name, the active one. */
export const resolveVersionQuerySchema = z
  .strictObject({
    versionId: z.string().min(1).optional().openapi({ description: 'An id, a number, `latest`, `head~1`, a label.' }),
    versionNumber: positiveQuery().optional(),
    label: z.string().optional().openapi({ description: '`active` unless said otherwise.' }),
    at: timeQuery().optional().openapi({ description: 'What the label pointed at then.' }),
    key: z.string().optional().openapi({ description: 'Who asks: where a label splits, the same key gets the same.' }),
  })
  .refine(
    ({ versionId, versionNumber, label, at }) => {
      const names = [versionId, versionNumber, label ?? at].filter((name) => name !== undefined);
      return names.length <= 1;
    },
    { message: 'takes one of versionId, versionNumber and label, and at with a label only' },
  );
