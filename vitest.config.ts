/** Where editors look for the test configuration. */
export { default } from './vitest.workspace.ts';
