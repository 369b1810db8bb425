/** The public face of `@agent-versions/memory`. */
export * from './memory';
export type { MemoryOptions, SemanticRecallOptions } from './options';
export type { CallOptions, Embedder, VectorFilter, VectorItem, VectorMatch, VectorSearch } from './vector-search';
