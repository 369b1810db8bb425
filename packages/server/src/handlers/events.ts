/** What the route of the feed of events does. */
import { accepts } from 'hono/accepts';
import { answerChunks } from '../body-stream';
import { createRouter, type Router } from '../environment';
import { EVENT_STREAM, type EventStreamPace, eventStream } from '../event-stream';
import { listEventsRoute } from '../routes/events';

const JSON_TYPE = 'application/json';

const OFFERED = { header: 'Accept' as const, supports: [JSON_TYPE, EVENT_STREAM], default: JSON_TYPE };

/** The route; `pace` is that of its streams. */
export function eventsRouter(pace?: EventStreamPace): Router {
  const router = createRouter();
  router.openapi(listEventsRoute, async (c) => {
    const query = c.req.valid('query');
    const { versioning, shutdown } = c.var;
    c.header('Vary', 'Accept', { append: true });
    if (accepts(c, OFFERED) !== EVENT_STREAM) {
      return c.json(await versioning.listEvents(query), 200);
    }
    const { 'last-event-id': after = query.after } = c.req.valid('header');
    const about = { versioning, query: { ...query, after }, pace };
    const make = (signal: AbortSignal) => eventStream({ ...about, signals: [signal, shutdown] });
    return answerChunks(c, { type: EVENT_STREAM, make });
  });
  return router;
}
