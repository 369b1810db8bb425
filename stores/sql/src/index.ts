/** The domains in SQL, written once for SQLite and Postgres. */
export * from './database';
export * from './dialect';
export * from './domains/agent-versions';
export * from './domains/agents';
export * from './domains/evals';
export * from './domains/memory';
export * from './domains/observability';
export * from './domains/sessions';
export * from './domains/workflows';
export * from './migration-database';
export { LEDGER_TABLE } from './namespace';
export type { AgentQuerySet } from './statements/queries/agent-queries';
export * from './statements/queries/query-set';
export type { SessionLogQuerySet } from './statements/queries/session-log-queries';
export type { SessionQuerySet } from './statements/queries/session-queries';
