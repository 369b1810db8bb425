/** The routes of an agent's versions. `compare` comes before the routes that take any name of a version. */
import { createRoute } from '@hono/zod-openapi';
import {
  activateVersionBodySchema,
  agentVersionSchema,
  createVersionBodySchema,
  deleteVersionQuerySchema,
  listVersionsQuerySchema,
  listVersionsResponseSchema,
  reasonBodySchema,
  resolveVersionQuerySchema,
  restoreVersionBodySchema,
} from '../schemas/agent-versions';
import { compareVersionsQuerySchema, compareVersionsResponseSchema } from '../schemas/comparison';
import { versionLabelSchema } from '../schemas/labels';
import {
  agentParamsSchema,
  ifNoneMatchSchema,
  noQuerySchema,
  saveHeadersSchema,
  versionParamsSchema,
} from '../schemas/parameters';
import { ifMatchOnly, unconditional } from './conditions';
import { body, json, labelHeaders, notModified, pageHeaders, problems, versionHeaders } from './responses';

const VERSIONS = '/stored/agents/{agentId}/versions';
const VERSION = `${VERSIONS}/{versionId}`;
const tags = ['Versions'];

/** A page of versions, newest first unless said otherwise. */
export const listVersionsRoute = createRoute({
  method: 'get',
  path: VERSIONS,
  operationId: 'listVersions',
  summary: 'List the versions of an agent',
  tags,
  request: { params: agentParamsSchema, query: listVersionsQuerySchema },
  responses: { 200: json(listVersionsResponseSchema, 'A page of versions.', pageHeaders), ...problems() },
});

/** A new version of what the agent is. */
export const createVersionRoute = createRoute({
  method: 'post',
  path: VERSIONS,
  operationId: 'createVersion',
  summary: 'Make a version of what the agent is, whether anything has changed or not',
  tags,
  middleware: ifMatchOnly,
  request: {
    params: agentParamsSchema,
    query: noQuerySchema,
    headers: saveHeadersSchema,
    body: body(createVersionBodySchema, { required: false }),
  },
  responses: {
    200: json(agentVersionSchema, 'Made by an earlier call with the same Idempotency-Key.', versionHeaders),
    201: json(agentVersionSchema, 'The new version.', versionHeaders),
    ...problems(409, 412, 413, 415),
  },
});

/** What changed from one version to another. */
export const compareVersionsRoute = createRoute({
  method: 'get',
  path: `${VERSIONS}/compare`,
  operationId: 'compareVersions',
  summary: 'Compare two versions',
  tags,
  request: { params: agentParamsSchema, query: compareVersionsQuerySchema },
  responses: { 200: json(compareVersionsResponseSchema, 'What differs.'), ...problems() },
});

/** One version, by whatever names it. */
export const getVersionRoute = createRoute({
  method: 'get',
  path: VERSION,
  operationId: 'getVersion',
  summary: 'Get a version by id, number, label, `latest` or `head~n`',
  tags,
  request: { params: versionParamsSchema, query: noQuerySchema, headers: ifNoneMatchSchema },
  responses: {
    200: json(agentVersionSchema, 'The version.', versionHeaders),
    304: notModified(versionHeaders),
    ...problems(),
  },
});

/** The version to be served. */
export const resolveVersionRoute = createRoute({
  method: 'get',
  path: '/stored/agents/{agentId}/resolve',
  operationId: 'resolveVersion',
  summary: 'The version to serve: the active one, or what is named; shares of a split by `key`',
  tags,
  request: { params: agentParamsSchema, query: resolveVersionQuerySchema, headers: ifNoneMatchSchema },
  responses: {
    200: json(agentVersionSchema, 'The version.', versionHeaders),
    304: notModified(versionHeaders),
    ...problems(),
  },
});

/** Serves a version. */
export const activateVersionRoute = createRoute({
  method: 'post',
  path: `${VERSION}/activate`,
  operationId: 'activateVersion',
  summary: 'Serve a version: point the label `active` at it',
  tags,
  middleware: unconditional,
  request: {
    params: versionParamsSchema,
    query: noQuerySchema,
    body: body(activateVersionBodySchema, { required: false }),
  },
  responses: { 200: json(versionLabelSchema, 'The label `active`.', labelHeaders), ...problems(409, 413, 415) },
});

const restoring = {
  method: 'post',
  tags,
  middleware: ifMatchOnly,
  request: {
    params: versionParamsSchema,
    query: noQuerySchema,
    headers: saveHeadersSchema,
    body: body(restoreVersionBodySchema, { required: false }),
  },
  responses: {
    200: json(agentVersionSchema, 'Nothing was made: the head holds this content already.', versionHeaders),
    201: json(agentVersionSchema, 'The new version.', versionHeaders),
    ...problems(409, 412, 413, 415),
  },
} as const;

/** Brings a version back, as a new one. */
export const restoreVersionRoute = createRoute({
  ...restoring,
  path: `${VERSION}/restore`,
  operationId: 'restoreVersion',
  summary: 'Bring a version back, as a new one',
});

/** Brings a version back and serves it. */
export const rollbackVersionRoute = createRoute({
  ...restoring,
  path: `${VERSION}/rollback`,
  operationId: 'rollbackVersion',
  summary: 'Bring a version back, as a new one, and serve it, in one step',
});

/** Blanks a version for good. */
export const redactVersionRoute = createRoute({
  method: 'post',
  path: `${VERSION}/redact`,
  operationId: 'redactVersion',
  summary: 'Blank the snapshot of a version for good; its hashes stay, and the history still verifies',
  tags,
  middleware: unconditional,
  request: { params: versionParamsSchema, query: noQuerySchema, body: body(reasonBodySchema, { required: false }) },
  responses: { 200: json(agentVersionSchema, 'The version, blank.', versionHeaders), ...problems(409, 413, 415) },
});

/** Deletes a version that no label points at. */
export const deleteVersionRoute = createRoute({
  method: 'delete',
  path: VERSION,
  operationId: 'deleteVersion',
  summary: 'Delete a version that no label points at',
  tags,
  middleware: unconditional,
  request: { params: versionParamsSchema, query: deleteVersionQuerySchema },
  responses: { 204: { description: 'It is gone; its number is never used again.' }, ...problems(409) },
});
