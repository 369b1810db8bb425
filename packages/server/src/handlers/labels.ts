/** What the routes of an agent's labels do. */
import { type LabelDestination, NotFoundError } from '@agent-versions/core';
import { expectedLabel } from '../entity-tag';
import { createRouter, type Router } from '../environment';
import { clientHolds, describeLabel, linkPages } from '../reply';
import {
  getLabelRoute,
  listLabelMovesRoute,
  listLabelsRoute,
  removeLabelRoute,
  revertLabelRoute,
  setLabelRoute,
} from '../routes/labels';
import type { SetLabelParams } from '../schemas/types';

/** All of them. */
export function labelsRouter(): Router {
  const router = createRouter();
  reading(router);
  moving(router);
  takingAway(router);
  return router;
}

function reading(router: Router): void {
  router.openapi(listLabelsRoute, async (c) => {
    const { agentId } = c.req.valid('param');
    return c.json({ labels: await c.var.versioning.listLabels(agentId) }, 200);
  });

  router.openapi(getLabelRoute, async (c) => {
    const { agentId, label: name } = c.req.valid('param');
    const label = await c.var.versioning.getLabel(agentId, name);
    if (!label) throw noSuchLabel(agentId, name);
    return clientHolds(c, describeLabel(c, label)) ? c.body(null, 304) : c.json(label, 200);
  });

  router.openapi(listLabelMovesRoute, async (c) => {
    const { agentId } = c.req.valid('param');
    const listed = await c.var.versioning.listLabelMoves({ agentId, ...c.req.valid('query') });
    linkPages(c, listed);
    return c.json(listed, 200);
  });
}

function moving(router: Router): void {
  router.openapi(setLabelRoute, async (c) => {
    const { agentId, label } = c.req.valid('param');
    const { reason, expected: seen, ...destination } = c.req.valid('json');
    const expected = expectedLabel(c.req.header('if-match'), seen);
    const moved = await c.var.versioning.setLabel(agentId, label, destinationOf(destination), { reason, expected });
    describeLabel(c, moved);
    return c.json(moved, 200);
  });

  router.openapi(revertLabelRoute, async (c) => {
    const { agentId, label } = c.req.valid('param');
    const { reason, expected: seen } = c.req.valid('json');
    const expected = expectedLabel(c.req.header('if-match'), seen);
    const moved = await c.var.versioning.revertLabel(agentId, label, { reason, expected });
    describeLabel(c, moved);
    return c.json(moved, 200);
  });
}

function takingAway(router: Router): void {
  router.openapi(removeLabelRoute, async (c) => {
    const { agentId, label } = c.req.valid('param');
    const expected = expectedLabel(c.req.header('if-match'));
    const move = await c.var.versioning.removeLabel(agentId, label, { ...c.req.valid('query'), expected });
    if (!move) throw noSuchLabel(agentId, label);
    return c.json(move, 200);
  });
}

/** The schema has seen to it that one of the two is there. */
function destinationOf({ version, targets = [] }: Pick<SetLabelParams, 'version' | 'targets'>): LabelDestination {
  return version ?? { targets };
}

function noSuchLabel(agentId: string, label: string): NotFoundError {
  return new NotFoundError({ entity: 'label', id: `${agentId}/${label}` });
}
