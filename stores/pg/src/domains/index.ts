/** The domains on Postgres. */
export * from './agent-versions';
export * from './agents';
export * from './evals';
export * from './memory';
export * from './observability';
export * from './sessions';
export * from './workflows';
