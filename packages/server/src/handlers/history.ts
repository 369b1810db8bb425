/** What the routes of whole histories do. */
import type { Context } from 'hono';
import { answerChunks, type StreamedResponse } from '../body-stream';
import { createRouter, type Router, type ServerEnv } from '../environment';
import { gatherLines, NDJSON } from '../ndjson';
import { exportAgentRoute, exportHistoriesRoute, pruneVersionsRoute, verifyHistoryRoute } from '../routes/history';

/** All of them. */
export function historyRouter(): Router {
  const router = createRouter();
  checking(router);
  exporting(router);
  return router;
}

function checking(router: Router): void {
  router.openapi(pruneVersionsRoute, async (c) => {
    const { agentId } = c.req.valid('param');
    const { dryRun = false, ...rules } = c.req.valid('json');
    const pruned = await c.var.versioning.prune(agentId, { ...rules, dryRun });
    return c.json({ dryRun, ...pruned }, 200);
  });

  router.openapi(verifyHistoryRoute, async (c) => {
    const { agentId } = c.req.valid('param');
    const { anchorNumber: versionNumber, anchorHash: chainHash } = c.req.valid('query');
    const anchored = versionNumber !== undefined && chainHash !== undefined;
    const options = anchored ? { anchor: { versionNumber, chainHash } } : {};
    return c.json(await c.var.versioning.verifyHistory(agentId, options), 200);
  });
}

function exporting(router: Router): void {
  router.openapi(exportAgentRoute, (c) => answerExport(c, [c.req.valid('param').agentId]));

  router.openapi(exportHistoriesRoute, (c) => {
    const { agentId } = c.req.valid('query');
    return answerExport(c, agentId === undefined ? undefined : [agentId].flat());
  });
}

function answerExport(c: Context<ServerEnv>, agentIds: string[] | undefined): Promise<StreamedResponse> {
  const { versioning } = c.var;
  const make = (signal: AbortSignal) => gatherLines(versioning.exportHistories({ agentIds, signal }));
  return answerChunks(c, { type: NDJSON, make });
}
