/** The SQL behind the store's tables, by entity, for `@libsql/client` or any other driver of SQLite. */
import { type QuerySet, querySet } from '@agent-versions/sql';
import { SqliteDialect } from './db/dialect';
import { checkTablePrefix } from './table-prefix';

/**
 * The texts for the tables whose names start with `tablePrefix`. SQLite keeps foreign keys only on a connection where
 * `pragma foreign_keys` is on: `@libsql/client` begins with it on, other drivers may not.
 * @throws ValidationError when it is no prefix
 */
export function libsqlQueries(tablePrefix = ''): QuerySet {
  return querySet(new SqliteDialect(checkTablePrefix(tablePrefix)));
}

/** The texts for tables without a prefix, by entity. */
export const { AgentQueries, SessionQueries, SessionLogQueries } = libsqlQueries();
