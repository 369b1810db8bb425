/** The HTTP server: one application for Node and for every fetch runtime. */
import { methodNotAllowed } from 'hono/method-not-allowed';
import { createRouter, type Router } from './environment';
import { agentVersionsRouter } from './handlers/agent-versions';
import { agentsRouter } from './handlers/agents';
import { documentRouter } from './handlers/document';
import { eventsRouter } from './handlers/events';
import { healthRouter } from './handlers/health';
import { historyRouter } from './handlers/history';
import { labelsRouter } from './handlers/labels';
import { authentication } from './middleware/authentication';
import { crossOrigin } from './middleware/cross-origin';
import { jsonBody } from './middleware/json-body';
import { loopbackGuard } from './middleware/loopback-guard';
import { bodyLimits, headLimits } from './middleware/request-limits';
import { requestLog } from './middleware/request-log';
import { securityHeaders } from './middleware/security-headers';
import type { ServerLogger, ServerOptions } from './options';
import { answerError, answerMethodNotAllowed, answerNotFound } from './problem';
import { parseServerOptions, type ServerSettings } from './settings';

const SILENT: ServerLogger = { info: () => {}, error: () => {} };

/**
 * The application: `app.fetch` runs anywhere, `serve` of this package runs it on Node.
 * @throws ValidationError when an option is none
 */
export function createServer(options: ServerOptions): Router {
  const settings = parseServerOptions(options);
  const app = createRouter();
  app.onError(answerError);
  app.notFound(answerNotFound);
  guard(app, settings);
  app.route('/', healthRouter(settings));
  app.route('/', documentRouter(app, { secured: settings.authenticate !== undefined }));
  app.route(settings.basePath, api(settings));
  return app;
}

/** What every request goes through, in this order. */
function guard(app: Router, { logger, cors, authenticate, limits }: ServerSettings): void {
  app.use(securityHeaders, requestLog(logger || SILENT));
  if (cors) app.use(crossOrigin(cors));
  if (!authenticate) app.use(loopbackGuard(cors));
  app.use(headLimits(limits), methodNotAllowed({ app, onMethodNotAllowed: answerMethodNotAllowed }));
}

/** The routes of the service. */
function api(settings: ServerSettings): Router {
  const router = createRouter();
  router.use('/stored/agents/:agentId/*', async (c, next) => {
    c.set('agentId', c.req.param('agentId'));
    await next();
  });
  router.use(authentication(settings), bodyLimits(settings.limits), jsonBody(settings.limits));
  router.route('/', agentVersionsRouter());
  router.route('/', agentsRouter());
  router.route('/', labelsRouter());
  router.route('/', historyRouter());
  router.route('/', eventsRouter());
  return router;
}
