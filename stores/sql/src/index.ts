/** The domains in SQL, written once for SQLite and Postgres. */
export * from './database';
export * from './dialect';
export * from './domains/agent-versions';
export * from './domains/agents';
export * from './migration-database';
export { LEDGER_TABLE } from './namespace';
