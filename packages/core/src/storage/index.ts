/** Storage: the composite, the domains, and what stores build on. */
export * from './constants';
export * from './domains';
export * from './ids';
export * from './inmemory';
export * from './input';
export * from './pagination';
export * from './present';
export * from './storage';
export * from './types';
