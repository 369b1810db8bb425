/** The routes of agents. */
import { createRoute } from '@hono/zod-openapi';
import {
  createAgentBodySchema,
  deleteAgentQuerySchema,
  deleteAgentResponseSchema,
  listAgentsQuerySchema,
  listAgentsResponseSchema,
  saveAgentBodySchema,
  saveAgentResponseSchema,
  storedAgentSchema,
} from '../schemas/agents';
import { agentParamsSchema, idempotencyKeySchema, noQuerySchema, saveHeadersSchema } from '../schemas/parameters';
import { ifMatchOnly, unconditional } from './conditions';
import { agentHeaders, body, createdAgentHeaders, json, pageHeaders, problems } from './responses';

const AGENTS = '/stored/agents';
const AGENT = `${AGENTS}/{agentId}`;
const tags = ['Agents'];

/** A page of agents, newest first unless said otherwise. */
export const listAgentsRoute = createRoute({
  method: 'get',
  path: AGENTS,
  operationId: 'listAgents',
  summary: 'List the agents',
  tags,
  request: { query: listAgentsQuerySchema },
  responses: { 200: json(listAgentsResponseSchema, 'A page of agents.', pageHeaders), ...problems() },
});

/** A new agent. */
export const createAgentRoute = createRoute({
  method: 'post',
  path: AGENTS,
  operationId: 'createAgent',
  summary: 'Create an agent, with its configuration as version 1',
  tags,
  middleware: unconditional,
  request: {
    query: noQuerySchema,
    headers: idempotencyKeySchema,
    body: body(createAgentBodySchema, { required: true }),
  },
  responses: {
    200: json(
      saveAgentResponseSchema,
      'Made by an earlier call with the same Idempotency-Key and id.',
      createdAgentHeaders,
    ),
    201: json(saveAgentResponseSchema, 'The new agent and its version.', createdAgentHeaders),
    ...problems(409, 413, 415),
  },
});

/** What an agent is. */
export const getAgentRoute = createRoute({
  method: 'get',
  path: AGENT,
  operationId: 'getAgent',
  summary: 'Get what an agent is, edits that are in no version yet included',
  tags,
  request: { params: agentParamsSchema, query: noQuerySchema },
  responses: { 200: json(storedAgentSchema, 'The agent.', agentHeaders), ...problems() },
});

/** A change of an agent, which becomes its next version. */
export const saveAgentRoute = createRoute({
  method: 'patch',
  path: AGENT,
  operationId: 'saveAgent',
  summary: 'Change fields of an agent, and make a version of it unless nothing has changed',
  tags,
  middleware: ifMatchOnly,
  request: {
    params: agentParamsSchema,
    query: noQuerySchema,
    headers: saveHeadersSchema,
    body: body(saveAgentBodySchema, { required: true }),
  },
  responses: {
    200: json(saveAgentResponseSchema, 'The agent and its head.', agentHeaders),
    ...problems(409, 412, 413, 415),
  },
});

/** Deletes an agent with its whole history. */
export const deleteAgentRoute = createRoute({
  method: 'delete',
  path: AGENT,
  operationId: 'deleteAgent',
  summary: 'Delete an agent with its whole history; also of one that is not there',
  tags,
  middleware: unconditional,
  request: { params: agentParamsSchema, query: deleteAgentQuerySchema },
  responses: { 200: json(deleteAgentResponseSchema, 'How many versions went.'), ...problems(409) },
});
