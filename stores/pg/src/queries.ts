/** The SQL behind the store's tables, by entity, for pg, pg-promise or any other driver of Postgres. */
import { ValidationError } from '@agent-versions/core';
import { type QuerySet, querySet } from '@agent-versions/sql';
import { PostgresDialect } from './db/dialect';
import { findIdentifierFault } from './db/identifier';

/**
 * The texts for the tables in `schema`.
 * @throws ValidationError when it is no name for a schema
 */
export function pgQueries(schema = 'agent_versions'): QuerySet {
  const fault = findIdentifierFault(schema);
  if (fault) throw new ValidationError([{ path: 'schema', message: fault }]);
  return querySet(new PostgresDialect(schema));
}

/** The texts for the schema `agent_versions`, by entity. */
export const { AgentQueries, SessionQueries, SessionLogQueries } = pgQueries();
