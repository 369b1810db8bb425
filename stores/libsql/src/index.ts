/** LibSQLStore: every domain on a SQLite file, in memory, or on a libSQL server. */
export { LibSQLDatabase } from './db/database';
export type { Durability, LibSQLOptions } from './db/options';
export type { ReplicaReads } from './db/place';
export * from './default-storage';
export * from './domains/agent-versions';
export * from './domains/agents';
export * from './domains/evals';
export * from './domains/memory';
export * from './domains/observability';
export type { LibSQLDomainOptions } from './domains/options';
export * from './domains/sessions';
export * from './domains/workflows';
export { libsqlMigrationDatabase } from './migrating';
export { libsqlMigrations } from './migrations';
export { AgentQueries, libsqlQueries, SessionLogQueries, SessionQueries } from './queries';
export * from './store';
