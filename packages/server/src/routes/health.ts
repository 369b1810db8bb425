/** The routes that tell whoever runs the server how it is. They need no key, and tell nothing else. */
import { createRoute, z } from '@hono/zod-openapi';
import { json } from './responses';

const healthSchema = z.object({ status: z.enum(['ok', 'unavailable']) }).openapi('Health');

const shared = { method: 'get' as const, tags: ['Health'], security: [] };

/** Whether the process answers. */
export const healthRoute = createRoute({
  ...shared,
  path: '/healthz',
  operationId: 'getHealth',
  summary: 'Whether the process answers',
  responses: { 200: json(healthSchema, 'It does.') },
});

/** Whether it can be sent requests. */
export const readinessRoute = createRoute({
  ...shared,
  path: '/readyz',
  operationId: 'getReadiness',
  summary: 'Whether the storage answers, so that requests may be sent here',
  responses: {
    200: json(healthSchema, 'It does.'),
    503: json(healthSchema, 'It does not, or the server is about to stop.'),
  },
});
