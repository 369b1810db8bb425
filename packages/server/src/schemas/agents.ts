/** Agents on the wire. */
import { z } from '@hono/zod-openapi';
import { agentVersionSchema, expectedSchema, labelsSchema } from './agent-versions';
import { jsonObjectSchema, pageQuerySchema, pageResponseShape, positiveQuery } from './parameters';

/** An agent's record: what the store says of it, and its configuration field by field. */
export const storedAgentSchema = z
  .looseObject({
    id: z.string(),
    activeVersionId: z.string().optional().openapi({ description: 'The version being served.' }),
    versionNumber: z.int().optional().openapi({ description: 'The version that the configuration was last saved as.' }),
    revision: z.int(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .openapi('StoredAgent');

/** A page of agents. */
export const listAgentsQuerySchema = pageQuerySchema.extend({
  orderBy: z.enum(['createdAt', 'updatedAt']).optional(),
  orderDirection: z.enum(['ASC', 'DESC']).optional(),
});

/** The page. */
export const listAgentsResponseSchema = z
  .object({ agents: z.array(storedAgentSchema), ...pageResponseShape })
  .openapi('ListAgentsResponse');

const versionFields = {
  changeMessage: z.string().max(500).optional(),
  versionName: z.string().max(100).optional().openapi({ description: 'A vanity name of the version.' }),
  labels: labelsSchema.optional(),
};

/** A new agent, whose configuration becomes version 1. */
export const createAgentBodySchema = z
  .strictObject({
    id: z
      .string()
      .refine((id) => id !== '.' && id !== '..', 'would vanish from a URL')
      .optional()
      .openapi({ description: 'Made by the server when left out.', example: 'support' }),
    config: jsonObjectSchema
      .refine((config) => !Object.hasOwn(config, 'id'), 'has an id, which belongs beside it')
      .openapi({ example: { name: 'Support', model: 'gpt-4o' } }),
    ...versionFields,
  })
  .openapi('CreateAgentBody');

/** A change of an agent's configuration, which becomes its next version. */
export const saveAgentBodySchema = z
  .strictObject({
    changes: jsonObjectSchema.optional().openapi({ description: 'Top-level fields to set.', example: { model: 'o3' } }),
    remove: z.array(z.string()).max(1000).optional().openapi({ description: 'Top-level fields to take away.' }),
    ...versionFields,
    expected: expectedSchema.optional(),
    force: z.boolean().optional().openapi({ description: 'Make a version even of what the head already holds.' }),
  })
  .openapi('SaveAgentBody');

/** What creating or saving an agent came to. */
export const saveAgentResponseSchema = z
  .object({
    agent: storedAgentSchema,
    version: agentVersionSchema.openapi({ description: 'The new version or, where nothing had changed, the head.' }),
    created: z.boolean().openapi({ description: 'Whether a version was made.' }),
  })
  .openapi('SaveAgentResponse');

/** How an agent is deleted. */
export const deleteAgentQuerySchema = z.strictObject({
  expected: positiveQuery().optional().openapi({ description: 'The revision of the record the caller has seen.' }),
  reason: z.string().max(500).optional(),
});

/** How many versions went with the agent. */
export const deleteAgentResponseSchema = z.object({ deletedVersions: z.int() }).openapi('DeleteAgentResponse');
