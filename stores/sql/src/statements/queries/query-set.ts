/** The texts of every entity, for users who want the SQL. */
import type { Dialect } from '../../dialect';
import { type AgentQuerySet, agentQueries } from './agent-queries';
import { type SessionLogQuerySet, sessionLogQueries } from './session-log-queries';
import { type SessionQuerySet, sessionQueries } from './session-queries';
import { postgresSpelling } from './spelling-postgres';
import { sqliteSpelling } from './spelling-sqlite';

/** The texts of every entity, for the tables of one place. */
export interface QuerySet {
  /** Agents. */
  readonly AgentQueries: AgentQuerySet;
  /** Sessions of agents. */
  readonly SessionQueries: SessionQuerySet;
  /** What happened in sessions. */
  readonly SessionLogQueries: SessionLogQuerySet;
}

/** The texts for the tables that `dialect` names. */
export function querySet(dialect: Dialect): QuerySet {
  const spelling = dialect.name === 'sqlite' ? sqliteSpelling(dialect) : postgresSpelling(dialect);
  return {
    AgentQueries: agentQueries(spelling),
    SessionQueries: sessionQueries(spelling),
    SessionLogQueries: sessionLogQueries(spelling),
  };
}
