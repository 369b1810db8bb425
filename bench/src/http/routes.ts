/** What is asked over HTTP. */
import { agentId, HTTP_HISTORY, loadedDocument, versionId } from '../workload/histories';

/** A request, ready to be sent. */
export interface HttpRequest {
  method: 'GET' | 'POST';
  path: string;
  headers: Record<string, string>;
  body?: string;
}

/** One line of the table, before it is told by connections. */
export interface HttpRoute {
  name: string;
  /** As Hono has it. */
  pattern: string;
  /** Of every answer. */
  status: number;
  /** Answers with a version that was not there before. */
  grows?: true;
  /** What is asked about a version of an agent, which are counted from 0 and from 1. */
  request(agent: number, versionNumber: number): HttpRequest;
}

const AGENT = '/api/stored/agents/:agentId';

/** All of them. The one that makes versions comes last. */
export const HTTP_ROUTES: readonly HttpRoute[] = [
  { name: 'HTTP list', pattern: `${AGENT}/versions`, status: 200, request: (agent) => get(agent, 'versions') },
  { name: 'HTTP get', pattern: `${AGENT}/versions/:versionId`, status: 200, request: getVersion },
  {
    name: 'HTTP get, 304',
    pattern: `${AGENT}/versions/:versionId`,
    status: 304,
    request(agent, versionNumber) {
      const { contentHash } = loadedDocument(HTTP_HISTORY, agent, versionNumber);
      return { ...getVersion(agent, versionNumber), headers: { 'if-none-match': `"${contentHash}"` } };
    },
  },
  { name: 'HTTP resolve', pattern: `${AGENT}/resolve`, status: 200, request: (agent) => get(agent, 'resolve') },
  {
    name: 'HTTP create',
    pattern: `${AGENT}/versions`,
    status: 201,
    grows: true,
    request: (agent) => ({
      method: 'POST',
      path: pathOf(agent, 'versions'),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ changeMessage: 'Sharpen the instructions after the last review' }),
    }),
  },
];

/** What connections ask until all of them are there: every server has it. */
export const PROBE: HttpRequest = { method: 'GET', path: '/healthz', headers: {} };

/** How many different requests are made of a route, in turns. */
const REQUESTS = 64;

/** Requests about all sorts of agents and versions. */
export function requestsOf(route: HttpRoute): HttpRequest[] {
  const { agents, versions } = HTTP_HISTORY;
  return Array.from({ length: REQUESTS }, (_, index) =>
    route.request((index * 7) % agents, 1 + ((index * 37) % versions)),
  );
}

function getVersion(agent: number, versionNumber: number): HttpRequest {
  return get(agent, `versions/${versionId(HTTP_HISTORY, agent, versionNumber)}`);
}

function get(agent: number, rest: string): HttpRequest {
  return { method: 'GET', path: pathOf(agent, rest), headers: {} };
}

function pathOf(agent: number, rest: string): string {
  return `/api/stored/agents/${agentId(agent)}/${rest}`;
}
