/** The texts for users with typical arguments, for the tests that look at a database's plans. */
import { Sql } from 'sql-template-tag';
import type { Dialect } from '../../src/dialect';
import type { AgentQuerySet, SessionLogQuerySet, SessionQuerySet } from '../../src/index';
import { querySet } from '../../src/index';

/** What goes into a text, in order. */
type Arguments = readonly (string | number | null)[];

const AGENT_ID = 'agent-50';
const SESSION_ID = 'session-50';
const AT = '2026-11-21T00:00:00.000Z';
const LIST = '["one"]';
const OVERRIDES = ['model', null, 'small', LIST, LIST, LIST, '{}', LIST, 'readOnly', 20] as const;
const AGENT = ['custom', 'Name', null, null, 'Be kind.', ...OVERRIDES] as const;
const SESSION = ['Name', AGENT_ID, LIST, 'Goal', 'running', 'external-50', ...OVERRIDES] as const;

const AGENTS: Record<keyof AgentQuerySet, Arguments> = {
  insert: ['new', ...AGENT, AT, AT],
  update: [...AGENT, AT, AGENT_ID],
  getById: [AGENT_ID],
  list: [],
  delete: [AGENT_ID],
  count: [],
  checkExists: [AGENT_ID],
};

const SESSIONS: Record<keyof SessionQuerySet, Arguments> = {
  insert: ['new', ...SESSION, AT, AT],
  update: [...SESSION, AT, SESSION_ID],
  updateStatus: ['running', AT, SESSION_ID],
  getById: [SESSION_ID],
  list: [],
  listWithLimit: [20, 40],
  getByStatus: ['running'],
  getSessionWithAgent: [SESSION_ID],
  getByExternalSessionId: ['external-50'],
};

const LOGS: Record<keyof SessionLogQuerySet, Arguments> = {
  insert: [SESSION_ID, 1, 'user', 'message', '"Hello"', '{}', AT, AT],
  getBySessionId: [SESSION_ID],
  getBySessionIdWithPagination: [SESSION_ID, 20, 40],
  getLatestBySessionId: [SESSION_ID, 20],
  update: ['"Hello"', '{}', AT, SESSION_ID, 1],
  deleteBySessionId: [SESSION_ID],
  countBySessionId: [SESSION_ID],
};

/** All texts, by entity and name. */
export function queriesStatements(dialect: Dialect): Record<string, Sql> {
  const { AgentQueries, SessionQueries, SessionLogQueries } = querySet(dialect);
  return {
    ...bindAll('AgentQueries', AgentQueries, AGENTS),
    ...bindAll('SessionQueries', SessionQueries, SESSIONS),
    ...bindAll('SessionLogQueries', SessionLogQueries, LOGS),
  };
}

function bindAll<Name extends string>(
  entity: string,
  texts: Record<Name, string>,
  samples: Record<Name, Arguments>,
): Record<string, Sql> {
  const names = Object.keys(samples) as Name[];
  return Object.fromEntries(names.map((name) => [`${entity}.${name}`, bind(texts[name], samples[name])]));
}

/** A text with its arguments. Throws unless it takes as many as there are, in their order. */
function bind(text: string, values: Arguments): Sql {
  const parts = text.split(/\?|\$\d+/);
  const statement = new Sql(parts, values);
  if (statement.text !== text && statement.sql !== text) throw new Error(`Arguments are not in order: ${text}`);
  return statement;
}
