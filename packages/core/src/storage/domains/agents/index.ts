/** The domain `agents`. */
export * from './base';
export * from './conflicts';
export * from './inmemory';
export * from './input';
