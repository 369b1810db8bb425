/** The domains and the rules of their inputs. */
export * from './agent-versions';
export * from './agents';
export * from './base';
export * from './evals';
export * from './memory';
export * from './observability';
export * from './sessions';
export * from './workflows';
