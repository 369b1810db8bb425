/** The public face of `@agent-versions/cli`. */
export { type AgentVersionsConfig, defineConfig } from './config';
export { type RunOptions, runCli } from './run';
