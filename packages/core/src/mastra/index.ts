/** The facade of the framework. */
export * from './mastra';
export type { VersionCacheOptions } from './version-cache';
