/** Storage: the composite, the domains, and what stores build on. */
export * from './constants';
export * from './domains';
export * from './ids';
export * from './inmemory';
export * from './input';
export * from './pagination';
export * from './present';
export * from './same-record';
export * from './storage';
export * from './tables/evals';
export * from './tables/memory';
export * from './tables/observability';
export * from './tables/sessions';
export * from './tables/workflows';
export * from './turns';
export * from './types';
