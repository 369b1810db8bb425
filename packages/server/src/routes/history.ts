/** The routes of whole histories: pruned, verified, exported. */
import { createRoute } from '@hono/zod-openapi';
import {
  exportQuerySchema,
  pruneBodySchema,
  pruneResponseSchema,
  verifyQuerySchema,
  verifyResponseSchema,
} from '../schemas/history';
import { agentParamsSchema, noQuerySchema } from '../schemas/parameters';
import { unconditional } from './conditions';
import { body, json, problems, text } from './responses';

const AGENT = '/stored/agents/{agentId}';
const tags = ['Histories'];

const lines = text(
  'application/x-ndjson',
  'One JSON object a line; whole only if the last one is of type `end`. What an import takes.',
);

/** Deletes the versions that no rule keeps. */
export const pruneVersionsRoute = createRoute({
  method: 'post',
  path: `${AGENT}/prune`,
  operationId: 'pruneVersions',
  summary: 'Delete the versions that no rule keeps, or only say which; labelled ones never go',
  tags,
  middleware: unconditional,
  request: { params: agentParamsSchema, query: noQuerySchema, body: body(pruneBodySchema, { required: true }) },
  responses: { 200: json(pruneResponseSchema, 'What went, or would go.'), ...problems(413, 415) },
});

/** Computes a history's hashes anew. */
export const verifyHistoryRoute = createRoute({
  method: 'get',
  path: `${AGENT}/verify`,
  operationId: 'verifyHistory',
  summary: 'Compute the hash chain of a history anew, and say where it first breaks',
  tags,
  request: { params: agentParamsSchema, query: verifyQuerySchema },
  responses: {
    200: json(verifyResponseSchema, 'What was found; `ok` says whether the history is whole.'),
    ...problems(),
  },
});

/** The history of one agent as lines. */
export const exportAgentRoute = createRoute({
  method: 'get',
  path: `${AGENT}/export`,
  operationId: 'exportAgent',
  summary: 'All there is of an agent, as lines of JSON',
  tags,
  request: { params: agentParamsSchema, query: noQuerySchema },
  responses: { 200: lines, ...problems() },
});

/** Histories as lines. */
export const exportHistoriesRoute = createRoute({
  method: 'get',
  path: '/stored/export',
  operationId: 'exportHistories',
  summary: 'All there is of all agents, or of those that are named, as lines of JSON',
  tags,
  request: { query: exportQuerySchema },
  responses: { 200: lines, ...problems() },
});
