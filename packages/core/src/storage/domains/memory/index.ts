/** The domain `memory`. */
export * from './base';
export * from './conflicts';
export * from './inmemory';
export * from './input';
export * from './input-messages';
export * from './records';
