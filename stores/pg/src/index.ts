/** The public face of `@agent-versions/pg`. */
export type { PgPromiseDatabase, PostgresOptions, PostgresSslOptions } from './db/options';
export * from './domains';
export { pgMigrations } from './migrations';
export { AgentQueries, pgQueries, SessionLogQueries, SessionQueries } from './queries';
export * from './store';
