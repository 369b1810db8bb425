/** The domain `sessions`. */
export * from './base';
export * from './conflicts';
export * from './effective-config';
export * from './inmemory';
export * from './input';
export * from './input-logs';
export * from './log-tree';
export * from './records';
export * from './records-logs';
export * from './transitions';
