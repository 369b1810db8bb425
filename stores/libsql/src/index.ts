/** LibSQLStore: agents and their versions on a SQLite file, in memory, or on a libSQL server. */
export { LibSQLDatabase } from './db/database';
export type { Durability, LibSQLOptions } from './db/options';
export * from './default-storage';
export * from './domains/agent-versions';
export * from './domains/agents';
export type { LibSQLDomainOptions } from './domains/options';
export * from './store';
