/** The domain `observability`. */
export * from './base';
export * from './conflicts';
export * from './inmemory';
export * from './input';
export * from './merge';
export * from './prune';
export * from './records';
