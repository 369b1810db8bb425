/** The domain `agentVersions`. */
export * from './base';
export * from './calls';
export * from './chain';
export * from './conflicts';
export * from './events';
export * from './inmemory';
export * from './input';
export * from './input-deletions';
export * from './input-events';
export * from './input-find';
export * from './input-import';
export * from './input-labels';
export * from './input-lists';
export * from './label-targets';
export * from './records';
