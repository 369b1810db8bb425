/** The route of the feed of events. */
import { createRoute } from '@hono/zod-openapi';
import { lastEventIdSchema, listEventsQuerySchema, listEventsResponseSchema } from '../schemas/events';
import { json, problems, text } from './responses';

const stream = text(
  'text/event-stream',
  'The feed from there on, without an end: `id` is the cursor, `event` the type, `data` the event as JSON.',
);

const page = json(listEventsResponseSchema, 'A stretch of the feed; where Accept says text/event-stream, all of it.');

/** Events from a cursor on. */
export const listEventsRoute = createRoute({
  method: 'get',
  path: '/stored/events',
  operationId: 'listEvents',
  summary: 'What happened, in order: a stretch of the feed or, as text/event-stream, the feed as it goes on',
  tags: ['Events'],
  request: { query: listEventsQuerySchema, headers: lastEventIdSchema },
  responses: { 200: { ...page, content: { ...page.content, ...stream.content } }, ...problems() },
});
