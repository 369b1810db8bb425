/** The routes of an agent's labels. */
import { createRoute } from '@hono/zod-openapi';
import { activateVersionBodySchema } from '../schemas/agent-versions';
import {
  labelMoveSchema,
  listLabelMovesQuerySchema,
  listLabelMovesResponseSchema,
  listLabelsResponseSchema,
  moveLabelQuerySchema,
  setLabelBodySchema,
  versionLabelSchema,
} from '../schemas/labels';
import {
  agentParamsSchema,
  ifMatchRevisionSchema,
  ifNoneMatchSchema,
  labelParamsSchema,
  noQuerySchema,
} from '../schemas/parameters';
import { ifMatchOnly } from './conditions';
import { body, json, labelHeaders, notModified, pageHeaders, problems } from './responses';

const AGENT = '/stored/agents/{agentId}';
const LABEL = `${AGENT}/labels/{label}`;
const tags = ['Labels'];

const moved = {
  200: json(versionLabelSchema, 'The label, moved.', labelHeaders),
  ...problems(409, 412, 413, 415),
};

/** All labels of an agent. */
export const listLabelsRoute = createRoute({
  method: 'get',
  path: `${AGENT}/labels`,
  operationId: 'listLabels',
  summary: 'List the labels of an agent, by name',
  tags,
  request: { params: agentParamsSchema, query: noQuerySchema },
  responses: { 200: json(listLabelsResponseSchema, 'The labels.'), ...problems() },
});

/** Where a label points. */
export const getLabelRoute = createRoute({
  method: 'get',
  path: LABEL,
  operationId: 'getLabel',
  summary: 'Get where a label points',
  tags,
  request: { params: labelParamsSchema, query: noQuerySchema, headers: ifNoneMatchSchema },
  responses: {
    200: json(versionLabelSchema, 'The label.', labelHeaders),
    304: notModified(labelHeaders),
    ...problems(),
  },
});

/** Points a label at a version. */
export const setLabelRoute = createRoute({
  method: 'put',
  path: LABEL,
  operationId: 'setLabel',
  summary: 'Point a label at a version, or split it over several',
  tags,
  middleware: ifMatchOnly,
  request: {
    params: labelParamsSchema,
    query: noQuerySchema,
    headers: ifMatchRevisionSchema,
    body: body(setLabelBodySchema, { required: true }),
  },
  responses: moved,
});

/** Takes a label away. */
export const removeLabelRoute = createRoute({
  method: 'delete',
  path: LABEL,
  operationId: 'removeLabel',
  summary: 'Take a label away; without `active`, nothing is served',
  tags,
  middleware: ifMatchOnly,
  request: { params: labelParamsSchema, query: moveLabelQuerySchema, headers: ifMatchRevisionSchema },
  responses: { 200: json(labelMoveSchema, 'The move.'), ...problems(409, 412) },
});

/** Takes a label back. */
export const revertLabelRoute = createRoute({
  method: 'post',
  path: `${LABEL}/revert`,
  operationId: 'revertLabel',
  summary: 'Take a label back to where its last move came from',
  tags,
  middleware: ifMatchOnly,
  request: {
    params: labelParamsSchema,
    query: noQuerySchema,
    headers: ifMatchRevisionSchema,
    body: body(activateVersionBodySchema, { required: false }),
  },
  responses: moved,
});

/** A page of moves. */
export const listLabelMovesRoute = createRoute({
  method: 'get',
  path: `${AGENT}/label-moves`,
  operationId: 'listLabelMoves',
  summary: 'List the moves of one label or of all, newest first',
  tags,
  request: { params: agentParamsSchema, query: listLabelMovesQuerySchema },
  responses: { 200: json(listLabelMovesResponseSchema, 'A page of moves.', pageHeaders), ...problems() },
});
