/** The wire: every schema by name, and the types that they stand for. */
export * from './agent-versions';
export * from './agents';
export * from './comparison';
export * from './events';
export * from './history';
export * from './labels';
export * from './parameters';
export * from './problem';
export * from './types';
