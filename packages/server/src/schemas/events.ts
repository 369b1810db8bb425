/** The feed of events on the wire. */
import { z } from '@hono/zod-openapi';
import { labelTargetSchema } from './labels';
import { positiveQuery } from './parameters';

/** Where to go on reading. */
export const listEventsQuerySchema = z.strictObject({
  after: z.string().optional().openapi({ description: 'A cursor: what comes after it.' }),
  limit: positiveQuery(1000).optional(),
  agentId: z.string().optional(),
});

/** For event streams: where the client left off. */
export const lastEventIdSchema = z.object({
  'last-event-id': z.string().optional().openapi({ description: 'As `after`, sent by browsers that reconnect.' }),
});

const about = { cursor: z.string(), agentId: z.string(), at: z.iso.datetime() };
const version = { versionId: z.string(), versionNumber: z.int() };
const reason = z.string().optional();
const targets = z.array(labelTargetSchema).optional();

/** Anything that happened to versions, told apart by `type`. */
export const eventSchema = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('version.created'), ...about, ...version, createdBy: z.string().optional() }),
    z.object({
      type: z.literal('version.restored'),
      ...about,
      ...version,
      restoredFrom: z.string(),
      createdBy: z.string().optional(),
    }),
    z.object({ type: z.literal('version.redacted'), ...about, ...version, redactedBy: z.string().optional(), reason }),
    z.object({
      type: z.literal('versions.pruned'),
      ...about,
      versionNumbers: z.array(z.int()),
      deletedBy: z.string().optional(),
      reason,
    }),
    z.object({
      type: z.literal('label.moved'),
      ...about,
      label: z.string(),
      revision: z.int(),
      from: targets,
      to: targets,
      movedBy: z.string().optional(),
      reason,
    }),
    z.object({
      type: z.literal('agent.deleted'),
      ...about,
      versionCount: z.int(),
      deletedBy: z.string().optional(),
      reason,
    }),
  ])
  .openapi('Event');

/** A stretch of the feed. */
export const listEventsResponseSchema = z
  .object({
    events: z.array(eventSchema),
    cursor: z.string().optional().openapi({ description: 'To be given back as `after`, also when nothing was new.' }),
  })
  .openapi('ListEventsResponse');
