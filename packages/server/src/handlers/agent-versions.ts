/** What the routes of an agent's versions do. */
import type { VersionRef } from '@agent-versions/core';
import { createRouter, type Router } from '../environment';
import { answerNewVersion, answerVersion, describeLabel, describeVersion, linkOlder, linkPages } from '../reply';
import {
  activateVersionRoute,
  compareVersionsRoute,
  createVersionRoute,
  deleteVersionRoute,
  getVersionRoute,
  listVersionsRoute,
  redactVersionRoute,
  resolveVersionRoute,
  restoreVersionRoute,
  rollbackVersionRoute,
} from '../routes/agent-versions';
import { restoreOptions, versionOptions } from '../save-options';
import type { ResolveVersionParams } from '../schemas/types';

/** All of them; `compare` before what takes any name of a version. */
export function agentVersionsRouter(): Router {
  const router = createRouter();
  listing(router);
  comparing(router);
  reading(router);
  creating(router);
  bringingBack(router);
  serving(router);
  takingAway(router);
  return router;
}

function listing(router: Router): void {
  router.openapi(listVersionsRoute, async (c) => {
    const { agentId } = c.req.valid('param');
    const { orderBy, orderDirection, ...page } = c.req.valid('query');
    const order = { field: orderBy ?? 'versionNumber', direction: orderDirection ?? 'DESC' } as const;
    const ordered = orderBy !== undefined || orderDirection !== undefined;
    const listed = await c.var.versioning.list({ agentId, ...page, ...(ordered && { orderBy: order }) });
    if (page.before === undefined) linkPages(c, listed);
    else linkOlder(c, listed);
    return c.json(listed, 200);
  });
}

function comparing(router: Router): void {
  router.openapi(compareVersionsRoute, async (c) => {
    const { agentId } = c.req.valid('param');
    return c.json(await c.var.versioning.compare(agentId, c.req.valid('query')), 200);
  });
}

function reading(router: Router): void {
  router.openapi(getVersionRoute, async (c) => {
    const { agentId, versionId } = c.req.valid('param');
    return answerVersion(c, await c.var.versioning.get(agentId, versionId));
  });

  router.openapi(resolveVersionRoute, async (c) => {
    const { agentId } = c.req.valid('param');
    const { key, ...named } = c.req.valid('query');
    return answerVersion(c, await c.var.versioning.resolve(agentId, refOf(named), { key }));
  });
}

/** What is served, unless something else is named. */
function refOf({ versionId, versionNumber, label = 'active', at }: ResolveVersionParams): VersionRef {
  if (at !== undefined) return { label, at };
  return versionId ?? versionNumber ?? { label };
}

function creating(router: Router): void {
  router.openapi(createVersionRoute, async (c) => {
    const { agentId } = c.req.valid('param');
    const options = versionOptions(c, c.req.valid('json'));
    return answerNewVersion(c, await c.var.versioning.createVersion(agentId, options));
  });
}

function bringingBack(router: Router): void {
  router.openapi(restoreVersionRoute, async (c) => {
    const { agentId, versionId } = c.req.valid('param');
    const options = restoreOptions(c, c.req.valid('json'));
    return answerNewVersion(c, await c.var.versioning.restore(agentId, versionId, options));
  });

  router.openapi(rollbackVersionRoute, async (c) => {
    const { agentId, versionId } = c.req.valid('param');
    const options = restoreOptions(c, c.req.valid('json'));
    return answerNewVersion(c, await c.var.versioning.rollback(agentId, versionId, options));
  });
}

function serving(router: Router): void {
  router.openapi(activateVersionRoute, async (c) => {
    const { agentId, versionId } = c.req.valid('param');
    const label = await c.var.versioning.activate(agentId, versionId, c.req.valid('json'));
    describeLabel(c, label);
    return c.json(label, 200);
  });
}

function takingAway(router: Router): void {
  router.openapi(redactVersionRoute, async (c) => {
    const { agentId, versionId } = c.req.valid('param');
    const version = await c.var.versioning.redact(agentId, versionId, c.req.valid('json'));
    describeVersion(c, version);
    return c.json(version, 200);
  });

  router.openapi(deleteVersionRoute, async (c) => {
    const { agentId, versionId } = c.req.valid('param');
    await c.var.versioning.delete(agentId, versionId, c.req.valid('query'));
    return c.body(null, 204);
  });
}
