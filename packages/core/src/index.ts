/** The public face of `@agent-versions/core`. */
export * from './errors';
export * from './json';
export * from './mastra';
export * from './migrations';
export * from './storage';
export * from './versioning';
