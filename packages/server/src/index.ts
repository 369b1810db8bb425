/** The public face of `@agent-versions/server`. */
export { type BearerKey, bearerKeys, hashKey } from './access/bearer-keys';
export type { KeyScope } from './access/key-scope';
export { closeOnSignals } from './node/close-on-signals';
export { type RunningServer, type ServeOptions, serve } from './node/serve';
export * from './options';
export { createServer } from './server';
