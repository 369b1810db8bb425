/** The domains on Postgres. */
export * from './agent-versions';
export * from './agents';
