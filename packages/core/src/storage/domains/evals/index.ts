/** The domain `evals`. */
export * from './base';
export * from './conflicts';
export * from './inmemory';
export * from './input';
export * from './records';
