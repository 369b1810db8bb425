/** What the routes of agents do. */
import { type CreateAgentOptions, ValidationError } from '@agent-versions/core';
import { createRouter, type Router } from '../environment';
import { agentPath, describeAgent, describeSave, linkPages } from '../reply';
import { createAgentRoute, deleteAgentRoute, getAgentRoute, listAgentsRoute, saveAgentRoute } from '../routes/agents';
import { firstVersionOptions, restoreOptions } from '../save-options';

/** All of them. */
export function agentsRouter(): Router {
  const router = createRouter();
  reading(router);
  writing(router);
  return router;
}

function reading(router: Router): void {
  router.openapi(listAgentsRoute, async (c) => {
    const { orderBy: field = 'createdAt', orderDirection: direction = 'DESC', ...page } = c.req.valid('query');
    const listed = await c.var.versioning.listAgents({ ...page, orderBy: { field, direction } });
    linkPages(c, listed);
    return c.json(listed, 200);
  });

  router.openapi(getAgentRoute, async (c) => {
    const { agentId } = c.req.valid('param');
    const { agent, contentHash } = await c.var.versioning.current(agentId);
    describeAgent(c, contentHash);
    return c.json(agent, 200);
  });
}

function writing(router: Router): void {
  router.openapi(createAgentRoute, async (c) => {
    const { id, config, versionName: name, ...body } = c.req.valid('json');
    const options = firstVersionOptions(c, { ...body, name });
    if (id === undefined) refuseKey(options);
    const output = await c.var.versioning.createAgent({ ...config, id }, options);
    describeSave(c, output);
    c.header('Location', agentPath(c, output.agent.id));
    return c.json(output, output.created ? 201 : 200);
  });

  router.openapi(saveAgentRoute, async (c) => {
    const { agentId } = c.req.valid('param');
    const { changes = {}, remove, versionName: name, ...body } = c.req.valid('json');
    const options = { ...restoreOptions(c, { ...body, name }), remove };
    const output = await c.var.versioning.save(agentId, changes, options);
    describeSave(c, output);
    return c.json(output, 200);
  });

  router.openapi(deleteAgentRoute, async (c) => {
    const { agentId } = c.req.valid('param');
    const deletedVersions = await c.var.versioning.deleteAgent(agentId, c.req.valid('query'));
    return c.json({ deletedVersions }, 200);
  });
}

/** Keys are an agent's own: without an id, a repeat would make another agent. */
function refuseKey({ idempotencyKey }: CreateAgentOptions): void {
  if (idempotencyKey === undefined) return;
  throw new ValidationError([{ path: 'json.id', message: 'is needed together with Idempotency-Key' }]);
}
