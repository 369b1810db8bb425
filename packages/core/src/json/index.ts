/** JSON documents: what can be stored, the one text of each, and its hash. */
export * from './canonical';
export * from './hash';
export * from './limits';
export * from './storable';
export * from './types';
